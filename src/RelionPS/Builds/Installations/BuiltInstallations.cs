using RelionPS.Core.Files;

namespace RelionPS.Builds.Installations;

/// <summary>
/// The user's list of folders that builds were installed to, one a line, in
/// <c>$XDG_DATA_HOME/relionps/installations</c>.
/// </summary>
internal static class BuiltInstallations
{
    public static IEnumerable<string> Folders()
    {
        try
        {
            return File.Exists(ListPath)
                ? [.. PlainFile.ReadLines(ListPath).Where(Directory.Exists).Distinct(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Adds the folder. A home that can't be written costs the list its entry, not the user his build.
    /// </summary>
    public static void Add(string folder)
    {
        try
        {
            if (Folders().Contains(folder)) return;
            Directory.CreateDirectory(Path.GetDirectoryName(ListPath)!);
            File.AppendAllLines(ListPath, [folder]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string ListPath => Path.Combine(DataHome, "relionps", "installations");

    private static string DataHome => Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } given
        ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
}
