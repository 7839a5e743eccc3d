using System.Text.Json;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.History;

/// <summary>Histories of benchmarks, through the pipeline.</summary>
public sealed class BenchmarkHistoryTests : IDisposable
{
    private static readonly double[] Steady = [100, 101, 99, 100.5, 99.5, 100.2];

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public BenchmarkHistoryTests() => _session.Set("history", History);

    private string History => Path.Combine(_folder.Path, "history");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_benchmark_is_one_file_and_the_same_again_is_none()
    {
        BenchmarkRecord record = Add(BenchmarkSamples.Result(Steady));
        Assert.Equal(record.Path, Assert.Single(Directory.GetFiles(History)));
        Assert.Equal(Steady, record.Seconds);
        Assert.Equal("--K 3 --iter 2", record.Data.Job);
        Assert.Equal((1, 2, 30), (record.Setting.Ranks, record.Setting.Threads, record.Setting.Pool));
        string before = File.ReadAllText(record.Path!);
        DateTime written = File.GetLastWriteTimeUtc(record.Path!);
        Add(BenchmarkSamples.Result(Steady));
        Assert.Equal(record.Path, Assert.Single(Directory.GetFiles(History)));
        Assert.Equal((before, written), (File.ReadAllText(record.Path!), File.GetLastWriteTimeUtc(record.Path!)));
        BenchmarkRecord read = _session.One<BenchmarkRecord>("Get-RelionBenchmark $history");
        Assert.Equal((record.Id, record.StartedUtc, record.Node), (read.Id, read.StartedUtc, read.Node));
        Assert.Equal(record.Seconds, read.Seconds);
    }

