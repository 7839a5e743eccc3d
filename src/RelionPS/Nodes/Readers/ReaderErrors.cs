using RelionPS.Core.Errors;

namespace RelionPS.Nodes.Readers;

/// <summary>Errors of reading a node, and of the files that profiles are kept in.</summary>
internal static class ReaderErrors
{
    public static RelionException RootNotFound(string root) =>
        new("RelionRootNotFound", ErrorKind.ObjectNotFound, root, [root]);

    public static RelionException NodeUnreadable(string root) =>
        new("RelionNodeUnreadable", ErrorKind.ReadError, root, [root]);

    public static RelionException NodeUnreachable(string host, NodeAccess access, string reason) =>
        new("RelionNodeUnreachable", ErrorKind.ConnectionError, host, [host, access, reason]);

    public static RelionException NodeNameInvalid(string host, NodeAccess access) =>
        new(
            "RelionNodeUnreachable", ErrorKind.ConnectionError, host,
            [VisibleText.Of(host), access, "this is no host name"]);

    public static RelionException ProfileFileNotFound(string path) =>
        new("RelionProfileFileNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException ProfileFileInvalid(string path, string reason, Exception cause) =>
        new("RelionProfileFileInvalid", ErrorKind.InvalidData, path, [path, reason], cause);

    public static RelionException ProfileSchemaUnknown(string path, int version, int known) =>
        new("RelionProfileSchemaUnknown", ErrorKind.InvalidData, path, [path, version, known]);

    public static RelionException ProfileFileExists(string path) =>
        new("RelionProfileFileExists", ErrorKind.ResourceExists, path, [path]);

    public static RelionException ProfileNotWritable(string path, string reason, Exception cause) =>
        new("RelionProfileNotWritable", ErrorKind.WriteError, path, [path, reason], cause);
}
