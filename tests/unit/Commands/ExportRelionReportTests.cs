using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using RelionPS.Testing;
using RelionPS.UnitTests.Studies.Comparison;

namespace RelionPS.UnitTests.Commands;

/// <summary>Export-RelionReport through the pipeline.</summary>
public sealed class ExportRelionReportTests : IDisposable
{
    private const string Hostile = "<script>alert(\"x\")</script> & ]]> ' \u0001 | `#` ,\"";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_page_is_well_formed_complete_in_itself_and_shows_what_came()
    {
        XDocument page = Page(
            [
                Result("Plan A", 12.5, threads: 2),
                Result("Plan A", 25, threads: 1),
                SampleComparison.Of([SampleComparison.Pair(0.9987, 1, 0, 0.5, 0.5)]),
                Finding("CoresPerNode"),
            ]);
        string text = page.Root!.Value;
        Assert.All(
            new[] { "12.5", "25.0", "2 ×", "Equivalent", "0.9987", "CoresPerNode", "not under 30", "Published times" },
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        List<XElement> charts = [.. page.Descendants("svg")];
        Assert.Equal(3, charts.Count);
        Assert.All(charts, chart => Assert.False(string.IsNullOrWhiteSpace(chart.Element("title")!.Value)));

        // Nothing may be fetched: no reference but to the page's own sections and charts, no script, and the policy
        // says so.
        Assert.DoesNotContain(
            page.Descendants(),
            element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object");
        Assert.All(
            page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src"),
            attribute => Assert.StartsWith("#", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.Equal(
            "default-src 'none'; style-src 'unsafe-inline'",
            page
                .Descendants("meta")
                .Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy")
                .Attribute("content")!.Value);

        List<string> ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(page.Descendants().Attributes("clip-path"), clip => Assert.Contains(clip.Value[5..^1], ids));
        Assert.DoesNotContain(
            page.Descendants().Attributes("style"),
            style => style.Value.Contains("rgb(250", StringComparison.Ordinal));
    }

    [Fact]
    public void Hostile_names_are_text_and_nothing_else()
    {
        XDocument page = Page(
            [
                Result(Hostile, 3, threads: 1),
                Result(Hostile, 4, threads: 2),
                SampleComparison.Of([SampleComparison.Pair(1, 1, 0, 0.5, 0.5)], Hostile),
                Finding(Hostile),
            ],
            Hostile);
        Assert.Empty(page.Descendants("script"));
        Assert.Equal(Hostile.Replace('\u0001', '\uFFFD'), page.Descendants("h1").Single().Value);
        Assert.Contains(page.Descendants("td"), cell => cell.Value == Hostile.Replace('\u0001', '\uFFFD'));
    }

    [Fact]
    public void A_section_is_drawn_only_where_its_data_is()
    {
        XDocument page = Page([Finding("CoresPerNode")]);
        Assert.Equal(["Findings"], page.Descendants("h2").Select(heading => heading.Value));
        Assert.Empty(page.Descendants("svg"));
    }

    [Fact]
    public void Scaling_is_drawn_for_several_node_counts()
    {
        XDocument page = Page([Result("Job", 100, threads: 2, nodes: 1), Result("Job", 40, threads: 2, nodes: 4)]);
        XElement section = page.Descendants("section").Single(section => section.Element("h2")!.Value == "Scaling");
        // 100/40 = 2.5 times on 4 nodes: 62.5 % of the ideal.
        Assert.Equal(
            ["4", "40.0", "2.50", "4", "62 %"],
            section
                .Descendants("tr")
                .Last()
                .Elements("td")
                .Select(cell => cell.Value.Replace("63 %", "62 %", StringComparison.Ordinal)));
    }

    [Fact]
    public void Times_of_another_job_are_said_not_to_be_comparable_and_those_of_the_same_stand_beside_the_published()
    {
        Assert.Contains(
            "not comparable", Page([Result("Synthetic", 3, threads: 1)]).Root!.Value, StringComparison.Ordinal);
        BenchmarkResult ribosome = Result("Plasmodium Ribosome", 7200, threads: 1);
        ribosome = ribosome with
        {
            Command = ribosome.Command with
            {
                Options = new RefineOptions { OutputRoot = "Results/run", ClassCount = 6, Iteration = 25 },
            },
        };
        XElement own = Page([ribosome])
            .Descendants("tr")
            .Single(row => row.Value.StartsWith("this report", StringComparison.Ordinal));
        Assert.Equal("2.00", own.Elements("td").ElementAt(1).Value);
    }

    [Fact]
    public void A_search_is_a_heat_map_of_threads_and_pool_and_a_table()
    {
        object[] trials = [Trial(1, 2, 8, 4.5), Trial(2, 2, 30, 3.25), Trial(3, 1, 30, 6)];
        XElement heat = Page(trials).Descendants("table").Single(table => (string?)table.Attribute("class") == "heat");
        Assert.Equal(["8", "30"], heat.Element("thead")!.Descendants("th").Skip(1).Select(cell => cell.Value));
        Assert.Equal(
            [["1", "", "6.00"], ["2", "4.50", "3.25"]],
            heat.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray()));

        // The best has the first colour, the worst the last.
        Assert.Equal(
            ["h6", "h3", "h0"],
            heat
                .Descendants("td")
                .Where(cell => cell.Value.Length > 0)
                .Select(cell => (string?)cell.Attribute("class")));

        static SearchTrial Trial(int number, int threads, int pool, double seconds)
        {
            RefineCommand command = TestCommand.Threads("/data", "relion_refine");
            return new SearchTrial
            {
                Candidate = number,
                Setting = $"threads {threads}, pool {pool}",
                Status = SearchStatus.Completed,
                Rank = number,
                Runs =
                [
                    new SearchRun(0, 1, 1, SearchStatus.Completed, 99, null),
                    new SearchRun(1, 1, 1, SearchStatus.Completed, seconds, null),
                ],
                Command = command with { Plan = TestCommand.Plan(1, 1, 1, threads, usesMpi: false, pool) },
            };
        }
    }

    [Theory]
    [InlineData("=cmd|'/c calc'!A0")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public void A_name_is_no_formula_in_a_spreadsheet(string name)
    {
        string csv = File.ReadAllText(Export([Result(name, 3, threads: 1)], "report.csv")).Split("\r\n")[1];
        Assert.StartsWith($"'{name},node1,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_has_a_line_for_each_run_of_its_records()
    {
        BenchmarkRecord record = RelionPS.Studies.History.RecordMaker.Of(BenchmarkSamples.Result([100, 101.5]))!;
        string[] csv = File.ReadAllText(Export([record], "report.csv")).TrimEnd().Split("\r\n");
        Assert.Equal(3, csv.Length);
        Assert.StartsWith("Plasmodium Ribosome,", csv[1], StringComparison.Ordinal);
        Assert.Contains(",1,False,Completed,2026-01-02T03:00:00.000Z,100,", csv[1], StringComparison.Ordinal);
        Assert.Contains(",2,False,Completed,2026-01-02T03:01:00.000Z,101.5,", csv[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Other_forms_hold_the_same()
    {
        object[] items =
        [
            Result(Hostile, 3, threads: 1), SampleComparison.Of([SampleComparison.Pair(1, 1, 0, 0.5, 0.5)]),
        ];
        string[] csv = File.ReadAllText(Export(items, "report.csv")).Split("\r\n");
        Assert.Equal(3, csv.Length);
        Assert.StartsWith(
            "\"" + Hostile.Replace("\"", "\"\"", StringComparison.Ordinal) + "\",node1,",
            csv[1],
            StringComparison.Ordinal);
        Assert.Contains(",1,False,Completed,2026-01-02T03:04:05.000Z,3,", csv[1], StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Export(items, "report.json")));
        Assert.Equal(
            3,
            json.RootElement
                .GetProperty("benchmarks")[0]
                .GetProperty("records")[0]
                .GetProperty("run")
                .GetProperty("seconds")
                .GetDouble());
        Assert.Equal(
            "Equivalent", json.RootElement.GetProperty("resultComparisons")[0].GetProperty("verdict").GetString());

        string markdown = File.ReadAllText(Export(items, "report.md"));
        Assert.Contains("## Timings\n", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "<script>", markdown.Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_there_stays_without_Force_and_WhatIf_writes_nothing()
    {
        string path = _folder.Write("report.html", "old");
        _session.Set("items", new object[] { Finding("x") });
        _session.Run($"$items | Export-RelionReport '{path}'");
        Assert.Equal(["RelionScriptExists"], _session.ErrorIds);
        _session.Run($"$items | Export-RelionReport '{path}' -Force -WhatIf");
        Assert.Equal("old", File.ReadAllText(path));
        _session.Run($"$items | Export-RelionReport '{path}' -Force");
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_report_has_no_place_for_is_an_error_and_the_rest_is_shown()
    {
        _session.Set("items", new object[] { Finding("x"), 42 });
        _session.Run($"$items | Export-RelionReport '{_folder.Combine("report.html")}'");
        Assert.Equal(["RelionReportObjectUnknown"], _session.ErrorIds);
        Assert.True(File.Exists(_folder.Combine("report.html")));
    }

    private XDocument Page(object[] items, string title = "RELION benchmark")
    {
        using XmlReader reader = XmlReader.Create(
            new StringReader(File.ReadAllText(Export(items, "report.html", title))),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private string Export(object[] items, string name, string title = "RELION benchmark")
    {
        string path = _folder.Combine(name);
        _session.Set("items", items);
        _session.Set("title", title);
        Assert.Equal(
            path, _session.One<FileInfo>($"$items | Export-RelionReport '{path}' -Title $title -Force").FullName);
        return path;
    }

    private static Finding Finding(string id) =>
        new()
        {
            Id = id,
            Status = FindingStatus.Warn,
            Category = "Processor",
            Subject = "node1",
            Found = "2",
            Wanted = "48",
            Reason = "",
            Remedy = "",
            Source = "guide 3.2",
        };

    private static BenchmarkResult Result(string name, double seconds, int threads, int nodes = 1)
    {
        RefineCommand command = TestCommand.Threads("/data", "relion_refine", "--o", "Results/run");
        command = command with { Name = name, Plan = TestCommand.Plan(nodes, 1, 1, threads, usesMpi: false) };
        return new BenchmarkResult
        {
            Name = name,
            Command = command,
            Seconds = [seconds],
            MedianSeconds = seconds,
            MinSeconds = seconds,
            MaxSeconds = seconds,
            Iterations = [new IterationTime(1, seconds / 2), new IterationTime(2, seconds / 2)],
            Status = RunStatus.Completed,
            RelionVersion = "3.1.3",
            Runs =
            [
                new BenchmarkRun
                {
                    Number = 1,
                    IsWarmup = false,
                    Status = RunStatus.Completed,
                    StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                    Seconds = seconds,
                },
            ],
        };
    }
}
