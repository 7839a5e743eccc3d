using RelionPS.Core.Errors;

namespace RelionPS.Runs.Locks;

/// <summary>Errors of the folder that a run starts in.</summary>
internal static class RootErrors
{
    public static RelionException WorkingDirectoryNotFound(string folder) =>
        new("RelionWorkingDirectoryNotFound", ErrorKind.ObjectNotFound, folder, [folder]);
}
