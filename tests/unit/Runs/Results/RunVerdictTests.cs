using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Studies.Search;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>
/// One program that ends in many ways, run by a session and by the script of a job in a real bash: the verdict is the
/// same, and the one that is written here.
/// </summary>
public sealed class RunVerdictTests : IDisposable
{
    /// <summary>Files of three iterations.</summary>
    private const string Whole = """
        for i in 000 001 002 003; do
          echo "_rlnModelStarFile Results/run_it${i}_model.star" > Results/run_it${i}_optimiser.star
          echo data_ > Results/run_it${i}_model.star
        done

        """;

    private const string InvalidOption = "echo 'WARNING: Option --blush is not a valid RELION argument' >&2\n";
    private const string OutOfMemory = "echo 'ERROR: out of memory in a.cuh at line 435 (error-code 2)' >&2\n";
    private const string NoGpu =
        "echo '+ WARNING : Relion was compiled without CUDA - you do NOT have support for GPUs' >&2\n";

    private const string OneRank = "echo ' + Number of MPI processes             = 1'\n";

    /// <summary>A bar that draws itself over, and a last line.</summary>
    private const string LastWords = "printf '50 %%\\r100 %%\\nlast words\\n' >&2\n";

    private readonly List<TemporaryFolder> _folders = [];

    public static TheoryData<string, string, RunStatus, string?, int> Endings { get; } = new()
    {
        { "whole results", Whole, RunStatus.Completed, null, 0 },
        { "error text and exit code 0", InvalidOption + Whole, RunStatus.Failed, "RelionInvalidArgument", 0 },
        {
            "error text in standard output", InvalidOption.Replace(" >&2", "") + Whole,
            RunStatus.Failed, "RelionInvalidArgument", 0
        },
        {
            "error text and an exit code", InvalidOption + Whole + "exit 4",
            RunStatus.Failed, "RelionInvalidArgument", 4
        },
        { "error text and no results", InvalidOption, RunStatus.Failed, "RelionInvalidArgument", 0 },
        { "error text of ranks in a run of one", OneRank + Whole, RunStatus.Completed, null, 0 },
        { "a warning that is no fault", "echo 'WARNING: x' >&2\n" + Whole, RunStatus.Completed, null, 0 },
        { "an exit code and whole results", Whole + LastWords + "exit 9", RunStatus.Failed, "RelionRunFailed", 9 },
        { "an exit code and no results", "exit 1", RunStatus.Failed, "RelionRunFailed", 1 },
        { "a signal", Whole + "kill -9 $$", RunStatus.Failed, "RelionRunFailed", 137 },
        { "no memory of a GPU", OutOfMemory + "exit 1", RunStatus.Failed, "RelionGpuOutOfMemory", 1 },
        {
            "no memory of a GPU and too few iterations", OutOfMemory + Whole + "rm Results/run_it003*",
            RunStatus.Failed, "RelionGpuOutOfMemory", 0
        },
        { "a GPU's error text and whole results", OutOfMemory + Whole, RunStatus.Completed, null, 0 },
        { "no results", LastWords, RunStatus.Failed, "RelionOutputIncomplete", 0 },
        { "too few iterations", Whole + "rm Results/run_it003*", RunStatus.Failed, "RelionOutputIncomplete", 0 },
        {
            "an empty model", Whole + ": > Results/run_it003_model.star",
            RunStatus.Failed, "RelionOutputIncomplete", 0
        },
        {
            "a cut optimiser file", Whole + "printf data_ > Results/run_it003_optimiser.star",
            RunStatus.Failed, "RelionOutputIncomplete", 0
        },
        {
            "a missing model", Whole + "rm Results/run_it003_model.star",
            RunStatus.Failed, "RelionOutputIncomplete", 0
        },
        {
            "a cut map", Whole + "echo > Results/run_it003_class001.mrc",
            RunStatus.Failed, "RelionOutputIncomplete", 0
        },
    };

    public static TheoryData<string, string> WhatAStoppedRunLeft { get; } = new()
    {
        { "nothing", "" }, { "whole results", Whole }, { "error text", InvalidOption },
    };

