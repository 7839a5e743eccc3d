using System.Collections.Specialized;
using System.Text.Json;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>The command through the real engine, with a stand-in that writes the files RELION writes.</summary>
[Collection(nameof(QuietMachine))]
public sealed class MeasureRelionBenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public MeasureRelionBenchmarkTests()
    {
        TinyInput.Write(_folder, "Particles/in.star", "ref.map");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Repeats_and_warm_ups_are_timed_each_with_a_record_of_its_own()
    {
        BenchmarkResult result = Measure(StandIn(), "-Repeat 3 -Warmup 1");
        Assert.Empty(_session.Errors);
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal(3, result.Seconds.Length);
        Assert.Equal(result.Seconds.Order().ElementAt(1), result.MedianSeconds);
        Assert.Equal((result.Seconds.Min(), result.Seconds.Max()), (result.MinSeconds, result.MaxSeconds));
        Assert.Equal([true, false, false, false], result.Runs.Select(run => run.IsWarmup));
        Assert.Equal(result.Seconds, result.Runs.Skip(1).Select(run => run.Seconds!.Value));
        Assert.Equal(4, result.Runs.Select(run => run.RecordPath).Distinct().Count());
        Assert.Equal(result.Runs[^1].RecordPath, result.RecordPath);
        Assert.Equal([1, 2], result.Iterations.Select(time => time.Iteration));
        Assert.Equal("3.1.1", result.RelionVersion);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(
            "RELION 3.1.1 completed 2 iterations of Plasmodium Ribosome using 1 rank and 2 threads per rank and a "
            + "pool size of 30 on a single Intel® Xeon® 8358",
            result.Summary);
        Assert.All(
            result.Runs,
            run => Assert.Equal("ran in " + _folder.Path + "\n", File.ReadAllText(run.StandardOutputPath!)));
        Assert.All(
            result.Runs,
            run => Assert.Matches(@"/Results/run_benchmark_\d{8}T\d{9}Z_[wr]0[123]\.json$", run.RecordPath!));
    }

    [Fact]
    public void Record_holds_all_that_is_needed_to_understand_the_time()
    {
        BenchmarkResult result = Measure(
            StandIn() with { Environment = new OrderedDictionary { ["OMP_SCHEDULE"] = "dynamic" } });
        string json = File.ReadAllText(result.RecordPath!);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal("schemaVersion", document.RootElement.EnumerateObject().First().Name);
        Assert.Equal("Completed", document.RootElement.GetProperty("run").GetProperty("status").GetString());

        RunRecord record = RunRecord.FromJson(json);
        Assert.Equal(3, record.SchemaVersion);
        Assert.Equal(result.Seconds[0], record.Run.Seconds);
        Assert.Equal(result.Iterations, record.Run.Iterations);
        Assert.Equal(_folder.Combine("relion_refine"), record.Command[0]);
        Assert.Equal(result.Command.Arguments, record.Command.Skip(1));
        Assert.Equal(64, record.Executable!.Sha256.Length);
        Assert.Equal("3.1.1", record.Executable.Version);
        Assert.Equal(("OMP_SCHEDULE", "dynamic"), (record.Environment[0].Name, record.Environment[0].Value));
        Assert.Equal(
            [
                ("--i", _folder.Combine("Particles", "in.star"), (long)TinyInput.Star.Length),
                ("--ref", _folder.Combine("ref.map"), 3072L),
            ],
            record.Inputs.Select(input => (input.Role, input.Path, input.Bytes)));
        Assert.Equal(30, record.Plan.Pool);
        Assert.Equal("guide 3.4", record.Decisions[0].Source);
        Assert.Equal("Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz", record.Node.CpuModel);
        Assert.Equal(DateTimeKind.Utc, record.Run.StartedUtc.Kind);
    }

    [Fact]
    public void Records_go_to_the_output_path_relative_to_the_sessions_location()
    {
        _session.Set("folder", _folder.Path);
        _session.Run("$ExecutionContext.SessionState.Path.SetLocation($folder)");
        Assert.Empty(_session.Errors);
        BenchmarkResult first = Measure(StandIn(), "-OutputPath records/new");
        BenchmarkResult second = Measure(StandIn(), "-OutputPath records/new");
        Assert.Equal(_folder.Combine("records", "new"), Path.GetDirectoryName(first.RecordPath));
        Assert.NotEqual(first.RecordPath, second.RecordPath);
        Assert.Equal(2, Directory.GetFiles(_folder.Combine("records", "new"), "*.json").Length);
    }

    [Fact]
    public void WhatIf_starts_nothing_and_makes_nothing()
    {
        _session.Set("command", StandIn());
        Assert.Empty(_session.Run("$command | Measure-RelionBenchmark -WhatIf"));
        Assert.Empty(_session.Errors);
        Assert.False(Directory.Exists(_folder.Combine("Results")));
        Assert.False(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void Verbose_says_the_exact_command()
    {
        Measure(StandIn(), "-Verbose");
        Assert.Contains(
            _session.Verbose,
            line => line.Contains(
                _folder.Combine("relion_refine") + " --i Particles/in.star --ref ref.map:mrc --o Results/run"));
    }

    [Fact]
    public void Several_commands_of_the_pipeline_go_on_after_one_that_fails()
    {
        _session.Set("commands", new[] { StandIn("exit 3"), StandIn(program: "relion_refine_2") });
        IReadOnlyList<object?> results = _session.Run("$commands | Measure-RelionBenchmark");
        Assert.Equal(
            [RunStatus.Failed, RunStatus.Completed], results.Cast<BenchmarkResult>().Select(result => result.Status));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
    }

    [Fact]
    public void Interleaved_commands_run_in_turn_and_results_come_in_order_with_the_ratio_to_the_first()
    {
        RefineCommand slow = StandIn("echo A >> order; sleep 0.2\n" + RunBody), fast = StandIn(
            "echo B >> order; sleep 0.1\n" + RunBody, program: "relion_refine_2");
        _session.Set("commands", new[] { slow, fast });
        BenchmarkResult[] results =
        [
            .. _session
                .Run("$commands | Measure-RelionBenchmark -Interleave -Repeat 3 -Warmup 1")
                .Cast<BenchmarkResult>(),
        ];
        Assert.Empty(_session.Errors);
        Assert.Equal(["A", "B", "A", "B", "A", "B", "A", "B"], File.ReadLines(_folder.Combine("order")));
        Assert.Equal(["./relion_refine", "./relion_refine_2"], results.Select(result => result.Command.Executable));
        Assert.Null(results[0].Comparison);
        BenchmarkComparison comparison = results[1].Comparison!;
        Assert.Equal(slow.CommandLine, comparison.Baseline);
        Assert.Equal(results[1].Seconds.Zip(results[0].Seconds, (one, other) => one / other), comparison.Times.Ratios);
        Assert.InRange(comparison.Ratio, 0.2, 0.95);
        Assert.Contains(results[0].Warnings, warning => warning.Id == "FewRepeats");
        Assert.NotNull(results[0].Interval);
    }

    [Fact]
    public void Command_that_fails_drops_out_of_the_turn_and_keeps_what_it_has()
    {
        RefineCommand failing = StandIn(
            "echo A >> order; [ $(grep -c A order) -lt 2 ] || exit 7\n"
                + RunBody), other = StandIn("echo B >> order\n" + RunBody, program: "relion_refine_2");
        _session.Set(
            "commands",
            new[] { failing, other, StandIn(program: "relion_refine_3") with { Executable = "no_such_relion" } });
        BenchmarkResult[] results =
        [
            .. _session.Run("$commands | Measure-RelionBenchmark -Interleave -Repeat 3").Cast<BenchmarkResult>(),
        ];
        Assert.Equal(["RelionRunFailed", "RelionProgramNotFound"], _session.ErrorIds);
        Assert.Equal(["A", "B", "A", "B", "B"], File.ReadLines(_folder.Combine("order")));
        Assert.Equal(
            [RunStatus.Failed, RunStatus.Completed, RunStatus.Failed], results.Select(result => result.Status));
        Assert.Equal([1, 3, 0], results.Select(result => result.Seconds.Length));
        Assert.Single(results[1].Comparison!.Times.Ratios);
        Assert.Null(results[2].Comparison);
    }

    [Fact]
    public void One_run_has_no_spread()
    {
        BenchmarkResult result = Measure(StandIn());
        Assert.Null(result.StandardDeviationSeconds);
        Assert.Null(result.MadSeconds);
        Assert.Null(result.Interval);
        Assert.Empty(result.OutlierRuns);
    }

    [Fact]
    public void First_run_that_is_slower_than_all_others_is_told_as_a_cold_cache()
    {
        // The others differ by more than the machine's own noise: of times that are all but equal, any may be an
        // outlier.
        const string sleep =
            "echo >> order; case $(wc -l < order) in 1) sleep 2;; 2) sleep 0.2;; 3) sleep 0.32;; 4) sleep 0.24;; 5) "
            + "sleep 0.28;; esac\n";
        BenchmarkResult result = Measure(StandIn(sleep + RunBody), "-Repeat 5");
        Assert.Contains(1, result.OutlierRuns);
        Assert.Equal(
            "Use -Warmup 1.", Assert.Single(result.Warnings, warning => warning.Id == "FirstRunOutlier").Remedy);
    }

    [Fact]
    public void Steps_and_sizes_are_in_result_and_record_and_a_projection_that_is_impossible_is_said()
    {
        string output = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests/data/relion-3.1.3/refine.stdout"));
        _folder.Write("output", output);
        BenchmarkResult result = Measure(
            StandIn(
                RunBody
                    + "\nprintf '_rlnCurrentImageSize 38\\n_rlnOriginalImageSize 64\\n' | tee "
                    + "Results/run_it001_model.star > Results/run_it002_model.star; cat output"),
            "-FullIteration 25");
        Assert.Empty(_session.Errors);
        Assert.Equal(result.Seconds[0], result.Steps.Sum(step => step.Seconds), 3);
        Assert.Equal(1, result.StepShares.Sum(share => share.Share), 9);
        Assert.Equal([new(1, 38, 64), new(2, 38, 64)], Record(result).Run.Sizes);
        Assert.Equal(result.Runs[0].Steps, Record(result).Run.Steps);
        Assert.Contains(result.Warnings, warning => warning.Id == "NoProjection");
        Assert.Null(result.Projection);
    }

    [Fact]
    public void Record_of_the_first_version_is_still_read()
    {
        string old = File.ReadAllText(Measure(StandIn()).RecordPath!).Replace(
            "\"schemaVersion\": 3", "\"schemaVersion\": 1");
        foreach (string added in (string[])["steps", "sizes", "machineWarnings"])
        {
            old = old.Replace($"\"{added}\":", $"\"unknown{added}\":");
        }
        RunRecord record = RunRecord.FromJson(old);
        Assert.Equal(1, record.SchemaVersion);
        Assert.Empty(record.Run.Steps);
    }

    [Fact]
    public void Failed_run_is_an_error_with_the_last_lines_and_a_result_and_ends_the_repeats()
    {
        BenchmarkResult result = Measure(
            StandIn("echo 'ERROR: The reference box size is 48 px' >&2; exit 1"), "-Repeat 3");
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Contains("exit code 1", _session.Errors[0].Exception.Message);
        Assert.Contains("reference box size is 48 px", _session.Errors[0].Exception.Message);
        Assert.Equal((RunStatus.Failed, 1), (result.Status, result.ExitCode));
        Assert.Single(result.Runs);
        Assert.Empty(result.Seconds);
        Assert.Null(result.MedianSeconds);
        Assert.Null(result.Summary);
        Assert.Equal(RunStatus.Failed, Record(result).Run.Status);
        Assert.Contains("48 px", Record(result).Run.LastErrorLines);
    }

    [Fact]
    public void Invalid_argument_in_the_output_is_a_failure_though_the_exit_code_is_0()
    {
        BenchmarkResult result = Measure(
            StandIn(RunBody + "\nprintf 'WARNING: Option --blush\\tis not a valid RELION argument\\n' >&2"));
        Assert.Equal(["RelionInvalidArgument"], _session.ErrorIds);
        Assert.Contains("--blush", _session.Errors[0].Exception.Message);
        Assert.Equal((RunStatus.Failed, 0), (result.Status, result.ExitCode));
        Assert.Equal("RelionInvalidArgument", Record(result).Run.ErrorId);
    }

    [Theory]
    [InlineData("true")]
    [InlineData(RunBody + "\n: > Results/run_it002_model.star")]
    [InlineData(RunBody + "\nrm Results/run_it002_optimiser.star")]
    public void Results_that_are_missing_or_empty_are_a_failure_though_the_exit_code_is_0(string body)
    {
        BenchmarkResult result = Measure(StandIn(body));
        Assert.Equal(["RelionOutputIncomplete"], _session.ErrorIds);
        Assert.Equal(RunStatus.Failed, result.Status);
    }

    [Fact]
    public void Missing_input_is_said_before_the_start_and_recorded()
    {
        RefineCommand command = StandIn();
        File.Delete(_folder.Combine("ref.map"));
        BenchmarkResult result = Measure(command);
        Assert.Equal(["RelionInputNotFound"], _session.ErrorIds);
        Assert.Equal("ref.map:mrc", _session.Errors[0].TargetObject);
        Assert.Equal("RelionInputNotFound", Record(result).Run.ErrorId);
        Assert.False(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void Missing_program_and_launcher_are_said_and_recorded()
    {
        RefineCommand command = StandIn();
        Assert.Equal(RunStatus.Failed, Record(Measure(command with { Executable = "no_such_relion" })).Run.Status);
        Assert.Equal(["RelionProgramNotFound"], _session.ErrorIds);
        Assert.Equal(
            RunStatus.Failed,
            Record(Measure(command with { LauncherArguments = ["no_such_mpirun", "-n", "3"] })).Run.Status);
        Assert.Equal(["RelionProgramNotFound"], _session.ErrorIds);
    }

    [Fact]
    public void Output_folder_that_takes_no_file_is_said_and_the_record_goes_elsewhere()
    {
        // Tests may run as root, whom permissions do not stop: a folder below a file stops anyone.
        BenchmarkResult result = Measure(StandIn(output: "ref.map/run"));
        Assert.Equal(["RelionOutputNotWritable"], _session.ErrorIds);
        Assert.Equal(_folder.Path, Path.GetDirectoryName(result.RecordPath));

        result = Measure(StandIn(), $"-OutputPath {_folder.Combine("ref.map", "records")}");
        Assert.Equal(["RelionOutputNotWritable"], _session.ErrorIds);
        Assert.Equal(_folder.Combine("Results"), Path.GetDirectoryName(result.RecordPath));
    }

    [Fact]
    public void Root_name_without_a_folder_is_refused_since_relion_refuses_it()
    {
        Measure(StandIn(output: "run"));
        Assert.Equal(["RelionOutputRootWithoutFolder"], _session.ErrorIds);
        Assert.Contains("./run", _session.Errors[0].Exception.Message);
    }

    [Fact]
    public void Missing_working_folder_is_said_and_not_made()
    {
        BenchmarkResult result = Measure(StandIn() with { WorkingDirectory = _folder.Combine("none") });
        Assert.Equal(["RelionWorkingDirectoryNotFound"], _session.ErrorIds);
        Assert.False(Directory.Exists(_folder.Combine("none")));
        File.Delete(result.RecordPath!);
    }

    /// <summary>What RELION writes for two iterations, as far as it is looked at.</summary>
    private const string RunBody = """
        for i in 000 001 002; do
          printf '_rlnModelStarFile Results/run_it%s_model.star\n' $i > Results/run_it${i}_optimiser.star
          echo data_ > Results/run_it${i}_model.star
        done
        echo "ran in $PWD"
        """;

    /// <summary>A stand-in that writes where its last option says.</summary>
    private const string JobBody = """
        while [ $# -gt 1 ]; do [ "$1" = --o ] && root=$2; shift; done
        for i in 000 001 002; do
          printf "_rlnModelStarFile ${root}_it%s_model.star\n" $i > ${root}_it${i}_optimiser.star
          echo data_ > ${root}_it${i}_model.star
        done
        """;

    [Fact]
    public void A_job_that_exists_is_measured_beside_it_and_stays_as_it_is()
    {
        string kept = _folder.Write("Class3D/job012/run_it025_optimiser.star", "the user's");
        string[] before = Directory.GetFileSystemEntries(Path.GetDirectoryName(kept)!);
        RefineCommand job = StandIn(JobBody, output: "Class3D/job012/run");
        job = job with
        {
            Arguments = [.. job.Arguments, "--pipeline_control", "Class3D/job012/"],
            Origin = new CommandOrigin { Kind = CommandSource.NoteFile, JobName = "Class3D/job012" },
        };
        _session.Set("old", job);
        _session.Set("node", job.Node);
        IReadOnlyList<object?> results = _session.Run(
            "$new = $old | New-RelionRefineCommand -NodeProfile $node -Thread 3 -Force; "
            + "$old, $new | Measure-RelionBenchmark -Interleave -Repeat 2");
        Assert.Empty(_session.Errors);
        Assert.Equal(2, results.Count);
        foreach (BenchmarkResult result in results.Cast<BenchmarkResult>())
        {
            Assert.Equal(RunStatus.Completed, result.Status);
            Assert.Equal("relionps/Class3D_job012/run", result.Command.Options.OutputRoot);
            Assert.DoesNotContain("--pipeline_control", result.Command.Arguments);
        }
        Assert.True(File.Exists(_folder.Combine("relionps", "Class3D_job012", "run_it002_optimiser.star")));
        Assert.Equal("the user's", File.ReadAllText(kept));
        Assert.Equal(before, Directory.GetFileSystemEntries(Path.GetDirectoryName(kept)!));
    }

    [Theory]
    [InlineData("../run")]
    [InlineData("./run")]
    [InlineData("a/../../run")]
    public void A_job_whose_root_leads_elsewhere_is_measured_in_the_folder_for_it_all_the_same(string root)
    {
        RefineCommand job = StandIn(JobBody, output: root) with
        {
            Origin = new CommandOrigin { Kind = CommandSource.CommandLine },
        };
        BenchmarkResult result = Measure(job, $"-OutputPath '{_folder.Combine("records")}'");
        string written = Path.GetFullPath(result.Command.Options.OutputRoot!);
        Assert.StartsWith(_folder.Combine("records") + "/", written, StringComparison.Ordinal);
        Assert.Equal(_folder.Combine("records"), Path.GetDirectoryName(Path.GetDirectoryName(written)));
        Assert.Equal(RunStatus.Completed, result.Status);
    }

    [Fact]
    public void A_job_that_goes_on_without_a_root_of_its_own_is_measured_beside_it_too()
    {
        _folder.Write("Class3D/job012/run_it001_optimiser.star", "the user's");
        RefineCommand job = StandIn(JobBody);
        job = job with
        {
            Arguments = ["--continue", "Class3D/job012/run_it001_optimiser.star", "--iter", "2"],
            Origin = new CommandOrigin { Kind = CommandSource.CommandLine },
        };
        BenchmarkResult result = Measure(job, $"-OutputPath '{_folder.Combine("records")}'");
        Assert.Equal(_folder.Combine("records", "Class3D_job012", "run"), result.Command.Options.OutputRoot);
        Assert.Equal(
            ["run_it001_optimiser.star"],
            Directory.GetFiles(_folder.Combine("Class3D", "job012")).Select(Path.GetFileName));
    }

    private RefineCommand StandIn(
        string body = RunBody, string program = "relion_refine", string output = "Results/run")
    {
        TestProgram.Write(_folder, program, $"""
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 3.1.1 '; echo 'Precision: BASE=double'; exit;;
              --help) echo '--i : input'; echo '--o : output'; exit;;
            esac
            echo run >> {_folder.Combine("calls")}
            {body}
            """);
        return TestCommand.Threads(
            _folder.Path,
            "./" + program,
            "--i",
            "Particles/in.star",
            "--ref",
            "ref.map:mrc",
            "--o",
            output,
            "--iter",
            "2");
    }

    private BenchmarkResult Measure(RefineCommand command, string parameters = "")
    {
        _session.Set("command", command);
        return Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$command | Measure-RelionBenchmark " + parameters)));
    }

    private static RunRecord Record(BenchmarkResult result) => RunRecord.FromJson(File.ReadAllText(result.RecordPath!));
}
