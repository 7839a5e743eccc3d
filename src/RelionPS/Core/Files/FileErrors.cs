using RelionPS.Core.Errors;

namespace RelionPS.Core.Files;

/// <summary>Errors of files and folders that can't be written, or are not the module's to write.</summary>
internal static class FileErrors
{
    public static RelionException FileNotOwn(string path) =>
        new("RelionFileNotOwn", ErrorKind.ResourceExists, path, [path]);

    public static RelionException FolderNotOwn(string path, string reason) =>
        new("RelionFolderNotOwn", ErrorKind.ResourceExists, path, [path, reason]);

    public static RelionException OutputNotWritable(string path, string reason, Exception? cause = null) =>
        new("RelionOutputNotWritable", ErrorKind.WriteError, path, [path, reason], cause);
}