    public void Dispose() => _folders.ForEach(folder => folder.Dispose());

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Live_run_and_log_of_a_job_have_the_same_verdict(
        string ending, string body, RunStatus status, string? errorId, int exitCode)
    {
        (TemporaryFolder here, TemporaryFolder there) = (Folder(body), Folder(body));
        (BenchmarkRun live, RelionException? error) = await RunLiveAsync(Command(here), CancellationToken.None);
        using Process script = StartJob(Command(there), there);
        script.WaitForExit();
        (BenchmarkRun logged, RelionException? jobError) = Read(there);
        var expected = (ending, status, errorId, exitCode);
        Assert.Equal(expected, (ending, live.Status, error?.ErrorId, live.ExitCode!.Value));
        Assert.Equal(expected, (ending, logged.Status, jobError?.ErrorId, logged.ExitCode!.Value));
        Assert.Equal((errorId, errorId), (live.ErrorId, logged.ErrorId));
        Assert.Equal(live.LastErrorLines, logged.LastErrorLines);
        bool hasLastWords = body.Contains(LastWords, StringComparison.Ordinal);
        if (hasLastWords) Assert.Equal("100 %\nlast words", live.LastErrorLines);
        Assert.Equal(live.Warnings, logged.Warnings);
    }

    /// <summary>The results are right: a run for them is whole, and says so. A time is the CPU's.</summary>
    [Fact]
    public async Task Run_that_did_not_use_the_GPU_is_whole_for_its_results_and_failed_for_its_time()
    {
        (TemporaryFolder here, TemporaryFolder there) = (Folder(NoGpu + Whole), Folder(NoGpu + Whole));
        (BenchmarkRun refined, RelionException? none) = await RunLiveAsync(
            Command(here), CancellationToken.None, LockKind.Refine);
        Assert.Equal((RunStatus.Completed, null), (refined.Status, none));
        Assert.Equal("GpuNotUsed", Assert.Single(refined.Notes).Id);
        (BenchmarkRun timed, RelionException? error) = await RunLiveAsync(
            Command(here), CancellationToken.None, LockKind.Search);
        Assert.Equal((RunStatus.Failed, "RelionGpuNotUsed"), (timed.Status, error?.ErrorId));
        Assert.Contains("do NOT have support", error!.Message, StringComparison.Ordinal);
        using Process script = StartJob(Command(there), there);
        script.WaitForExit();
        (BenchmarkRun logged, RelionException? jobError) = Read(there);
        Assert.Equal((RunStatus.Failed, "RelionGpuNotUsed"), (logged.Status, jobError?.ErrorId));
        Assert.Equal(refined.Notes, logged.Notes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Ranks_that_each_think_they_are_alone_are_the_same_fault_live_and_in_a_job(int exitCode)
    {
        string body = $"{OneRank}{Whole}exit {exitCode}\n";
        (TemporaryFolder here, TemporaryFolder there) = (Folder(body), Folder(body));
        (BenchmarkRun live, RelionException? error) = await RunLiveAsync(OfRanks(here), CancellationToken.None);
        using Process script = StartJob(OfRanks(there), there);
        script.WaitForExit();
        (BenchmarkRun logged, RelionException? jobError) = Read(there);
        Assert.Equal((RunStatus.Failed, "RelionWrongMpiLauncher"), (live.Status, error?.ErrorId));
        Assert.Equal((RunStatus.Failed, "RelionWrongMpiLauncher"), (logged.Status, jobError?.ErrorId));
    }

    [Theory]
    [MemberData(nameof(WhatAStoppedRunLeft))]
    public async Task Run_that_was_stopped_is_cancelled_whatever_it_left(string left, string body)
    {
        (TemporaryFolder here, TemporaryFolder there) = (Folder(), Folder());
        Gate gate = new(here, "gate"), jobGate = new(there, "gate");
        Write(here, body + gate.Line);
        Write(there, body + jobGate.Line);

        using var stop = new CancellationTokenSource();
        Task<RunResult> running = Task.Run(() => RunLiveAsync(Command(here), stop.Token));
        gate.Reached();
        stop.Cancel();
        (BenchmarkRun live, RelionException? error) = await running;
        Assert.Equal((left, RunStatus.Cancelled, null), (left, live.Status, error));

        using Process script = StartJob(Command(there), there);
        int program = jobGate.Reached();
        // As Slurm does: first all are told.
        NativeMethods.Signal(script.Id, NativeMethods.SigTerm);
        NativeMethods.Signal(program, NativeMethods.SigTerm);
        script.WaitForExit();
        (BenchmarkRun logged, RelionException? jobError) = Read(there);
        Assert.Equal((left, RunStatus.Cancelled, "RelionJobStopped"), (left, logged.Status, jobError!.ErrorId));
    }

    [Fact]
    public void Fault_in_an_earlier_run_of_a_job_is_told_though_the_later_ones_are_whole()
    {
        TemporaryFolder folder = Folder($"[ -e second ] || {InvalidOption}: > second\n{Whole}");
        using Process script = StartJob(Command(folder), folder, repeat: 2);
        script.WaitForExit();
        BenchmarkOutcome outcome = Outcome(folder);
        Assert.Equal([RunStatus.Failed, RunStatus.Completed], outcome.Result.Runs.Select(run => run.Status));
        Assert.Equal("RelionInvalidArgument", outcome.Error!.ErrorId);
    }

    private static RefineCommand Command(TemporaryFolder folder) => TestCommand.Threads(
        folder.Path, "./relion_refine", "--i", "particles.star", "--iter", "3", "--o", "Results/run");

    private static RefineCommand OfRanks(TemporaryFolder folder) => TestCommand.Mpi(
        folder.Path, [folder.Combine("bin", "launcher"), "-n", "3"], 3,
        "./relion_refine", "--i", "particles.star", "--iter", "3", "--o", "Results/run");

    private static async Task<RunResult> RunLiveAsync(
        RefineCommand command, CancellationToken cancellationToken, LockKind kind = LockKind.Refine)
    {
        using RunSession session = await RunSession.PrepareAsync(
            command, new RunSetup(kind), new SilentReporter(), cancellationToken);
        Assert.Null(session.Refused);
        return await session.RunAsync(RunTurn.Only, cancellationToken);
    }

    private static Process StartJob(RefineCommand command, TemporaryFolder folder, int repeat = 1)
    {
        JobDraft draft = JobDraft.Of(command, new JobOptions(), folder.Combine("job"), repeat).Write();
        var start = new ProcessStartInfo("bash", [draft.Manifest.ScriptPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{folder.Combine("bin")}:/usr/bin:/bin";
        start.Environment["SLURM_JOB_ID"] = "7";
        start.Environment["SLURM_JOB_NODELIST"] = "n1";
        return Process.Start(start)!;
    }

    private static (BenchmarkRun Run, RelionException? Error) Read(TemporaryFolder folder)
    {
        BenchmarkOutcome outcome = Outcome(folder);
        return (Assert.Single(outcome.Result.Runs), outcome.Error);
    }

    private static BenchmarkOutcome Outcome(TemporaryFolder folder)
    {
        string path = folder.Combine("job");
        JobManifest manifest = JobManifest.Read(path);
        return JobResult.Read(
            new RelionJob
            {
                Id = 7,
                Name = manifest.Name,
                State = JobRecord.Read(path)!.State(manifest),
                Path = path,
                ScriptPath = manifest.ScriptPath,
                Runs = manifest.Runs,
                OutputRoot = folder.Combine("Results", "run"),
                SubmittedUtc = manifest.SubmittedUtc,
            },
            manifest);
    }

    private TemporaryFolder Folder(string body = "")
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        TinyInput.Write(folder, "particles.star", "reference.mrc");
        TestProgram.Write(folder, "bin/scontrol", "#!/bin/sh\necho n1\n");
        TestProgram.Write(folder, "bin/launcher", """
            #!/bin/sh
            while [ "${1##*/}" != relion_refine ]; do shift; done
            exec "$@"
            """);
        Write(folder, body);
        return folder;
    }

    private static void Write(TemporaryFolder folder, string body) => TestProgram.Write(folder, "relion_refine", $"""
        #!/bin/bash
        case "$1" in --version|--help) exit;; esac
        {body}

        """);
}
