using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>The sources of the module.</summary>
internal static class ModuleSources
{
    /// <summary>Their folder.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryPaths.Root, "src", "RelionPS");

    /// <summary>Text by path below the folder.</summary>
    public static Lazy<IReadOnlyDictionary<string, string>> Files { get; } = new(() =>
        Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal))
            .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(Folder, path))));
}
