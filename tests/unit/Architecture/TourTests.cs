using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>The long tour, which people run line by line in a clone.</summary>
public sealed class TourTests
{
    private const string Folder = "tour";

    [Fact]
    public void The_tour_writes_only_into_a_folder_that_git_ignores()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "tour.md"));
        string[] lines = page[page.IndexOf("```powershell", StringComparison.Ordinal)..].Split('\n');
        int move = Array.FindIndex(lines, line => line.StartsWith("Set-Location ", StringComparison.Ordinal));
        Assert.Contains($" {Folder})", lines[move]);
        // Before that, the one path of the folder is the program that starts PowerShell there.
        Assert.All(
            lines[..move].Where(line => line.Contains("./", StringComparison.Ordinal)),
            line => Assert.StartsWith("./relionps ", line));
        Assert.Contains($"/{Folder}/", File.ReadLines(Path.Combine(RepositoryPaths.Root, ".gitignore")));
    }
}
