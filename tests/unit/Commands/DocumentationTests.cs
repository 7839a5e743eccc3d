using System.Management.Automation;
using System.Text.RegularExpressions;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>What the README and the pages below docs say of commands is so.</summary>
public sealed class DocumentationTests : IDisposable
{
    private static readonly string Readme = Path.Combine(RepositoryPaths.Root, "README.md");

    private readonly Lazy<PowerShellSession> _session = new();

    public static TheoryData<string> Pages =>
    [
        "README.md", "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md")
            .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_and_parameters_of_a_page_are_there(string page) => Assert.Empty(
        new DocumentedCommands(_session.Value.Run(
            $"Get-Command -Module RelionPS; Get-Command '{Path.Combine(RepositoryPaths.Root, "build.ps1")}'")
                .Cast<CommandInfo>())
            .Problems(File.ReadAllText(Path.Combine(RepositoryPaths.Root, page))));

    /// <summary>A screen is taken to have fifty lines.</summary>
    [Fact]
    public void The_readme_has_two_screens() => Assert.InRange(File.ReadLines(Readme).Count(), 20, 100);

    [Fact]
    public void The_readmes_tour_has_ten_lines_and_starts_from_a_job_that_exists()
    {
        string tour = Regex.Match(File.ReadAllText(Readme), "(?ms)^## A tour$.*?^```powershell\n(.*?)^```")
            .Groups[1].Value;
        Assert.Equal(10, tour.TrimEnd().Split('\n').Length);
        Assert.Contains("Import-RelionRefineCommand", tour, StringComparison.Ordinal);
        Assert.DoesNotContain("Initialize-RelionBenchmark", tour, StringComparison.Ordinal);
    }

    /// <summary>What CI runs (.ci/run) is the README's test command.</summary>
    [Fact]
    public void The_readme_has_the_two_commands_on_lines_of_their_own()
    {
        string[] lines = File.ReadAllLines(Readme);
        Assert.Contains("./relionps demo", lines);
        Assert.Contains("./relionps test", lines);
    }

    [Fact]
    public void Pictures_of_the_readme_are_there() => Assert.All(
        Regex.Matches(File.ReadAllText(Readme), @"!\[[^\]]*\]\(([^)]+)\)"),
        picture => Assert.True(File.Exists(Path.Combine(RepositoryPaths.Root, picture.Groups[1].Value))));
}