    [Fact]
    public void Many_may_add_at_once()
    {
        RelionPS.Studies.History.BenchmarkHistory.Add(
            History, RelionPS.Studies.History.RecordMaker.Of(BenchmarkSamples.Result(Steady))!);
        // Each of eight writers has the same first record and seven of its own.
        Parallel.For(0, 8, writer =>
        {
            for (int day = 0; day < 8; day++)
            {
                double own = day == 0 ? 0 : writer;
                RelionPS.Studies.History.BenchmarkHistory.Add(
                    History,
                    RelionPS.Studies.History.RecordMaker.Of(BenchmarkSamples.Result([100 + own], day))!);
            }
        });
        Assert.Equal(1 + 1 + (8 * 7), _session.Run("Get-RelionBenchmark $history").Count);
        Assert.Empty(_session.Warnings);
        Assert.All(Directory.GetFiles(History), path => Assert.EndsWith(".json", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("damaged.json", "{ \"type\": \"RelionPS.BenchmarkRecord\", \"schemaVersion\": 1, ")]
    [InlineData("foreign.json", "{ \"results\": [] }")]
    [InlineData("list.json", "[1, 2]")]
    [InlineData("empty.json", "")]
    [InlineData("newer.json", "{ \"type\": \"RelionPS.BenchmarkRecord\", \"schemaVersion\": 99 }")]
    [InlineData("part.json", "{ \"type\": \"RelionPS.BenchmarkRecord\", \"schemaVersion\": 1, \"id\": \"a\" }")]
    [InlineData("odd.json", "{ \"type\": \"RelionPS.BenchmarkRecord\", \"schemaVersion\": \"one\" }")]
    public void What_is_no_record_is_left_out_with_a_warning(string name, string text)
    {
        Add(BenchmarkSamples.Result(Steady));
        File.WriteAllText(Path.Combine(History, name), text);
        Assert.IsType<BenchmarkRecord>(Assert.Single(_session.Run("Get-RelionBenchmark $history")));
        Assert.Empty(_session.Errors);
        Assert.Contains(name, Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_times_are_left_out()
    {
        BenchmarkRecord record = Add(BenchmarkSamples.Result(Steady));
        string text = File.ReadAllText(record.Path!).Replace("\"seconds\": 101", "\"seconds\": -101");
        File.WriteAllText(record.Path!, text);
        Assert.Empty(_session.Run("Get-RelionBenchmark $history"));
        Assert.Single(_session.Warnings);
    }

    [Fact]
    public void A_link_that_leads_round_in_circles_ends_nothing()
    {
        Add(BenchmarkSamples.Result(Steady));
        File.CreateSymbolicLink(Path.Combine(History, "loop.json"), Path.Combine(History, "loop.json"));
        Directory.CreateSymbolicLink(Path.Combine(History, "self"), History);
        Assert.Single(_session.Run("Get-RelionBenchmark $history"));
        Assert.Empty(_session.Errors);
    }

    [Theory]
    [InlineData(1.08, BenchmarkVerdict.Slower)]
    [InlineData(1.0, BenchmarkVerdict.NoChange)]
    [InlineData(1.015, BenchmarkVerdict.NoChange)]
    [InlineData(0.9, BenchmarkVerdict.Faster)]
    public void New_runs_are_told_from_earlier_ones(double factor, BenchmarkVerdict verdict)
    {
        for (int day = 0; day < 3; day++) Add(BenchmarkSamples.Result(Steady, day));
        _session.Set("new", BenchmarkSamples.Result([.. Steady.Select(time => time * factor)], 3));
        BenchmarkChange change = _session.One<BenchmarkChange>("$new | Compare-RelionBenchmark -HistoryPath $history");
        Assert.Equal(verdict, change.Verdict);
        Assert.Equal(verdict == BenchmarkVerdict.Slower, change.IsRegression);
        Assert.Equal((6, 18, 3), (change.NewRuns, change.BaselineRuns, change.BaselineSessions));
        Assert.Equal(factor, change.Ratio, 2);
        Assert.InRange(factor, change.Interval!.Lower, change.Interval.Upper);
        Assert.Equal(0.9975, change.Interval.Level, 6);
    }

    [Fact]
    public void The_latest_of_a_history_is_compared_with_those_before_it_though_it_is_in_it()
    {
        for (int day = 0; day < 3; day++) Add(BenchmarkSamples.Result(Steady, day));
        Add(BenchmarkSamples.Result([.. Steady.Select(time => time * 1.2)], 3));
        BenchmarkChange change = _session.One<BenchmarkChange>("Compare-RelionBenchmark -HistoryPath $history");
        Assert.Equal((BenchmarkVerdict.Slower, 18), (change.Verdict, change.BaselineRuns));
    }

    [Fact]
    public void Too_few_runs_say_how_many_it_takes()
    {
        Add(BenchmarkSamples.Result(Steady));
        _session.Set("new", BenchmarkSamples.Result([200, 200, 200], 1));
        BenchmarkChange change = _session.One<BenchmarkChange>("$new | Compare-RelionBenchmark -HistoryPath $history");
        Assert.Equal(BenchmarkVerdict.TooFewRuns, change.Verdict);
        Assert.Null(change.Interval);
        // Three and six have 84 orders, 2 of 84 are 2.4 %; six and six have 924.
        Assert.Contains(change.Notes, note => note.Contains("6 new ones at least", StringComparison.Ordinal));
    }

    [Fact]
    public void Looks_share_the_rate()
    {
        Add(BenchmarkSamples.Result(Steady));
        _session.Set("new", BenchmarkSamples.Result([.. Steady.Select(time => time * 1.5)], 1));
        Assert.Equal(
            BenchmarkVerdict.Slower,
            _session.One<BenchmarkChange>("$new | Compare-RelionBenchmark -HistoryPath $history").Verdict);
        Assert.Equal(
            BenchmarkVerdict.TooFewRuns,
            _session.One<BenchmarkChange>("$new | Compare-RelionBenchmark -HistoryPath $history -LookCount 2").Verdict);
    }

    [Fact]
    public void Another_program_is_compared_where_the_program_may_differ_and_the_latest_of_several_is_taken()
    {
        Add(BenchmarkSamples.Result([.. Steady.Select(time => time * 2)], 0, "3.1.3"));
        Add(BenchmarkSamples.Result(Steady, 1, "4.0.2"));
        _session.Set("new", BenchmarkSamples.Result([.. Steady.Select(time => time * 1.1)], 2, "5.0.1"));
        Assert.Empty(_session.Run("$new | Compare-RelionBenchmark -HistoryPath $history"));
        Assert.Equal(["RelionHistoryNoBaseline"], _session.ErrorIds);
        Assert.Contains("differs in: program", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        BenchmarkChange change = _session.One<BenchmarkChange>(
            "$new | Compare-RelionBenchmark -HistoryPath $history -Across Program");
        Assert.Equal((BenchmarkVerdict.Slower, 6), (change.Verdict, change.BaselineRuns));
        Assert.Contains(change.Differences, text => text == "program RELION 4.0.2 → RELION 5.0.1");
    }

    [Fact]
    public void Other_work_is_nothing_to_compare_with_whatever_may_differ()
    {
        Add(BenchmarkSamples.Result(Steady));
        _session.Set("new", BenchmarkSamples.Result(Steady, 1, command: TestCommand.Threads(
            "/data", "relion_refine", "--i", "particles.star", "--iter", "3", "--K", "3")));
        _session.Run("$new | Compare-RelionBenchmark -HistoryPath $history -Across Program, Setting, Node");
        Assert.Equal(["RelionHistoryNoBaseline"], _session.ErrorIds);
        // Named by the user it is compared, and said to be other work.
        _session.Set("old", BenchmarkSamples.Result(Steady));
        BenchmarkChange change = _session.One<BenchmarkChange>("$new | Compare-RelionBenchmark -Reference $old");
        Assert.Contains(change.Differences, text => text.StartsWith("data ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_is_located_with_what_else_changed_and_what_is_older_counts_no_more()
    {
        for (int day = 0; day < 8; day++)
        {
            Add(BenchmarkSamples.Result([.. Steady.Select(time => time + (0.1 * day))], day, "4.0.2"));
        }
        for (int day = 8; day < 16; day++)
        {
            Add(BenchmarkSamples.Result([.. Steady.Select(time => (1.2 * time) + (0.1 * day))], day, "5.0.1"));
        }
        BenchmarkChange[] changes =
            [.. _session.Run("Compare-RelionBenchmark -HistoryPath $history").Cast<BenchmarkChange>()];
        BenchmarkChange latest = changes.Single(change => change.Record.Program.Version == "5.0.1");
        Assert.Equal((BenchmarkVerdict.NoChange, 7), (latest.Verdict, latest.BaselineSessions));
        BenchmarkShift shift = Assert.Single(latest.Shifts);
        Assert.Equal(BenchmarkSamples.Start.AddDays(8), shift.SinceUtc);
        Assert.Equal(1.2, shift.Ratio, 1);
        Assert.Contains("program RELION 4.0.2 → RELION 5.0.1", shift.Differences);
    }

    [Fact]
    public void A_regression_and_runs_too_few_to_tell_are_errors_where_asked_for()
    {
        Add(BenchmarkSamples.Result(Steady));
        _session.Set("slow", BenchmarkSamples.Result([.. Steady.Select(time => time * 1.5)], 1));
        _session.Set("few", BenchmarkSamples.Result([100], 1));
        _session.Set("same", BenchmarkSamples.Result(Steady, 1));
        _session.Set("failed", BenchmarkSamples.Result([], 1) with { Status = RunStatus.Failed });
        Assert.Equal(["RelionBenchmarkRegression"], Ids("slow"));
        Assert.Equal(["RelionBenchmarkTooFewRuns"], Ids("few"));
        Assert.Empty(Ids("same"));
        Assert.Equal(["RelionHistoryNothingMeasured"], Ids("failed"));

        IReadOnlyList<string> Ids(string name)
        {
            _session.Run($"${name} | Compare-RelionBenchmark -HistoryPath $history -FailOnRegression");
            return _session.ErrorIds;
        }
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        _session.Run("Get-RelionBenchmark $history/none");
        Assert.Equal(["RelionHistoryNotFound"], _session.ErrorIds);
        _session.Run("Compare-RelionBenchmark");
        Assert.Equal(["RelionBenchmarkNoReference"], _session.ErrorIds);
        _session.Run("7 | Add-RelionBenchmark -HistoryPath $history");
        Assert.Equal(["RelionBenchmarkObjectUnknown"], _session.ErrorIds);
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");
        _session.Set("new", BenchmarkSamples.Result(Steady));
        _session.Set("file", Path.Combine(_folder.Path, "file"));
        _session.Run("$new | Add-RelionBenchmark -HistoryPath $file");
        Assert.Equal(["RelionHistoryNotWritable"], _session.ErrorIds);
    }

    /// <summary>What hyperfine 1.15.0 itself wrote is beside it: a reader of that finds the same names.</summary>
    [Fact]
    public void Hyperfines_form_has_the_names_that_hyperfine_writes()
    {
        BenchmarkResult result = BenchmarkSamples.Result([10, 12, 14]);
        _session.Set("result", result);
        _session.Set("file", Path.Combine(_folder.Path, "hyperfine.json"));
        _session.Run("$result | Export-RelionReport $file -As Hyperfine");
        JsonElement own = Results(Path.Combine(_folder.Path, "hyperfine.json"));
        JsonElement theirs = Results(
            Path.Combine(RepositoryPaths.Root, "tests", "data", "history", "hyperfine-1.15.0.json"));
        foreach (JsonProperty property in theirs.EnumerateObject())
        {
            Assert.Equal(property.Value.ValueKind, own.GetProperty(property.Name).ValueKind);
        }
        Assert.Equal((12, 2, 12, 10, 14), (
            own.GetProperty("mean").GetDouble(), own.GetProperty("stddev").GetDouble(),
            own.GetProperty("median").GetDouble(), own.GetProperty("min").GetDouble(),
            own.GetProperty("max").GetDouble()));
        Assert.Equal([0, 0, 0], own.GetProperty("exit_codes").EnumerateArray().Select(code => code.GetInt32()));

        static JsonElement Results(string path) =>
            JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("results")[0];
    }

    /// <summary>What ReFrame 4.9's runreport.json requires, and what its performance tables unpack.</summary>
    [Fact]
    public void ReFrames_form_has_what_its_schema_requires_for_each_run()
    {
        _session.Set("result", BenchmarkSamples.Result([10, 12, 14]));
        _session.Set("file", Path.Combine(_folder.Path, "reframe.json"));
        _session.Run("$result | Export-RelionReport $file -As ReFrame");
        JsonElement report = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(_folder.Path, "reframe.json"))).RootElement;
        JsonElement session = report.GetProperty("session_info");
        Assert.All(
            new[] { "data_version", "hostname", "time_elapsed", "time_end_unix", "time_start_unix", "uuid" },
            name => Assert.True(session.TryGetProperty(name, out _), name));
        Assert.Equal(0, report.GetProperty("restored_cases").GetArrayLength());
        JsonElement cases = report.GetProperty("runs")[0].GetProperty("testcases");
        Assert.Equal([10, 12, 14], cases.EnumerateArray().Select(one => one.GetProperty("time_total").GetDouble()));
        Assert.All(cases.EnumerateArray(), one => Assert.All(
            new[]
            {
                "environ", "fail_phase", "fail_reason", "filename", "job_completion_time_unix", "name", "perfvalues",
                "partition", "result", "system", "time_total", "unique_name",
            },
            name => Assert.True(one.TryGetProperty(name, out _), name)));
        JsonElement value = cases[0].GetProperty("perfvalues").EnumerateObject().First().Value;
        Assert.Equal((6, 10, "s"), (value.GetArrayLength(), value[0].GetDouble(), value[4].GetString()));
    }

    private BenchmarkRecord Add(BenchmarkResult result)
    {
        _session.Set("added", result);
        return _session.One<BenchmarkRecord>("$added | Add-RelionBenchmark -HistoryPath $history");
    }
}
