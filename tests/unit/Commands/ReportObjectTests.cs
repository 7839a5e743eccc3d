using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;
using static RelionPS.Testing.ReportPage;

namespace RelionPS.UnitTests.Commands;

/// <summary>Plans, runs, data, clusters and placements in a report: through Export-RelionReport.</summary>
public sealed class ReportObjectTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 2 24 -MemoryBytes 256GB -Name node7";

    private const string Plan = Node + " | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi "
        + "-InputStar p.star -Reference r.mrc -ComputerName a, b -WorkingDirectory / -WarningAction SilentlyContinue ";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public ReportObjectTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_plan_is_shown_with_every_decision_and_its_reason_and_with_its_line_near_the_top()
    {
        RefineCommand command = _session.One<RefineCommand>(Plan);
        XDocument page = Page(command);
        Assert.Equal(["Verdict", "Commands", "Plan", "Machine"], Titles(page));
        Assert.Equal(command.CommandLine, Lines(Section(page, "Commands"))[0]);
        Assert.Equal("RELION report", page.Descendants("h1").Single().Value);
        XElement plan = Section(page, "Plan");
        Assert.Equal(
            command.Decisions.Select(decision => decision.Reason),
            Rows(Table(plan, command.Plan.ToString())).Select(row => row[2]));
        Assert.Equal(
            command.Plan.Placement.Select(rank => rank.Cpus),
            Rows(Table(plan, "Where each rank runs")).Select(row => row[2]));
        string verdict = Verdicts(page).Single();
        Assert.Contains($"on node7: {command.Plan}", verdict, StringComparison.Ordinal);
        Assert.Contains("planned, not measured", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_plan_warns_of_is_marked_by_sign_and_word_there_and_in_the_verdict()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 1 2 -MemoryBytes 4GB | New-RelionRefineCommand -InputStar p.star -Reference r.mrc "
            + "-OutputRoot Results/run -BoxSize 360 -PixelSize 1 -ClassCount 6 -Mpi None "
            + "-WarningAction SilentlyContinue -Force");
        Decision[] warnings = [.. command.Decisions.Where(decision => decision.IsWarning)];
        Assert.NotEmpty(warnings);
        XDocument page = Page(command);
        Assert.All(warnings, warning => Assert.Contains(
            $"⚠ Warning: {warning.Name} ", Verdicts(page).Single(), StringComparison.Ordinal));
        Assert.Equal(
            warnings.Select(warning => $"⚠ Warning: {warning.Name}"),
            Section(page, "Plan").Descendants("tr").Where(row => Kind(row) == "warn")
                .Select(row => row.Elements().First().Value));
    }

    [Fact]
    public void Equal_plans_are_shown_once_and_each_line_of_theirs_too()
    {
        XDocument page = Page(
            _session.Run($"{Plan}; {Plan}; {Plan} -OutputRoot Results/other").ToArray());
        XElement plan = Section(page, "Plan");
        Assert.Contains("All commands have the same plan.", plan.Value, StringComparison.Ordinal);
        Assert.Single(
            plan.Descendants("caption"), caption => caption.Value.Contains("ranks,", StringComparison.Ordinal));

        // Two different lines, and that of PowerShell.
        Assert.Equal(3, Lines(Section(page, "Commands")).Count);
        Assert.Single(Verdicts(page));

        XDocument other = Page(_session.Run($"{Plan}; {Plan} -Pool 7").ToArray());
        Assert.Equal(
            ["Pool"], Rows(Table(Section(other, "Plan"), "Where the plans differ")).Select(row => row[0]).Distinct());
        Assert.Equal(2, Verdicts(other).Count());
    }

    /// <summary>What bash is to be given and what PowerShell is to be given do what they say.</summary>
    [Fact]
    public void The_lines_of_a_page_do_the_same_again()
    {
        TinyInput.Write(_folder, "Particles/in.star", "ref.map");
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in --version|--help) exit;; esac
            echo run >> {_folder.Combine("calls")}
            while [ "$1" != --o ]; do shift; done
            for i in 000 001; do
              echo "_rlnModelStarFile $2"_it"$i"_model.star > "$2"_it"$i"_optimiser.star
              echo data_ > "$2"_it"$i"_model.star
            done

            """);
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "Particles/in.star", "--ref", "ref.map:mrc", "--o", "Results/run",
            "--iter", "1");
        _session.Set("command", command);
        _session.Run("$ExecutionContext.SessionState.Path.SetLocation($folder)");
        BenchmarkResult result = _session.One<BenchmarkResult>(
            "$command | Measure-RelionBenchmark -Repeat 2 -Warmup 1");
        XDocument page = Page(result);
        Assert.Equal("RELION benchmark", page.Descendants("h1").Single().Value);
        XElement section = Section(page, "Commands");
        IReadOnlyList<string> lines = Lines(section);
        Assert.Equal(2, lines.Count);
        _folder.Write("commands.sh", lines[0] + "\n");
        Assert.Equal(3, File.ReadAllLines(_folder.Combine("calls")).Length);
        BenchmarkResult again = _session.One<BenchmarkResult>(lines[1]);
        Assert.Equal((2, 3), (again.Seconds.Length, again.Runs.Count));
        Assert.Equal(6, File.ReadAllLines(_folder.Combine("calls")).Length);
        Assert.Contains(
            RelionPS.Runs.Results.RunRecord.FromJson(File.ReadAllText(result.RecordPath!)).Executable!.Sha256,
            section.Value,
            StringComparison.Ordinal);
        Assert.Contains("No random seed is given", section.Value, StringComparison.Ordinal);
    }

    /// <summary>Numbers of RELION's own files: see GetRelionRunTests.</summary>
    [Fact]
    public void A_run_is_shown_as_it_stands_with_its_iterations_and_classes()
    {
        CapturedRun.Copy(_folder, "Class3D");
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{_folder.Combine("Class3D")}'");
        XDocument page = Page(run);
        Assert.Equal(["Verdict", "Runs"], Titles(page));
        string verdict = Verdicts(page).Single();
        Assert.Contains("Class3D/run: Completed, iteration 3 of 3", verdict, StringComparison.Ordinal);
        Assert.Contains("resolution 25.6 Å", verdict, StringComparison.Ordinal);
        XElement section = Section(page, "Runs");
        Assert.Equal(
            ["37.5 %", "62.5 %"], Rows(Table(section, "Class3D/run: classes")).Select(row => row[1]));
        Assert.Equal(
            ["0.27 s", "0.50 s", "0.29 s"], Rows(Table(section, "Class3D/run: iterations")).Select(row => row[1]));
        Assert.Equal(
            "✔ Completed", Rows(Table(section, "Refinements and how they stand")).Single()[0]);
        Assert.Equal(2, section.Descendants("svg").Count());
        Assert.StartsWith("--i particles.star --ref reference.mrc", Lines(section).Single());

        XDocument failed = Page(run with { Status = RefineRunStatus.Failed, Problems = ["a file is cut short"] });
        Assert.Contains("✖ Problem: Class3D/run: Failed", Verdicts(failed).Single(), StringComparison.Ordinal);
        Assert.Contains("⚠ Warning: a file is cut short", Verdicts(failed).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_say_what_is_missing_first()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        XDocument whole = Page(_session.One<RelionDataset>($"Get-RelionDataset '{_folder.Combine("particles.star")}'"));
        Assert.Equal(["Verdict", "Data"], Titles(whole));
        Assert.Contains("particles.star, 2 particles of 8 px", Verdicts(whole).Single(), StringComparison.Ordinal);
        Assert.Equal(
            ["1", "opticsGroup1", "2", "8", "100"], Rows(Table(Section(whole, "Data"), "Optics groups")).Single());

        File.Delete(_folder.Combine("images.mrcs"));
        XDocument page = Page(_session.One<RelionDataset>(
            $"Get-RelionDataset '{_folder.Combine("particles.star")}' -WarningAction SilentlyContinue"));
        Assert.Contains(
            "⚠ Warning: 1 of 1 image stacks are not there", Verdicts(page).Single(), StringComparison.Ordinal);
        Assert.StartsWith("✖ Problem: ", Verdicts(page).Single(), StringComparison.Ordinal);
        Assert.Equal("images.mrcs", Rows(Table(Section(page, "Data"), "Stacks that are not there")).Single()[0]);
    }

    /// <summary>Guide 3.2: for each microscope 20 nodes of 48 to 64 cores and 256 GB, and 2 PB.</summary>
    [Fact]
    public void A_cluster_says_what_it_is_short_of()
    {
        XDocument plan = Page(_session.One<ClusterPlan>("Get-RelionClusterPlan 2"));
        Assert.Equal(["Verdict", "Cluster"], Titles(plan));
        Assert.Contains(
            "For 2 microscopes the guide asks for 40 nodes of 2 sockets and 48 to 64 cores, 256 GB each, and a file "
            + "system of 4 PB",
            Verdicts(plan).Single(),
            StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Descendants("th"), heading => heading.Value == "Status");

        XDocument page = Page(_session.One<ClusterPlan>($"{Node} | Get-RelionClusterPlan 1 -StorageBytes 1PB"));
        string verdict = Verdicts(page).Single();
        Assert.Contains("✖ Problem: The cluster is too small for 1 microscope: No", verdict, StringComparison.Ordinal);
        Assert.Contains("Nodes: 1 of 20, short of 19", verdict, StringComparison.Ordinal);
        string[] nodes = Rows(Table(Section(page, "Cluster"), "For 1 microscope")).Single(row => row[1] == "Nodes");
        Assert.Equal(["✖ Fail", "Nodes", "20", "1", "19"], nodes[..5]);
    }

    [Fact]
    public void Ranks_that_are_not_where_the_plan_puts_them_stand_first()
    {
        RefineCommand command = _session.One<RefineCommand>(Plan);
        RankCheck[] ranks =
        [
            new(0, "a", "a", "0-3", "0-3", true, ""), new(1, "a", "b", "4-7", "0-3", false, "it is on b"),
            new(2, "b", null, "0-3", null, false, "no such rank appeared"),
        ];
        var placement = new PlacementResult
        {
            IsAsPlanned = false,
            RankCount = 3,
            Ranks = ranks,
            Differences = ranks[1..],
            Mpi = "OpenMpi",
            Command = command,
        };
        XDocument page = Page(placement);
        Assert.Equal(["Verdict", "Commands", "Placement", "Plan", "Machine"], Titles(page));
        Assert.Contains("✖ Problem: ", Verdicts(page).Single(), StringComparison.Ordinal);
        Assert.Contains("2 of 3 ranks not as planned", Verdicts(page).Single(), StringComparison.Ordinal);
        Assert.Contains("rank 1: it is on b", Verdicts(page).Single(), StringComparison.Ordinal);
        Assert.Equal(
            ["✖ no", "✖ no", "✔ yes"], Rows(Section(page, "Placement").Descendants("table").Single())
                .Select(row => row[0]));

        XDocument good = Page(
            placement with { IsAsPlanned = true, Differences = [], Ranks = ranks[..1], RankCount = 1 });
        Assert.Contains("1 ranks as planned", Verdicts(good).Single(), StringComparison.Ordinal);
        Assert.Equal("verdict good", Kind(Section(good, "Verdict").Element("div")!));
    }

    [Fact]
    public void All_forms_take_them()
    {
        CapturedRun.Copy(_folder, "Class3D");
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        object?[] items =
        [
            _session.One<RefineCommand>(Plan), _session.One<ClusterPlan>("Get-RelionClusterPlan 2"),
            _session.One<RefineRun>($"Get-RelionRun '{_folder.Combine("Class3D")}'"),
            _session.One<RelionDataset>($"Get-RelionDataset '{_folder.Combine("particles.star")}'"),
        ];
        string markdown = File.ReadAllText(Export("report.md", items));
        Assert.Contains("## Commands\n", markdown, StringComparison.Ordinal);
        Assert.Contains("\n1. On the node node7", markdown, StringComparison.Ordinal);
        Assert.Contains("| ✔ Completed | Class3D/run |", markdown, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Export("report.json", items)));
        Assert.Equal(
            [1, 1, 1, 1],
            new[] { "refineCommands", "clusterPlans", "refineRuns", "relionDatasets" }
                .Select(name => json.RootElement.GetProperty(name).GetArrayLength()));
        Assert.Equal(
            40, json.RootElement.GetProperty("clusterPlans")[0].GetProperty("nodeCount").GetInt32());
    }

    /// <summary>8 × 2 cores of 24 and the leader on two nodes are 17 ranks (guide 3.4).</summary>
    [Fact]
    public void A_table_for_a_spreadsheet_has_a_line_for_a_plan_and_for_a_run_that_is_there()
    {
        CapturedRun.Copy(_folder, "Class3D");
        RefineCommand command = _session.One<RefineCommand>(Plan);
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{_folder.Combine("Class3D")}'");
        IReadOnlyDictionary<string, string>[] lines = CsvLines(Export("report.csv", [command, run]));
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            ("Plasmodium Ribosome", "node7", "2", "17", "Planned"),
            (lines[0]["Name"], lines[0]["Node"], lines[0]["NodeCount"], lines[0]["Ranks"], lines[0]["Status"]));
        Assert.All(
            (string[])["Run", "IsWarmup", "StartedUtc", "Seconds", "Iterations", "ExitCode", "RecordPath", "Standing"],
            column => Assert.Equal("", lines[0][column]));
        Assert.Equal(
            string.Join("; ", command.Decisions.Where(one => one.IsWarning).Select(one => one.Name).Distinct()),
            lines[0]["Warnings"]);

        // 0.27 + 0.50 + 0.29 s: the captured run's three iterations.
        Assert.Equal(("Class3D/run", "Completed", "3"), (lines[1]["Name"], lines[1]["Status"], lines[1]["Iterations"]));
        Assert.Equal(1.06, double.Parse(lines[1]["Seconds"], CultureInfo.InvariantCulture), 0.02);
        Assert.Equal("", lines[1]["Ranks"]);
    }

    [Theory]
    [InlineData("csv", "Csv", "RefineCommand")]
    [InlineData("json", "Hyperfine", "BenchmarkResult")]
    [InlineData("json", "ReFrame", "BenchmarkResult")]
    public void A_form_that_has_no_place_for_what_came_is_refused_and_says_what_it_holds(
        string ending, string form, string holds)
    {
        _session.Set("items", new[] { _session.One<ClusterPlan>("Get-RelionClusterPlan 2") });
        string path = _folder.Combine($"report.{ending}");
        _session.Run($"$items | Export-RelionReport '{path}' -As {form}");
        Assert.Equal(["RelionReportHoldsNone"], _session.ErrorIds);
        string message = _session.Errors[0].Exception.Message;
        Assert.All(
            (string[])[form, holds, "ClusterPlan"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.False(File.Exists(path));
    }

    private static IReadOnlyDictionary<string, string>[] CsvLines(string path)
    {
        string[][] rows = [.. File.ReadAllText(path).TrimEnd().Split("\r\n").Select(line => line.Split(','))];
        return
        [
            .. rows[1..].Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)),
        ];
    }

    private XDocument Page(params object?[] items) => Read(Export("report.html", items));

    private string Export(string name, object?[] items)
    {
        string path = _folder.Combine(name);
        _session.Set("items", items);
        return _session.One<FileInfo>($"$items | Export-RelionReport '{path}' -Force").FullName;
    }
}
