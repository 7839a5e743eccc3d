namespace RelionPS.Testing;

/// <summary>Where things are in the working copy that is tested.</summary>
internal static class RepositoryPaths
{
    public static string Root { get; } = FindRoot();

    public static string Manifest => Path.Combine(Root, "RelionPS.psd1");

    public static string Data(params string[] parts) => Path.Combine([Root, "tests", "data", .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RelionPS.psd1"))) return folder.FullName;
        }
        throw new InvalidOperationException("RelionPS.psd1 was not found above the tests.");
    }
}
