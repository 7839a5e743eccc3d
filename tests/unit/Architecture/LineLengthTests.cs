using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>No line of the sources is longer than a reader's window.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 120;

    /// <summary>What people write and read as code; pages of help and lists of words are not.</summary>
    private static readonly string[] Patterns =
    [
        "*.cs", "*.csproj", "*.props", "*.ps1", "*.psm1", "*.psd1", "*.ps1xml", "*.resx", "*.css", "*.sh", "*.json",
        ".editorconfig",
    ];

    /// <summary>Data that other programs wrote, and what is built.</summary>
    private static readonly string[] Elsewhere = ["bin/", "obj/", "out/", "tests/data/", ".git/"];

    [Fact]
    public void No_line_is_longer_than_120_characters()
    {
        string[] files = [.. Patterns.SelectMany(Sources), "relionps", ".ci/run"];
        Assert.True(files.Length > 500);
        Assert.Empty(files.SelectMany(LongLines));
    }

    [Fact]
    public void A_long_line_is_told_by_file_and_number()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("a.cs"), $"{new string('x', Longest)}\n{new string('y', Longest + 1)}\n");
        Assert.Equal(["a.cs:2"], LongLines(folder.Path, "a.cs"));
    }

    private static IEnumerable<string> Sources(string pattern) =>
        Directory.EnumerateFiles(RepositoryPaths.Root, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path))
            .Where(path => !Elsewhere.Any(folder =>
                path.StartsWith(folder, StringComparison.Ordinal)
                    || path.Contains($"/{folder}", StringComparison.Ordinal)))
            // Figures of a run, which the scripts beside them write.
            .Where(path => !path.StartsWith("bench/", StringComparison.Ordinal) || Path.GetExtension(path) != ".json");

    private static IEnumerable<string> LongLines(string path) => LongLines(RepositoryPaths.Root, path);

    private static IEnumerable<string> LongLines(string root, string path) =>
        File.ReadLines(Path.Combine(root, path))
            .Select((line, index) => (line, number: index + 1))
            .Where(item => item.line.EnumerateRunes().Count() > Longest)
            .Select(item => $"{path}:{item.number}");
}
