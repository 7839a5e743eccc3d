using RelionPS.Core.Errors;

namespace RelionPS.Data.Star;

/// <summary>Errors of files that are read by their bytes, STAR files above all.</summary>
internal static class StarErrors
{
    public static RelionException FileNotFound(string path) =>
        new("RelionFileNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException FileUnreadable(string path, string reason) =>
        new("RelionFileUnreadable", ErrorKind.ReadError, path, [path, reason]);

    public static RelionException FileChanged(string path) =>
        new("RelionFileChanged", ErrorKind.ResourceBusy, path, [path]);

    public static RelionException StarInvalid(string path, long line, string reason) =>
        new("RelionStarInvalid", ErrorKind.InvalidData, path, [path, line, reason]);

    public static RelionException StarInvalid(string path, string line, string reason) =>
        new("RelionStarInvalid", ErrorKind.InvalidData, path, [path, line, reason]);

    public static RelionException StarBlockMissing(string path, string block, string blocks) =>
        new("RelionStarBlockMissing", ErrorKind.ObjectNotFound, path, [path, block, blocks]);

    public static RelionException StarLabelMissing(string path, string block, string label, string labels) =>
        new("RelionStarLabelMissing", ErrorKind.ObjectNotFound, label, [path, block, label, labels]);
}
