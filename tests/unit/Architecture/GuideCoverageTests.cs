using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Reasons;
using RelionPS.Nodes.Advice;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Architecture;

/// <summary>
/// The table of the guide's recommendations (docs/guide-coverage.md) names commands, rules and tests that there are,
/// and leaves no section and no rule of the guide out.
/// </summary>
public sealed class GuideCoverageTests : IDisposable
{
    /// <summary>The guide's sections that recommend something, and 3.1, which says that nothing is to be set.</summary>
    private static readonly string[] Sections =
    [
        "1", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4", "3.4.1", "3.4.2", "4", "5", "5.1", "5.2", "5.3",
        "5.4", "5.5",
    ];

    private static readonly Row[] Rows =
    [
        .. File.ReadLines(Path.Combine(RepositoryPaths.Root, "docs", "guide-coverage.md"))
            .Where(line => Regex.IsMatch(line, @"^\| \d"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new Row(cells[1], cells[3], cells[4], cells[5])),
    ];

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_section_of_the_guide_has_a_row_in_order() =>
        Assert.Equal(Sections, Rows.Select(row => row.Section.Split(',')[0]).Distinct());

    [Fact]
    public void Every_row_names_a_command_and_parameters_of_it()
    {
        var commands = _session.Run("Get-Command -Module RelionPS").Cast<CommandInfo>()
            .ToDictionary(command => command.Name);
        Assert.All(Rows, row =>
        {
            string command = "";
            foreach (Match word in Regex.Matches(row.Commands, @"[\w-]+"))
            {
                if (!word.Value.StartsWith('-')) command = word.Value;
                Assert.True(commands.ContainsKey(command), $"{row.Section}: {command}");
                Assert.True(
                    command == word.Value || commands[command].Parameters.ContainsKey(word.Value[1..]),
                    $"{row.Section}: {command} {word.Value}");
            }
            Assert.NotEqual("", command);
        });
    }

    [Fact]
    public void Every_rule_that_is_named_is_there_and_every_rule_of_the_guide_is_named()
    {
        string[] named = [.. Rows.SelectMany(row => Words(row.Rules)).Distinct()];
        string[] ofPlans =
        [
            .. typeof(GuideRules).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => field.GetValue(null))
                .OfType<GuideRule>()
                .Select(rule => rule.Name),
        ];
        string[] ofNodes =
        [
            .. NodeRuleSet.BuiltIn
                .Where(rule => rule.Source.StartsWith("guide", StringComparison.Ordinal))
                .Select(rule => rule.Id),
        ];
        IEnumerable<string> recipes = RecipeFamilies.All.SelectMany(
            family => family.Architectures.Keys.Select(set => $"{family.Toolchain}-{set}"));
        Assert.Empty(named.Except(ofPlans).Except(ofNodes).Except(recipes));
        Assert.True(ofPlans.Length >= 10 && ofNodes.Length >= 16);
        Assert.Empty(ofPlans.Concat(ofNodes).Except(named));
    }

    [Fact]
    public void Every_row_names_tests_that_are_there()
    {
        var classes = Directory
            .EnumerateFiles(Path.Combine(RepositoryPaths.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), path => File.ReadAllText(path));
        Assert.All(Rows, row => Assert.All(
            row.Tests.Split(',', StringSplitOptions.TrimEntries),
            test =>
            {
                string[] name = test.Split('.');
                Assert.Equal(2, name.Length);
                bool isThere = classes[name[0]]
                    .Any(text => text.Contains($" {name[1]}(", StringComparison.Ordinal));
                Assert.True(isThere, $"{row.Section}: {test}");
            }));
    }

    private static IEnumerable<string> Words(string cell) =>
        Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value);

    /// <summary>A line of the table: where the guide says it, and what answers to it.</summary>
    private sealed record Row(string Section, string Commands, string Rules, string Tests);
}
