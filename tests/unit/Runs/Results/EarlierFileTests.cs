using System.Management.Automation;
using System.Text.Json.Nodes;
using RelionPS.Core.Text;
using RelionPS.Data.Benchmarks;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Results;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>
/// Files that version 0.1.0 wrote (tests/data/records-0.1.0) are still read; the values here are read off them by eye.
/// </summary>
public sealed class EarlierFileTests : IDisposable
{
    private static readonly string Captured = Path.Combine(RepositoryPaths.Root, "tests/data/records-0.1.0");

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public EarlierFileTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Get_RelionRun_reads_the_end_of_a_run_from_its_record()
    {
        Copy("refine", "Refine");
        RefineRun run = _session.One<RefineRun>("Get-RelionRun $folder/Refine");
        Assert.Equal(
            (RefineRunStatus.Completed, 0, "3.1.3", 2), (run.Status, run.ExitCode, run.RelionVersion, run.Iteration));
        Assert.Equal(_folder.Combine("Refine/run_refine_20261126T171320799Z_r01.json"), run.RecordPath);
        Assert.Empty(run.Problems);
    }

    [Fact]
    public void The_record_of_a_later_version_is_set_aside_and_named()
    {
        Copy("refine", "Refine");
        string path = Directory.GetFiles(_folder.Combine("Refine"), "*.json")[0];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"schemaVersion\": 2", "\"schemaVersion\": 77"));
        RefineRun run = _session.One<RefineRun>("Get-RelionRun $folder/Refine");
        Assert.Null(run.ExitCode);
        Assert.Contains("77", Assert.Single(run.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_under_a_launcher_gives_its_command_back_and_it_can_be_planned_again()
    {
        RunRecord record = Record("refine/run_refine_20261126T171320799Z_r01.json");
        Assert.Equal(
            (2, RunStatus.Completed, 8.6262004, 0),
            (record.SchemaVersion, record.Status, record.Run.Seconds, record.Run.ExitCode));
        RefineCommand command = record.ToCommand();
        Assert.Equal("mpirun.openmpi", command.LauncherArguments[0]);
        Assert.Equal(
            ("-np", "2", 22),
            (command.LauncherArguments[^2], command.LauncherArguments[^1], command.LauncherArguments.Count));
        Assert.Equal(
            ("relion_refine_mpi", "--i", "/data/project/Refine/run"),
            (command.Executable, command.Arguments[0], command.Arguments[^1]));
        Assert.Equal(
            ("OpenMpi", "Glibc", RankBinding.Plan, true),
            (command.Mpi, command.Allocator, command.Binding, command.HasOwnDirectory));
        Assert.Equal(
            (2, 1, 40, true),
            (command.Plan.Ranks, command.Plan.ThreadsPerRank, command.Plan.Pool, command.Plan.UsesMpi));
        Assert.Equal(
            (102.4, 14.629, 3, 2),
            (
                command.Options.ParticleDiameter,
                command.Options.InitialHighResolution,
                command.Options.ClassCount,
                command.Options.Iteration));
        // What is started is what the record says that the user would paste.
        Assert.Equal(record.CommandLine, CommandLineRenderer.Render(command));
        Assert.Contains(command.Plan.Decisions, decision => decision.Name == "Pool");
        Assert.DoesNotContain(command.Plan.Decisions, decision => decision.Name == "Acceleration");

        SearchTrial[] trials = WhatIf(
            command, "-Mpi None,OpenMpi -RankPerNode 1 -Pool 4 -Thread 2 -Allocator Default");
        Assert.Equal(
            [
                "--i", "particles.star", "--ref", "reference.mrc", "--firstiter_cc", "--ini_high", "14.629",
                "--dont_combine_weights_via_disc", "--ctf",
                "--ctf_corrected_ref", "--tau2_fudge", "4", "--particle_diameter", "102.4", "--K", "3",
                "--flatten_solvent", "--zero_mask",
                "--oversampling", "1", "--healpix_order", "1", "--offset_range", "3", "--offset_step", "2", "--sym",
                "C1", "--norm", "--scale",
                "--random_seed", "1", "--pool", "4", "--j", "2", "--iter", "2", "--o", "/data/project/Refine/run",
            ],
            trials.Single(trial => trial.Command?.Plan is { UsesMpi: true, Pool: 4 }).Command!.Arguments);
    }

    [Fact]
    public void A_run_that_failed_and_the_runs_of_a_benchmark_have_their_values()
    {
        RunRecord failed = Record("failed/run_refine_20261126T171332026Z_r01.json");
        Assert.Equal(
            (RunStatus.Failed, "RelionInvalidArgument", "/usr/bin/relion_refine"),
            (failed.Status, failed.Run.ErrorId, failed.Command[0]));
        RefineCommand command = failed.ToCommand();
        Assert.Empty(command.LauncherArguments);
        Assert.Equal(
            ("relion_refine", "None", "--no_such_option"), (command.Executable, command.Mpi, command.Arguments[^1]));
        Assert.Equal(["--no_such_option"], command.Request!.Explicit.AdditionalArgument);

        string[] files = Directory.GetFiles(Path.Combine(Captured, "benchmarks"), "*.json");
        RunRecord[] records =
        [
            .. files.Order(StringComparer.Ordinal).Select(path => RunRecord.FromJson(File.ReadAllText(path))),
        ];
        Assert.Equal(
            [(1, false), (2, false), (1, true)], records.Select(record => (record.Run.Number, record.Run.IsWarmup)));
        Assert.All(
            records,
            record => Assert.Equal(
                (5, 2, "Default"), (record.Plan.Pool, record.Plan.ThreadsPerRank, record.ToCommand().Allocator)));
    }

    [Fact]
    public void Receive_RelionJob_gives_the_result_of_a_job_and_a_command_that_can_be_searched_and_exported()
    {
        Copy("refine", "Job", "Refine/", "Job/");
        Copy("job", "job");
        BenchmarkResult result = _session.One<BenchmarkResult>("Receive-RelionJob -Path $folder/job");
        Assert.Equal((RunStatus.Completed, 0, 9.53), (result.Status, result.ExitCode, result.MedianSeconds));
        Assert.Equal(
            (3, 2, 1),
            (result.Command.Plan.Ranks, result.Command.Plan.NodeCount, result.Command.Plan.ComputeRanksPerNode));
        Assert.Equal(["#1", "#2"], result.Command.Plan.Hosts);
        // By the times of the job, 17:14:19.107982 and 17:14:23.351982 after 17:14:16.011982.
        Assert.Equal([3.096, 4.244], result.Iterations.Select(iteration => Math.Round(iteration.Seconds, 3)));
        Assert.Equal(
            ("mpirun.openmpi", 14), (result.Command.LauncherArguments[0], result.Command.LauncherArguments.Count));

        Assert.True(WhatIf(result.Command, "-Mpi OpenMpi -Pool 4,8 -Thread 1 -RankPerNode 1").Length > 1);
        Assert.Empty(_session.ErrorIds);
        _session.Set("command", result.Command);
        _session.Run("$command | Export-RelionScript -Path $folder/again.sh -As Sbatch");
        Assert.Empty(_session.ErrorIds);
        Assert.Contains("#SBATCH --nodes=2\n", File.ReadAllText(_folder.Combine("again.sh")), StringComparison.Ordinal);
    }

    [Fact]
    public void Jobs_of_several_runs_and_jobs_that_never_ran_are_found()
    {
        Copy("refine", "JobBench", "Refine/", "JobBench/");
        Copy("job-benchmark", "many");
        Copy("exported_job", "mine_job");
        BenchmarkResult result = _session.One<BenchmarkResult>("Receive-RelionJob -Path $folder/many");
        Assert.Equal([3.696, 3.557], result.Seconds);
        Assert.Equal([true, false, false], result.Runs.Select(run => run.IsWarmup));
        RelionJob exported = _session.One<RelionJob>("Get-RelionJob $folder/mine_job");
        Assert.Equal(
            (0, "Synthetic", RelionJobState.Unknown, 2),
            (exported.Id, exported.Name, exported.State, exported.Iterations));
    }

    [Fact]
    public void Tuning_file_profile_journal_and_data_set_are_read_and_written_again_as_they_were()
    {
        string tuning = File.ReadAllText(Path.Combine(Captured, "tuning.json"));
        SearchFile file = SearchFile.Read(Path.Combine(Captured, "tuning.json"));
        Assert.Equal(
            ("AMD EPYC", 1, 2, "Glibc"),
            (
                file.Entries[0].Key.CpuModel,
                file.Entries[0].Setting.Threads,
                file.Entries[0].Setting.Pool,
                file.Entries[0].Setting.Allocator));
        Assert.Equal(tuning, JsonFormat.Text(file));

        string nodes = File.ReadAllText(Path.Combine(Captured, "nodes.json"));
        string nodesNow = NodeProfileFile.ToJson(NodeProfileFile.Read(Path.Combine(Captured, "nodes.json")));
        Assert.Empty(Lost(JsonNode.Parse(nodes), JsonNode.Parse(nodesNow), ""));

        Assert.Equal(
            ("Synthetic", 32),
            (
                DatasetManifest.ReadFile(Path.Combine(Captured, "dataset.json"))!.Name,
                DatasetManifest.ReadFile(Path.Combine(Captured, "dataset.json"))!.Parameters!.BoxSize));

        string[] lines = File.ReadAllLines(Path.Combine(Captured, "search/search.jsonl"));
        JournalHeader header = System.Text.Json.JsonSerializer.Deserialize<JournalHeader>(
            lines[0], JsonFormat.OneLine)!;
        // Of an earlier form, whose search is begun anew. What share of settings went on is no option any more.
        Assert.Equal(["/options/reduction"], Lost(
            JsonNode.Parse(lines[0]),
            JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(header, JsonFormat.OneLine)), ""));
        Assert.All(lines.Skip(1), line => Assert.Equal(line, System.Text.Json.JsonSerializer.Serialize(
            System.Text.Json.JsonSerializer.Deserialize<Trial>(line, JsonFormat.OneLine), JsonFormat.OneLine)));
    }

    [Fact]
    public void Every_value_of_a_record_stays_under_its_name_when_it_is_written_today()
    {
        string[] files =
        [
            .. ((string[])["refine", "failed", "benchmarks"]).SelectMany(
                folder => Directory.GetFiles(Path.Combine(Captured, folder), "*.json")),
        ];
        Assert.Equal(5, files.Length);
        foreach (string path in files)
        {
            string text = File.ReadAllText(path);
            JsonNode then = JsonNode.Parse(text)!, now = JsonNode.Parse(RunRecord.FromJson(text).ToJson())!;
            Assert.Empty(Lost(then, now, ""));
            // New members come last, so that a person finds the others where they were.
            string[] names = [.. then.AsObject().Select(member => member.Key)];
            Assert.Equal(names, now.AsObject().Select(member => member.Key).Take(names.Length));
        }
        JobManifest job = JobManifest.Read(Path.Combine(Captured, "job"));
        JsonNode old = JsonNode.Parse(File.ReadAllText(Path.Combine(Captured, "job/job.json")))!;
        // A job's file tells of no run any more, and what only a run has goes with it.
        foreach (string name in (string[])[
            "status", "run", "relionVersion", "executable", "launcher", "inputs", "host",
        ])
        {
            old["refinement"]!["record"]!.AsObject().Remove(name);
        }
        Assert.Empty(Lost(old, JsonNode.Parse(JsonFormat.Text(job))!, ""));
    }

    [Fact]
    public void A_command_that_went_through_Export_Clixml_is_no_command()
    {
        _session.Set(
            "read", PSSerializer.Deserialize(File.ReadAllText(Path.Combine(Captured, "refine-command.clixml"))));
        _session.Run("$read | Optimize-RelionRefineCommand -Path $folder/search -WhatIf");
        Assert.Single(_session.Errors);
        string id = _session.ErrorIds[0];
        Assert.True(
            id.StartsWith("InputObjectNotBound", StringComparison.Ordinal)
                || id.StartsWith("CannotConvertArgumentNoMessage", StringComparison.Ordinal)
                || id.StartsWith("ParameterArgumentTransformationError", StringComparison.Ordinal), id);
    }

    private static IEnumerable<string> Lost(JsonNode? then, JsonNode? now, string path)
    {
        switch (then)
        {
            case JsonObject members:
                return members.SelectMany(member => now is JsonObject other && other.ContainsKey(member.Key)
                    ? Lost(member.Value, other[member.Key], $"{path}/{member.Key}") : [$"{path}/{member.Key}"]);
            case JsonArray items:
                return now is JsonArray others && others.Count == items.Count
                    ? items.SelectMany((item, index) => Lost(item, others[index], $"{path}/{index}")) : [path];
            default:
                return JsonNode.DeepEquals(then, now) ? [] : [$"{path}: {then?.ToJsonString()} {now?.ToJsonString()}"];
        }
    }

    private SearchTrial[] WhatIf(RefineCommand command, string parameters)
    {
        _session.Set("command", command);
        SearchTrial[] trials =
        [
            .. _session
                .Run($"$command | Optimize-RelionRefineCommand -Path $folder/search -WhatIf {parameters}")
                .Cast<SearchPlan>().SelectMany(plan => plan.Trials),
        ];
        Assert.Empty(_session.ErrorIds);
        return trials;
    }

    private static RunRecord Record(string name) => RunRecord.FromJson(File.ReadAllText(Path.Combine(Captured, name)));

    /// <summary>
    /// Files as they were, with the test's folder in the place of that of the machine that wrote them.
    /// </summary>
    private void Copy(string from, string to, string name = "Refine/", string instead = "Refine/")
    {
        Directory.CreateDirectory(_folder.Combine(to));
        foreach (string path in Directory.GetFiles(Path.Combine(Captured, from)).OrderBy(
            path => path.EndsWith(".json", StringComparison.Ordinal)))
        {
            string text = File.ReadAllText(path)
                .Replace("/data/project/", _folder.Path + "/", StringComparison.Ordinal)
                .Replace(name, instead, StringComparison.Ordinal);
            File.WriteAllText(_folder.Combine(to, Path.GetFileName(path)), text);
        }
    }
}
