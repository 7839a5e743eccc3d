using RelionPS.Core.Errors;

namespace RelionPS.Core.Files;

/// <summary>Folders that are to take results.</summary>
internal static class WritableFolder
{
    /// <summary>
    /// Makes the folder where it is missing and proves with a file that it takes one: permissions alone do not tell
    /// (root, read-only mounts).
    /// </summary>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c>.</exception>
    public static void Ensure(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".relionps-{Guid.NewGuid():N}");
            using (new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(folder, exception.Message, exception);
        }
    }
}
