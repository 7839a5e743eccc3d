using System.Management.Automation;
using System.Text.RegularExpressions;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// The pages docs/en-US/about_*.md and the topics that Get-Help reads of them are one text, and what they say of
/// commands is so. The page of the rules is held against the rules in <c>NodeRuleTests</c>.
/// </summary>
public sealed class AboutTopicTests : IDisposable
{
    private const int Width = 80;
    private const string Ending = ".help.txt";

    private static readonly string Pages = Path.Combine(RepositoryPaths.Root, "docs", "en-US");
    private static readonly string Topics = Path.Combine(RepositoryPaths.Root, "en-US");

    /// <summary>Most tests look at texts alone, and need none.</summary>
    private readonly Lazy<PowerShellSession> _session = new();

    public static TheoryData<string> Names => [.. PageNames];

    private static string[] PageNames =>
    [
        .. Directory.EnumerateFiles(Pages, "about_*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
    }

    [Fact]
    public void Every_page_has_its_topic_and_every_topic_its_page()
    {
        IEnumerable<string> topics = Directory.EnumerateFiles(Topics, "about_*" + Ending)
            .Select(path => Path.GetFileName(path)[..^Ending.Length])
            .Order(StringComparer.Ordinal);
        Assert.Equal(PageNames, topics);
        string[] subjects =
        [
            "", "_Benchmarking", "_Building", "_GettingStarted", "_Gpu", "_Mpi", "_Rules", "_Slurm", "_Tuning",
        ];
        Assert.Empty(subjects.Select(subject => $"about_RelionPS{subject}").Except(PageNames));
    }

    /// <summary>Where it fails: ./build.ps1 -Task Docs makes the topics of the pages.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_topic_has_the_words_of_its_page(string name) => Assert.Equal(
        WordsOfPage(name), File.ReadAllText(Topic(name)).Split(null as char[], StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_topic_fits_80_columns(string name) => Assert.All(
        File.ReadLines(Topic(name)),
        line => Assert.False(
            line.EnumerateRunes().Count() > Width || line.Contains('\t') || line != line.TrimEnd(), line));

    /// <summary>Get-Help takes the fifth line for the synopsis in its list of topics.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_topic_says_what_it_is_for_where_Get_Help_looks_for_it(string name)
    {
        string[] lines = File.ReadAllLines(Topic(name));
        Assert.Equal(["TOPIC", $"    {name}", "", "SHORT DESCRIPTION"], lines.Take(4));
        Assert.EndsWith(".", lines[4], StringComparison.Ordinal);
        Assert.Equal(["", "LONG DESCRIPTION"], lines.Skip(5).Take(2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Commands_and_parameters_of_a_page_are_there(string name) =>
        Assert.Empty(Documented().Problems(File.ReadAllText(Page(name))));

    [Fact]
    public void Topics_that_a_page_names_are_there() => Assert.All(
        PageNames,
        name => Assert.Empty(
            Regex.Matches(File.ReadAllText(Page(name)), @"\babout_\w+")
                .Select(match => match.Value)
                .Except(PageNames)));

    [Fact]
    public void The_plan_that_the_first_topic_shows_is_that_of_its_lines()
    {
        Match example = Regex.Match(
            File.ReadAllText(Page("about_RelionPS_GettingStarted")), "(?s)```powershell\n(.*?)```\n\n```\n(.*?)\n```");
        string shown = _session.Value.One<string>($". {{ {example.Groups[1].Value} }} | Out-String -Width {Width}");
        Assert.Equal(
            example.Groups[2].Value.Split('\n'), shown.Trim('\n').Split('\n').Select(line => line.TrimEnd()));
    }

    [Theory]
    [InlineData("Use Get-RelionNothing.", "Get-RelionNothing is no command")]
    [InlineData("`Get-RelionRun -Nothing`", "Get-RelionRun has no -Nothing")]
    [InlineData("```powershell\nGet-RelionRun |\n    New-RelionRefineCommand -Nothing\n```", "has no -Nothing")]
    [InlineData("with `-Nothing 3`", "no command has -Nothing")]
    [InlineData("```powershell\nGet-RelionRun |\n```", "In: Get-RelionRun")]
    public void A_wrong_word_in_a_page_is_found(string page, string problem) =>
        Assert.Contains(problem, Assert.Single(Documented().Problems(page)), StringComparison.Ordinal);

    [Fact]
    public void The_map_by_task_has_each_command_once_and_is_that_of_the_readme()
    {
        string[] map = [.. Map(Page("about_RelionPS"))];
        Assert.Equal(
            Commands().Select(command => command.Name).Order(StringComparer.Ordinal),
            map.SelectMany(DocumentedCommands.Names).Order(StringComparer.Ordinal));
        Assert.Equal(map, Map(Path.Combine(RepositoryPaths.Root, "README.md")));
    }

    private static string Page(string name) => Path.Combine(Pages, $"{name}.md");

    private static string Topic(string name) => Path.Combine(Topics, name + Ending);

    /// <summary>The rows of the table of tasks and commands.</summary>
    private static IEnumerable<string> Map(string path) => File.ReadLines(path)
        .SkipWhile(line => line != "| Task | Commands |")
        .TakeWhile(line => line.StartsWith('|'));

    /// <summary>
    /// The words of a page without Markdown's marks; a row of a table as its first cell, and the others behind the
    /// names of their columns.
    /// </summary>
    private static IEnumerable<string> WordsOfPage(string name)
    {
        var words = new List<string>();
        string[] columns = [];
        bool isCode = false;
        foreach (string line in File.ReadLines(Page(name)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
                continue;
            }
            bool isRow = !isCode && line.StartsWith('|');
            if (!isRow) columns = [];
            string text = line;
            if (isRow)
            {
                text = Row(line, ref columns);
            }
            else if (!isCode && line.StartsWith("# ", StringComparison.Ordinal))
            {
                text = $"TOPIC {line[2..]}";
            }
            else if (!isCode && line.StartsWith("## ", StringComparison.Ordinal))
            {
                text = line[3..];
            }
            words.AddRange(text.Split(null as char[], StringSplitOptions.RemoveEmptyEntries));
        }
        return words;
    }

    private static string Row(string line, ref string[] columns)
    {
        string[] cells =
        [
            .. Regex.Split(line.Trim().Trim('|'), @"(?<!\\)\|")
                .Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal)),
        ];
        if (columns.Length == 0)
        {
            columns = cells;
            return "";
        }
        string[] names = columns;
        return cells.All(cell => cell == "---")
            ? ""
            : $"{cells[0]} {string.Join(' ', cells.Zip(names, (cell, column) => $"{column}: {cell}").Skip(1))}";
    }

    private DocumentedCommands Documented() => new(Commands());

    private IReadOnlyList<CommandInfo> Commands() =>
        [.. _session.Value.Run("Get-Command -Module RelionPS").Cast<CommandInfo>()];
}
