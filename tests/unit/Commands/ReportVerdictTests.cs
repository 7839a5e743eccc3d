using System.Text.Json;
using System.Xml.Linq;
using RelionPS.Testing;
using RelionPS.UnitTests.Studies.Comparison;
using static RelionPS.Testing.ReportPage;
using static RelionPS.Testing.ReportSamples;

namespace RelionPS.UnitTests.Commands;

/// <summary>What a report says first, and what it does not say: through Export-RelionReport.</summary>
public sealed class ReportVerdictTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_verdict_is_first_and_says_no_difference_where_the_interval_holds_1()
    {
        BenchmarkResult first = Result(threads: 1, [100, 101, 99, 100, 102, 98, 100]);
        BenchmarkResult second = Against(first, Result(threads: 2, [99, 102, 98, 101, 100, 99, 101]), 0.99, 0.96, 1.03);
        XDocument page = Page([first, second]);
        XElement[] sections = [.. page.Descendants("section")];
        Assert.Equal("Verdict", sections[0].Element("h2")!.Value);
        string verdict = Verdicts(page).Single();
        Assert.Contains("no difference shown between the 2 commands", verdict, StringComparison.Ordinal);

        // 1 / 0.96 and 1 / 1.03: the first over the second, which took the least time.
        Assert.Contains("1.01 (0.971 to 1.042)", verdict, StringComparison.Ordinal);
        Assert.DoesNotContain("Fastest, median", page.Root!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("times as fast", page.Root.Value, StringComparison.Ordinal);

        string markdown = File.ReadAllText(Export([first, second], "report.md"));
        Assert.InRange(
            markdown.IndexOf("no difference shown", StringComparison.Ordinal), 1,
            markdown.IndexOf("## Timings", StringComparison.Ordinal));
        string[] csv = File.ReadAllText(Export([first, second], "report.csv")).Split("\r\n");
        Assert.EndsWith(",Standing,Warnings", csv[0], StringComparison.Ordinal);
        Assert.Contains(",NoDifferenceShown,", csv[1], StringComparison.Ordinal);
        Assert.Contains(",LeastTime,", csv[^2], StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Export([first, second], "report.json")));
        Assert.Contains(
            "no difference shown",
            json.RootElement.GetProperty("verdicts")[0].GetProperty("verdict").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_is_the_fastest_where_the_interval_leaves_out_1()
    {
        BenchmarkResult first = Result(threads: 1, [100, 101, 99, 100, 102, 98, 100]);
        BenchmarkResult second = Against(first, Result(threads: 2, [80, 81, 79, 80, 82, 78, 80]), 0.8, 0.79, 0.81);
        string verdict = Verdicts(Page([first, second])).Single();
        Assert.Contains("2 threads is the fastest of 2 commands", verdict, StringComparison.Ordinal);
        Assert.Contains("1 thread: 1.25 (1.235 to 1.266)", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_pairs_show_nothing_however_far_apart_they_are()
    {
        BenchmarkResult first = Result(threads: 1, [100, 101, 99]);
        BenchmarkResult second = Against(first, Result(threads: 2, [80, 81, 79]), 0.8, 0.79, 0.81);
        string verdict = Verdicts(Page([first, second])).Single();
        Assert.Contains("no difference shown: too few runs", verdict, StringComparison.Ordinal);
        Assert.DoesNotContain("is the fastest", verdict, StringComparison.Ordinal);
    }

    /// <summary>
    /// Exact Mann-Whitney: three against three runs have no order rarer than 2 of 20, four against four 2 of 70.
    /// </summary>
    [Theory]
    [InlineData(3, "too few runs")]
    [InlineData(4, "is the fastest")]
    public void Commands_that_did_not_run_in_turn_are_compared_run_by_run_and_that_is_said(int runs, string expected)
    {
        string verdict = Verdicts(Page(
            [
                Result(threads: 1, [.. Enumerable.Range(0, runs).Select(run => 100.0 + run)]),
                Result(threads: 2, [.. Enumerable.Range(0, runs).Select(run => 50.0 + run)]),
            ])).Single();
        Assert.Contains(expected, verdict, StringComparison.Ordinal);
        Assert.Contains("did not run in turn", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_stand_with_the_verdict_and_before_every_chart()
    {
        BenchmarkWarning warning = Warning();
        XDocument page = Page(
            [
                Result(threads: 1, [100, 101, 99, 100]) with { Warnings = [warning] },
                Result(threads: 2, [80, 81, 79, 80]),
            ]);
        XElement verdict = page.Descendants("div")
            .First(div => Kind(div).StartsWith("verdict", StringComparison.Ordinal));
        Assert.Contains(
            verdict.Descendants("ul").Single(list => Kind(list) == "doubts").Elements("li"),
            item => item.Value.StartsWith("⚠ Warning: StealTime: The host took time.", StringComparison.Ordinal));
        List<XElement> all = [.. page.Descendants()];
        int table = all.FindIndex(element => element.Name == "caption"
            && element.Value.StartsWith("Why the times", StringComparison.Ordinal));
        Assert.InRange(table, 1, all.FindIndex(element => element.Name == "svg"));
    }

    [Fact]
    public void Plans_stand_side_by_side_by_what_differs_and_what_they_share_stands_once()
    {
        XDocument page = Page([Result(threads: 1, [100]), Result(threads: 2, [80])]);
        XElement section = Section(page, "Plan");
        Assert.Equal(
            ["ThreadsPerRank", "1", "2"],
            section.Descendants("tbody").First().Elements("tr").Single().Elements().Select(cell => cell.Value));
        Assert.Single(section.Descendants("td"), cell => cell.Value == "not under 30");

        XElement same = Section(Page([Result(threads: 2, [100]), Result(threads: 2, [80])]), "Plan");
        Assert.Contains("All commands have the same plan.", same.Value, StringComparison.Ordinal);
        Assert.Single(same.Descendants("table"));
    }

    [Fact]
    public void A_forecast_is_a_curve_with_intervals_the_knee_and_the_laws_with_their_residuals()
    {
        XDocument page = Page([Forecast(1000)]);
        string verdict = Verdicts(page).Single();
        Assert.Contains("the whole run takes 1000 s (900 to 1100 s)", verdict, StringComparison.Ordinal);
        Assert.Contains("2 nodes: 600.0 s", verdict, StringComparison.Ordinal);
        XElement section = Section(page, "Forecast");
        XElement curve = section.Descendants("svg").First();
        Assert.Contains(curve.Descendants("text"), text => text.Value == "knee: 2");

        // Four points have an upright bar each: a line of one x and two y, of a width of its own.
        Assert.Equal(
            4,
            curve.Descendants("polyline")
                .Where(line => line.Attribute("style")!.Value.Contains("stroke-width:1.5", StringComparison.Ordinal))
                .Select(line => ((string)line.Attribute("points")!).Split(' '))
                .Count(points => points.Length == 2 && points[0].Split(',')[0] == points[1].Split(',')[0]));
        Assert.Contains(
            section.Descendants("tr"),
            row => row.Elements("td").Select(cell => cell.Value)
                .SequenceEqual(["Expectation", "1", "3", "500", "12", "10", "1.2"]));
        Assert.Contains("Taken for granted", section.Value, StringComparison.Ordinal);

        string markdown = File.ReadAllText(Export([Forecast(1000)], "report.md"));
        Assert.Contains("| knee |", markdown, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Export([Forecast(1000)], "report.json")));
        Assert.Equal(2, json.RootElement.GetProperty("relionForecasts")[0].GetProperty("kneeNodeCount").GetInt32());
    }

    [Fact]
    public void Forecasts_whose_intervals_overlap_show_no_difference()
    {
        RelionForecast other = Forecast(1050) with { Setting = "other" };
        Assert.Contains(
            Verdicts(Page([Forecast(1000), other])),
            verdict => verdict.Contains("no difference shown between", StringComparison.Ordinal));
        Assert.Contains(
            Verdicts(Page([Forecast(1000), Forecast(2000) with { Setting = "other" }])),
            verdict => verdict.Contains("is foreseen to take the least time", StringComparison.Ordinal));
    }

    [Fact]
    public void Causes_of_slowness_stand_dearest_first_and_none_is_an_answer_too()
    {
        XDocument page = Page(
            [Cause("WaitsForFiles", 6, FindingStatus.Warn), Cause("BoundToFewCores", 50, FindingStatus.Fail)]);
        Assert.Contains("BoundToFewCores takes 50 % of the time", Verdicts(page).Single(), StringComparison.Ordinal);
        Assert.Equal(
            ["BoundToFewCores", "WaitsForFiles"],
            Section(page, "Why is it slow?").Descendants("tbody").Single().Elements("tr")
                .Select(row => row.Elements().ElementAt(1).Value));
        Assert.Contains(
            "no cause of slowness found",
            Verdicts(Page([Cause("None", 0, FindingStatus.Pass)])).Single(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_taken_for_granted_stands_there_without_residuals_too()
    {
        RelionForecast forecast = Forecast(1000);
        XElement section = Section(
            Page([forecast with { Laws = [forecast.Laws[0] with { Residuals = [] }] }]), "Forecast");
        Assert.DoesNotContain("residuals", section.Value, StringComparison.Ordinal);
        Assert.Contains("Taken for grantedsampling stays", section.Value, StringComparison.Ordinal);
    }

    /// <summary>Six rounds make an interval of 0.95 certain (1 − 2⁻⁵), five do not.</summary>
    [Theory]
    [InlineData(6, 0.8, 0.79, 0.81, 1, "threads 4 is faster than the plan that the search started from")]
    [InlineData(6, 0.98, 0.95, 1.01, 1, "no difference shown between threads 4, the search's best, and the plan")]
    [InlineData(5, 0.8, 0.79, 0.81, 1, "no difference shown between threads 4, the search's best, and the plan")]
    [InlineData(0, 0, 0, 0, 0, "no difference shown between the plan that the search started from, its best, and")]
    [InlineData(0, 0, 0, 0, 1, "threads 4 took the least time; it did not run in turn")]
    public void A_searchs_winner_is_called_faster_where_the_interval_leaves_out_1(
        int rounds, double ratio, double lower, double upper, int best, string expected)
    {
        PairedRatio? toStart = rounds == 0 ? null : Ratio(rounds, ratio, lower, upper);
        SearchResult search = Search(toStart, best);
        string verdict = Verdicts(Page([search])).Single();
        Assert.Contains(expected, verdict, StringComparison.Ordinal);
        Assert.Contains("how sure it is", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_did_not_end_and_what_failed_in_it_stand_with_its_verdict()
    {
        SearchResult search = Search(null, 1) with { IsComplete = false };
        search = search with
        {
            Trials = [.. search.Trials, search.Trials[0] with { Rank = 3, Status = SearchStatus.Failed }],
            RatioToRunnerUp = Ratio(6, 0.9, 0.85, 1.02),
        };
        string verdict = Verdicts(Page([search])).Single();
        Assert.Contains("did not come to its end; best so far: threads 4", verdict, StringComparison.Ordinal);
        Assert.Contains("Warning: the time was up", verdict, StringComparison.Ordinal);
        Assert.Contains("Warning: 1 setting failed", verdict, StringComparison.Ordinal);
        Assert.Contains(
            "against the second best: 0.90 (0.85 to 1.02) × its time, no difference shown", verdict,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Different_maps_say_why_and_touch_the_verdict_on_times()
    {
        ResultComparison different = SampleComparison.Of([SampleComparison.Pair(0.81, 0.9, 3, 0.5, 0.5)]) with
        {
            Verdict = ComparisonVerdict.Different,
            Checks = [new ComparisonCheck("LeastFsc", "class 1", "0.81", "at least 0.99", false, "0.81 is too low")],
        };
        string[] verdicts =
        [
            .. Verdicts(Page([Result(1, [100, 101, 99, 100]), Result(2, [80, 81, 79, 80]), different])),
        ];
        Assert.Equal(2, verdicts.Length);
        Assert.Contains("a faster run may not be a right one", verdicts[0], StringComparison.Ordinal);
        Assert.Contains("Maps: Different", verdicts[1], StringComparison.Ordinal);
        Assert.Contains("0.81 is too low", verdicts[1], StringComparison.Ordinal);
        Assert.Contains("least FSC 0.8100", verdicts[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.2, "bad", "slower, ×1.200")]
    [InlineData(1.0, "neutral", "no change shown, ×1.000")]
    [InlineData(0.8, "good", "faster, ×0.800")]
    public void A_history_says_whether_times_have_changed(double factor, string tone, string expected)
    {
        double[] steady = [100, 101, 99, 100.5, 99.5, 100.2];
        _session.Set("history", _folder.Combine("history"));
        for (int day = 0; day < 3; day++)
        {
            _session.Set("old", BenchmarkSamples.Result(steady, day));
            _session.Run("$old | Add-RelionBenchmark -HistoryPath $history");
        }
        _session.Set("new", BenchmarkSamples.Result([.. steady.Select(time => factor * time)], 3));
        object change = _session.One<BenchmarkChange>("$new | Compare-RelionBenchmark -HistoryPath $history");
        XElement verdict = Section(Page([change]), "Verdict").Elements("div").Single();
        Assert.Equal("verdict " + tone, Kind(verdict));
        Assert.Contains(expected, verdict.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_have_a_scope_frames_take_the_focus_and_tones_have_signs()
    {
        XDocument page = Page([Result(threads: 1, [100]), Cause("WaitsForFiles", 6, FindingStatus.Warn)]);
        Assert.All(page.Descendants("th"), heading => Assert.NotNull(heading.Attribute("scope")));
        Assert.All(
            page.Descendants("div").Where(div => Kind(div) == "scroll"),
            frame => Assert.Equal("0", (string?)frame.Attribute("tabindex")));
        Assert.All(
            page.Descendants("tr").Where(row => Kind(row) == "warn"),
            row => Assert.StartsWith("⚠", row.Value, StringComparison.Ordinal));
    }

    private XDocument Page(object[] items) => Read(Export(items, "report.html"));

    private string Export(object[] items, string name)
    {
        string path = _folder.Combine(name);
        _session.Set("items", items);
        return _session.One<FileInfo>($"$items | Export-RelionReport '{path}' -Force").FullName;
    }
}
