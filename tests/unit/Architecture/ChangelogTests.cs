using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>The changelog goes by version and date, and its first version is the module's.</summary>
public sealed class ChangelogTests
{
    private static readonly (string Version, string Date)[] Headings =
    [
        .. File.ReadLines(Path.Combine(RepositoryPaths.Root, "CHANGELOG.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => Regex.Match(line, @"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$"))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value)),
    ];

    [Fact]
    public void Every_heading_has_a_version_and_a_date_the_newest_first()
    {
        Assert.All(
            Headings,
            heading => Assert.True(DateOnly.TryParseExact(
                heading.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
        Assert.True(Headings.Length > 1);
        Assert.Equal(Headings.OrderByDescending(heading => Version.Parse(heading.Version)), Headings);
        Assert.Equal(Headings.OrderByDescending(heading => heading.Date, StringComparer.Ordinal), Headings);
    }

    /// <summary>Records, reports and histories take the assembly's version, users see the manifest's.</summary>
    [Fact]
    public void Manifest_build_and_assembly_have_the_newest_version()
    {
        string newest = Headings[0].Version;
        string manifest = File.ReadAllText(RepositoryPaths.Manifest);
        Assert.Equal(newest, Regex.Match(manifest, @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value);
        Assert.Equal(
            newest,
            XDocument.Load(Path.Combine(RepositoryPaths.Root, "Directory.Build.props"))
                .Descendants("Version")
                .Single()
                .Value);
        Assert.Equal(newest, typeof(RelionException).Assembly.GetName().Version!.ToString(3));
    }
}
