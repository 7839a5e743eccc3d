using System.Text.RegularExpressions;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>The table of faults names tests that there are.</summary>
public sealed class FaultTableTests
{
    [Fact]
    public void Every_fault_in_the_table_has_the_test_that_injects_it()
    {
        string tests = string.Concat(
            Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText));
        string[] rows =
        [
            .. File.ReadLines(Path.Combine(RepositoryPaths.Root, "docs", "faults.md"))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains("| Test |")),
        ];
        Assert.True(rows.Length >= 60);
        Assert.Contains(
            File.ReadLines(Path.Combine(RepositoryPaths.Root, "docs", "faults.md")),
            line => line.Contains($" {rows.Length} faults", StringComparison.Ordinal));
        Assert.All(rows, row =>
        {
            string[] names =
            [
                .. Regex.Matches(row.Split('|')[^2], @"\w+Tests|[A-Z]\w*_\w+").Select(match => match.Value),
            ];
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Contains(name, tests, StringComparison.Ordinal));
        });
    }
}
