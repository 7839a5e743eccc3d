using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;
using RelionPS.UnitTests.Studies.Comparison;
using static RelionPS.Testing.ReportPage;
using static RelionPS.Testing.ReportSamples;

namespace RelionPS.UnitTests.Commands;

/// <summary>Whether everybody can read a report: contrast, marks, headings, keys.</summary>
public sealed partial class ReportLooksTests : IDisposable
{
    private const double LeastContrast = 4.5;

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("(prefers-color-scheme: dark)")]
    [InlineData("print")]
    [InlineData("screen and (max-width: 720px)")]
    public void Every_text_and_every_series_has_a_contrast_of_4_5_to_what_it_stands_on(string media)
    {
        XDocument page = Whole();
        var style = new PageStyle(page, media);
        var seen = new HashSet<(string, string)>();
        var faint = new List<string>();
        foreach (XElement element in page.Root!.Element("body")!.Descendants())
        {
            bool isDrawn = element.Ancestors("svg").Any();
            bool hasText = !isDrawn && element.Nodes().OfType<XText>().Any(text => text.Value.Trim().Length > 0);
            IEnumerable<string> colours = hasText ? [style.Colour(element)]
                : isDrawn && !element.Ancestors("pattern").Any() ? Drawn(element).Select(style.Resolve) : [];
            foreach (string colour in colours)
            {
                string ground = style.Background(element);
                // A card's colour on a card is a hole.
                if (colour == ground || !seen.Add((colour, ground))) continue;
                double contrast = PageStyle.Contrast(colour, ground);
                if (contrast < LeastContrast) faint.Add($"{element.Name} {Kind(element)}: {colour} on {ground}");
            }
        }
        Assert.True(seen.Count > 12, $"only {seen.Count} pairs were looked at");
        Assert.True(faint.Count == 0, string.Join("\n", faint));
    }

    /// <summary>Black on white has 21, and a grey of #767676 on white 4.54 (WCAG's own examples).</summary>
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#767676", "#ffffff", 4.54)]
    public void Contrast_is_that_of_WCAG(string one, string other, double expected) =>
        Assert.Equal(expected, PageStyle.Contrast(one, other), 2);

    /// <summary>A browser takes the text of a style as it stands: an entity in it spoils its rule.</summary>
    [Fact]
    public void The_sheet_has_no_character_that_XML_would_write_otherwise()
    {
        string sheet = Whole().Descendants("style").Single().Value;
        Assert.Contains(sheet, File.ReadAllText(_folder.Combine("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_that_is_taken_out_of_its_page_has_the_light_colours()
    {
        XDocument page = Whole();
        var style = new PageStyle(page);
        MatchCollection uses = ColourUse().Matches(
            string.Join(' ', page.Descendants("svg").Descendants().Attributes("style").Select(one => one.Value)));
        Assert.True(uses.Count > 20);
        Assert.All(uses, use => Assert.Equal(style.Variable(use.Groups[1].Value) + "ff", use.Groups[2].Value));
    }

    [Fact]
    public void Lines_are_told_apart_by_their_marks_and_the_legend_has_the_same_marks()
    {
        XElement chart = Page([.. Enumerable.Range(1, 9).Select(threads => Timed(threads))]).Descendants("figure")
            .Single(figure => figure.Element("figcaption")?.Value == "Time of each iteration");
        string[] keys = [.. chart.Descendants("li").Select(item => item.Element("i")!.Value)];
        Assert.Equal(9, keys.Distinct().Count());
        XElement[] lines =
        [
            .. chart.Descendants("polyline")
                .Where(line => Style(line).Contains("stroke-width:2", StringComparison.Ordinal)
                    && Style(line).Contains("var(--s", StringComparison.Ordinal)),
        ];
        Assert.Equal(9, lines.Length);

        // A full circle, square, triangle and diamond, the same hollow, and a cross.
        string[] shapes =
        [
            .. chart.Descendants().Where(IsMark).GroupBy(mark => ColourOf(mark)).SelectMany(series => series
                .Select(mark => $"{mark.Name} {Corners(mark)} {Style(mark).Contains("fill:var(--card")}").Distinct()),
        ];
        Assert.Contains("ellipse 0 False", shapes);
        Assert.Contains("ellipse 0 True", shapes);
        Assert.Contains("polygon 3 False", shapes);
        Assert.Contains("polygon 3 True", shapes);
        Assert.Contains("polygon 4 False", shapes);
        Assert.Contains("polygon 4 True", shapes);
    }

    [Fact]
    public void Parts_of_bars_are_told_apart_by_their_textures_and_the_legend_has_the_same()
    {
        XElement chart = Whole().Descendants("figure")
            .Single(figure => figure.Element("figcaption")?.Value == "Seconds of each step");
        Assert.Equal(
            ["bar k0 b0", "bar k1 b1", "bar k2 b2"],
            chart.Descendants("li").Select(item => Kind(item.Element("i")!)));
        string[] paints = [.. chart.Descendants("rect").Where(bar => bar.Parent!.Name != "pattern"
            && bar.Parent.Name != "clipPath").Select(bar => Style(bar).Split(';')[0]).Distinct()];
        Assert.Equal(3, paints.Length);
        string[] patterns = [.. chart.Descendants("pattern").Select(pattern => (string)pattern.Attribute("id")!)];
        Assert.Equal(2, patterns.Length);
        Assert.All(patterns, id => Assert.Contains($"fill:url(#{id})", paints));
        Assert.Equal(2, chart.Descendants("pattern").Select(one => (string)one.Element("path")!.Attribute("d")!)
            .Distinct().Count());
    }

    [Fact]
    public void Charts_side_by_side_are_of_one_height_and_one_alone_is_no_wider_than_it_needs()
    {
        XElement[] rows =
        [
            .. Whole().Descendants("div").Where(div => Kind(div).StartsWith("charts", StringComparison.Ordinal)),
        ];
        Assert.Contains(rows, row => row.Elements().Count() == 2);
        Assert.All(rows, row =>
        {
            Assert.InRange(row.Elements().Count(), 1, 2);
            Assert.Equal(row.Elements().Count() == 1 ? "charts one" : "charts", Kind(row));
            Assert.Single(row.Elements().Select(card => (string)card.Element("svg")!.Attribute("viewBox")!).Distinct());
        });
    }

    [Fact]
    public void Headings_say_what_of_and_every_frame_that_moves_takes_the_focus_and_has_a_name()
    {
        XDocument page = Whole();
        Assert.All(page.Descendants("th"), heading => Assert.Contains(
            (string?)heading.Attribute("scope"), new[] { "col", "row" }));
        XElement[] tables = [.. page.Descendants("table")];
        Assert.True(tables.Length > 15);
        Assert.All(tables, table =>
        {
            XElement frame = table.Parent!;
            Assert.Equal("scroll", Kind(frame));
            Assert.Equal(("0", "region"), ((string?)frame.Attribute("tabindex"), (string?)frame.Attribute("role")));
            Assert.False(string.IsNullOrWhiteSpace((string?)frame.Attribute("aria-label")));
        });
        // h1, then h2, then h3: nobody skips one.
        int[] levels = [.. page.Descendants().Where(one => one.Name.LocalName is ['h', >= '1' and <= '6'])
            .Select(one => one.Name.LocalName[1] - '0')];
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
    }

    [Fact]
    public void What_is_not_good_has_a_sign_and_a_word_wherever_it_has_a_colour()
    {
        XDocument page = Whole();
        XElement[] marked =
        [
            .. page.Descendants().Where(one => one.Name.LocalName is "tr" or "div"
                && Kind(one).Split(' ').Any(kind => kind is "warn" or "bad")),
        ];
        Assert.True(marked.Length > 5);
        Assert.All(marked, one => Assert.Matches(
            "^(⚠ (Warning: |Warn|Unknown)|✖ (Problem: |Fail|no|Failed))", one.Value));
    }

    private static bool IsMark(XElement element) => element.Name.LocalName is "ellipse" or "polygon"
        && element.Ancestors("svg").Any() && Style(element).Contains("var(--s", StringComparison.Ordinal);

    private static string ColourOf(XElement mark) => SeriesUse().Match(Style(mark)).Value;

    private static int Corners(XElement mark) =>
        ((string?)mark.Attribute("points"))?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length ?? 0;

    private static string Style(XElement element) => (string?)element.Attribute("style") ?? "";

    /// <summary>Colours of a part of a drawing, but for those of the grid, which nobody has to read.</summary>
    private static IEnumerable<string> Drawn(XElement element) => Paint().Matches(Style(element))
        .Select(match => match.Groups[1].Value)
        .Where(value => value != "none" && !value.StartsWith("url", StringComparison.Ordinal)
            && !value.StartsWith("var(--grid", StringComparison.Ordinal));

    private static BenchmarkResult Timed(int threads) => Result(threads, [100 + threads, 101 + threads]) with
    {
        Iterations = [new IterationTime(1, 40 + threads), new IterationTime(2, 60)],
        StepShares =
        [
            new StepShare(RefineStep.Expectation, 60, 0.6), new StepShare(RefineStep.Maximization, 30, 0.3),
            new StepShare(RefineStep.Output, 10, 0.1),
        ],
    };

    /// <summary>A page with something of everything.</summary>
    private XDocument Whole()
    {
        BenchmarkWarning warning = Warning();
        CapturedRun.Copy(_folder, "Class3D");
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        RefineCommand small = _session.One<RefineCommand>(
            "New-RelionNodeProfile 1 2 -MemoryBytes 4GB | New-RelionRefineCommand -InputStar p.star -Reference r.mrc "
            + "-OutputRoot Results/run -BoxSize 360 -PixelSize 1 -ClassCount 6 -Mpi OpenMpi "
            + "-WarningAction SilentlyContinue -Force");
        ResultComparison maps = SampleComparison.Of([SampleComparison.Pair(0.81, 0.9, 3, 0.5, 0.5)]);
        object[] items =
        [
            Timed(1) with { Warnings = [warning] }, Timed(2), maps,
            maps with
            {
                Verdict = ComparisonVerdict.Different,
                Checks = [new ComparisonCheck("LeastFsc", "class 1", "0.81", "0.99", false, "too low")],
            },
            Forecast(1000), Cause("WaitsForFiles", 6, FindingStatus.Warn), Cause("Bound", 50, FindingStatus.Fail),
            Search(Ratio(6, 0.8, 0.79, 0.81), 1), small,
            _session.One<RefineRun>($"Get-RelionRun '{_folder.Combine("Class3D")}'"),
            _session.One<RelionDataset>($"Get-RelionDataset '{_folder.Combine("particles.star")}'"),
            _session.One<ClusterPlan>("New-RelionNodeProfile 2 24 -MemoryBytes 256GB | Get-RelionClusterPlan 1"),
            new PlacementResult
            {
                IsAsPlanned = false,
                RankCount = 1,
                Ranks = [new RankCheck(0, "a", "b", "0-3", "0-3", false, "it is on b")],
                Differences = [new RankCheck(0, "a", "b", "0-3", "0-3", false, "it is on b")],
                Mpi = "OpenMpi",
                Command = small,
            },
            .. _session.Run("New-RelionNodeProfile 1 2 -MemoryBytes 4GB | Test-RelionNode").OfType<object>(),
            .. Heat(),
        ];
        return Page(items);
    }

    private static IEnumerable<SearchTrial> Heat() => Enumerable.Range(1, 7).Select(threads => new SearchTrial
    {
        Candidate = threads,
        Setting = $"threads {threads.ToString(CultureInfo.InvariantCulture)}",
        Status = SearchStatus.Completed,
        Rank = threads,
        Runs = [new SearchRun(1, 1, 1, SearchStatus.Completed, 10 + threads, null)],
        Command = Result(threads, [1]).Command,
    });

    private XDocument Page(object[] items)
    {
        string path = _folder.Combine("report.html");
        _session.Set("items", items);
        return Read(_session.One<FileInfo>($"$items | Export-RelionReport '{path}' -Force").FullName);
    }

    [GeneratedRegex(@"var\((--[a-z0-9]+), (#[0-9a-f]{8})\)")]
    private static partial Regex ColourUse();

    [GeneratedRegex(@"--s\d")]
    private static partial Regex SeriesUse();

    [GeneratedRegex(@"(?:fill|stroke):((?:var\([^)]*\))|[^;]+)")]
    private static partial Regex Paint();
}
