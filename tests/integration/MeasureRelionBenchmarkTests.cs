using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Real runs of RELION through the real engine.</summary>
public sealed class MeasureRelionBenchmarkTests(TinyDataset dataset) : IClassFixture<TinyDataset>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly string _output = $"Results-{Guid.NewGuid():N}/run";

    public void Dispose() => _session.Dispose();

    [RequiresFact("relion_refine", "relion_project")]
    public void Threads_only_refinement_is_timed_with_progress_from_its_output()
    {
        BenchmarkResult result = Measure(Threads(TinyDataset.Arguments(_output)));
        AssertCompleted(result);
        Assert.StartsWith("RELION ", result.Summary);
        Assert.Contains("completed 2 iterations of Plasmodium Ribosome using 1 rank and 2 threads", result.Summary);
    }

    [RequiresFact("relion_refine_mpi", "mpirun.openmpi", "relion_project")]
    public void Mpi_refinement_is_timed_with_progress_from_its_output()
    {
        BenchmarkResult result = Measure(Mpi(TinyDataset.Arguments(_output)));
        AssertCompleted(result);
        Assert.Contains("using 3 ranks and 1 thread per rank", result.Summary);
        Assert.EndsWith("/mpirun.openmpi", Record(result).Launcher!.Path);

        // Three ranks hold more than the one launcher; each has some 20 MiB at least.
        Assert.InRange(result.PeakMemoryBytes!.Value, 60L << 20, 4L << 30);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Stopped_threads_only_run_leaves_no_process_and_a_record_that_says_so() =>
        AssertStopped(Threads(TinyDataset.Arguments(_output, iterations: 900, healpixOrder: 2)));

    [RequiresFact("relion_refine_mpi", "mpirun.openmpi", "relion_project")]
    public void Stopped_mpi_run_leaves_no_process_and_a_record_that_says_so() =>
        AssertStopped(Mpi(TinyDataset.Arguments(_output, iterations: 900, healpixOrder: 2)));

    [RequiresFact("relion_refine", "relion_project")]
    public void Acceleration_that_was_asked_for_is_refused_before_the_start_where_the_binary_lacks_it()
    {
        if (HasAltCpu()) return;
        BenchmarkResult result = Measure(Threads([.. TinyDataset.Arguments(_output), "--cpu"]));
        Assert.Equal(["RelionBinaryLacksAltCpu"], _session.ErrorIds);
        Assert.Equal((RunStatus.Failed, (int?)null), (result.Status, result.ExitCode));
        Assert.Empty(Directory.GetFiles(ResultFolder, "*.star"));
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Acceleration_of_the_preset_is_given_up_with_a_warning_and_the_run_goes_on()
    {
        if (HasAltCpu()) return;
        BenchmarkResult result = Measure(
            Threads([.. TinyDataset.Arguments(_output), "--cpu"]) with { IsAccelerationExplicit = false });
        Assert.Empty(_session.Errors);
        Assert.Contains("ALTCPU", Assert.Single(_session.Warnings));
        Assert.Equal((RunStatus.Completed, Acceleration.None), (result.Status, result.Command.Acceleration));
        Assert.DoesNotContain("--cpu", Record(result).Command);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Argument_that_RELION_does_not_know_is_a_failure_though_it_exits_0()
    {
        BenchmarkResult result = Measure(Threads([.. TinyDataset.Arguments(_output, iterations: 1), "--frobnicate"]));
        Assert.Equal(["RelionInvalidArgument"], _session.ErrorIds);
        Assert.Equal((RunStatus.Failed, 0), (result.Status, result.ExitCode));
        Assert.Equal(["RelionInvalidArgument"], Record(result).Run.ErrorId is { } id ? [id] : []);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Failing_run_is_an_error_with_RELIONs_last_lines()
    {
        // A stack of another name: the STAR file is found before the start, its images are not.
        string star = Path.Combine(dataset.Path, "broken.star");
        File.WriteAllText(
            star,
            File.ReadAllText(Path.Combine(dataset.Path, "particles.star")).Replace("@particles.mrcs", "@none.mrcs"));
        string[] arguments = TinyDataset.Arguments(_output);
        arguments[1] = "broken.star";
        BenchmarkResult result = Measure(Threads(arguments));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Contains("none.mrcs", _session.Errors[0].Exception.Message);
        Assert.Equal((RunStatus.Failed, 1), (result.Status, result.ExitCode));
        Assert.Contains("none.mrcs", Record(result).Run.LastErrorLines);
        Assert.Contains("none.mrcs", File.ReadAllText(result.Runs[0].StandardErrorPath!));
    }

    [RequiresFact("relion_refine_mpi", "mpirun.mpich", "relion_project")]
    public void Launcher_of_another_MPI_library_is_named_as_the_cause()
    {
        BenchmarkResult result = Measure(
            Mpi(TinyDataset.Arguments(_output)) with { LauncherArguments = ["mpirun.mpich", "-n", "2"] });
        Assert.Equal(["RelionWrongMpiLauncher"], _session.ErrorIds);
        Assert.Equal(RunStatus.Failed, result.Status);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Missing_input_is_said_before_RELION_is_started()
    {
        string[] arguments = TinyDataset.Arguments(_output);
        arguments[1] = "none.star";
        BenchmarkResult result = Measure(Threads(arguments));
        Assert.Equal(["RelionInputNotFound"], _session.ErrorIds);
        Assert.Null(result.ExitCode);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Output_folder_that_takes_no_file_is_said_before_RELION_is_started()
    {
        BenchmarkResult result = Measure(Threads(TinyDataset.Arguments("/proc/none/run")));
        Assert.Equal(["RelionOutputNotWritable"], _session.ErrorIds);
        Assert.Equal("RelionOutputNotWritable", Record(result).Run.ErrorId);
    }

    private string ResultFolder => Path.GetDirectoryName(Path.Combine(dataset.Path, _output))!;

    private RefineCommand Threads(string[] arguments) => TestCommand.Threads(dataset.Path, "relion_refine", arguments);

    private RefineCommand Mpi(string[] arguments)
    {
        string[] root = Environment.UserName == "root" ? ["--allow-run-as-root"] : [];
        return TestCommand.Mpi(
            dataset.Path,
            ["mpirun.openmpi", .. root, "--oversubscribe", "--bind-to", "none", "-n", "3"],
            3,
            "relion_refine_mpi",
            arguments);
    }

    private BenchmarkResult Measure(RefineCommand command)
    {
        _session.Set("command", command);
        return Assert.IsType<BenchmarkResult>(Assert.Single(_session.Run("$command | Measure-RelionBenchmark")));
    }

    private void AssertCompleted(BenchmarkResult result)
    {
        Assert.Empty(_session.Errors);
        Assert.Equal((RunStatus.Completed, 0), (result.Status, result.ExitCode));
        Assert.Equal([1, 2], result.Iterations.Select(time => time.Iteration));
        Assert.InRange(result.Iterations.Sum(time => time.Seconds), 0.01, Assert.Single(result.Seconds));
        Assert.True(result.CpuSeconds > 0.1);
        Assert.True(result.PeakMemoryBytes > 10L << 20);
        Assert.NotEqual("Unknown", result.RelionVersion);
        Assert.Contains("Maximization", File.ReadAllText(result.Runs[0].StandardOutputPath!));
        Assert.Equal(result.Seconds[0], Record(result).Run.Seconds);

        Assert.Contains(
            _session.Progress,
            progress => progress.StatusDescription.Contains("iteration 1 of 2, ")
                && progress.PercentComplete is >= 0 and < 50);
        Assert.Contains(_session.Progress, progress => progress.StatusDescription.Contains("iteration 2 of 2, "));
        Assert.Contains(_session.Progress, progress => progress.RecordType == ProgressRecordType.Completed);
    }

    private void AssertStopped(RefineCommand command)
    {
        _session.Set("command", command);
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("$command | Measure-RelionBenchmark");

        // Stopped in the middle of an iteration, when the program's own output has come through the pipeline.
        using var isRunning = new ManualResetEventSlim();
        shell.Streams.Progress.DataAdded += (_, added) =>
        {
            if (shell.Streams.Progress[added.Index].StatusDescription.Contains("iteration 1 of 900, Expectation"))
            {
                isRunning.Set();
            }
        };
        Task stop = Task.Run(() =>
        {
            Assert.True(isRunning.Wait(TimeSpan.FromMinutes(1)));
            Assert.NotEmpty(Processes());
            shell.Stop();
        });
        Assert.Empty(_session.Run(shell));
        stop.Wait(TimeSpan.FromMinutes(1));

        Assert.Empty(Processes());
        RunRecord record = RunRecord.FromJson(
            File.ReadAllText(Assert.Single(Directory.GetFiles(ResultFolder, "*.json"))));
        Assert.Equal(RunStatus.Cancelled, record.Run.Status);
        Assert.True(record.Run.Seconds > 0);
    }

    /// <summary>Ids of all living processes whose command names this test's results.</summary>
    private List<int> Processes() =>
        [
            .. ProcessStat.ReadAll()
                .Where(process => process.IsAlive && CommandOf(process.Id).Contains(_output))
                .Select(process => process.Id),
        ];

    private static string CommandOf(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline"); } catch (IOException) { return ""; }
    }

    private static bool HasAltCpu() =>
        RelionProbe.ProbeAsync(ProgramFinder.Require("relion_refine"), CancellationToken.None)
            .GetAwaiter()
            .GetResult().HasAltCpu is true;

    private static RunRecord Record(BenchmarkResult result) => RunRecord.FromJson(File.ReadAllText(result.RecordPath!));
}
