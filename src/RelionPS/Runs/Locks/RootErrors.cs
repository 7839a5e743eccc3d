using RelionPS.Core.Errors;

namespace RelionPS.Runs.Locks;

/// <summary>Errors of the folder that a run starts in, and of the output root that it writes to.</summary>
internal static class RootErrors
{
    public static RelionException WorkingDirectoryNotFound(string folder) =>
        new("RelionWorkingDirectoryNotFound", ErrorKind.ObjectNotFound, folder, [folder]);

    public static RelionException OutputRootWithoutFolder(string root) =>
        new("RelionOutputRootWithoutFolder", ErrorKind.InvalidArgument, root, [root]);

    public static RelionException RunBusy(string root, string who, string lockPath) =>
        new("RelionRunBusy", ErrorKind.ResourceBusy, root, [root, who, lockPath]);
}
