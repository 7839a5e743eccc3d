using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>What is said of a run that ended badly, with a stand-in that ends so.</summary>
public sealed class EndCauseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public EndCauseTests() => TinyInput.Write(_folder, "particles.star", "reference.mrc");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("kill -KILL $$", 137, "signal 9 (SIGKILL)", "out-of-memory killer")]
    [InlineData("kill -SEGV $$", 139, "signal 11 (SIGSEGV)", "rlnImageName")]
    [InlineData("kill -ABRT $$", 134, "signal 6 (SIGABRT)", "bad_alloc")]
    [InlineData("kill -ILL $$", 132, "signal 4 (SIGILL)", "built for another processor")]
    [InlineData("kill -BUS $$", 135, "signal 7 (SIGBUS)", "/dev/shm")]
    [InlineData("kill -TERM $$", 143, "Signal 15 (SIGTERM)", "did not come from this session")]
    [InlineData("exit 137", 137, "signal 9 (SIGKILL)", "-RankPerNode")]
    [InlineData(
        "echo \"terminate called after throwing an instance of 'std::bad_alloc'\" >&2; kill -ABRT $$",
        134, "std::bad_alloc", "ulimit -v")]
    [InlineData(
        "echo 'mpirun noticed that process rank 1 with PID 7 on node n exited on signal 9 (Killed).' >&2; exit 1",
        1, "signal 9 (SIGKILL)", "-Pool")]
    [InlineData("echo '=   KILLED BY SIGNAL: 11 (Segmentation fault)' >&2; exit 11", 11, "SIGSEGV", "rlnImageName")]
    // As mpiexec.hydra of MPICH 4.0.2 says it: on standard output, with the signal's number as exit code.
    [InlineData(
        "echo 'YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)'; exit 9",
        9, "signal 9 (SIGKILL)", "-Pool")]
    [InlineData(
        "echo '=   EXIT CODE: 11'; echo 'WITH THE EXIT STRING: Segmentation fault (signal 11)'; echo more; exit 11",
        11, "SIGSEGV", "rlnImageName")]
    [InlineData(
        "echo 'slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.0.' >&2; exit 1",
        1, "want of memory", "-Pool")]
    public void Signal_that_ended_a_run_is_explained(string end, int exitCode, string name, string meaning)
    {
        Invoke(StandIn(end));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        string message = _session.Errors[0].Exception.Message;
        Assert.Contains($"exit code {exitCode}.", message, StringComparison.Ordinal);
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains(meaning, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exit_code_that_no_signal_gave_is_not_explained()
    {
        Invoke(StandIn("exit 9"));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.DoesNotContain("signal", _session.Errors[0].Exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Kill_for_want_of_memory_is_told_with_count_limit_estimate_and_what_was_seen()
    {
        var end = new RunEnd
        {
            ExitCode = 137,
            IsStopped = false,
            Faults = [],
            LastErrorLines = "",
            LogPath = "",
            Last = null,
            Memory = new MemoryAtEnd
            {
                GroupKills = 2,
                MachineKills = 2,
                LimitBytes = 64L << 30,
                EstimatedBytes = 96L << 30,
                PeakBytes = 63L << 30,
            },
        };
        string cause = EndCause.OfExit(end)!;
        Assert.Contains("ended 2 of this control group's processes", cause, StringComparison.Ordinal);
        Assert.Contains("memory limit 64 GiB", cause, StringComparison.Ordinal);
        Assert.Contains("96 GiB", cause, StringComparison.Ordinal);
        Assert.Contains("63 GiB", cause, StringComparison.Ordinal);
        Assert.Contains("-RankPerNode", cause, StringComparison.Ordinal);
        Assert.Contains("control group", cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 0", "RelionOutputIncomplete")]
    [InlineData("exit 1", "RelionRunFailed")]
    public void Folder_that_is_deleted_in_mid_run_is_told_from_a_full_disk_and_the_record_goes_elsewhere(
        string end, string errorId)
    {
        Assert.Empty(Invoke(StandIn("rm -r Class3D; " + end)));
        Assert.Equal([errorId], _session.ErrorIds);
        string message = _session.Errors[0].Exception.Message;
        Assert.Contains("is not there any more", message, StringComparison.Ordinal);
        Assert.DoesNotContain("disk", message, StringComparison.Ordinal);
        string record = Assert.Single(Directory.GetFiles(_folder.Path, "run_refine_*.json"));
        Assert.Equal(errorId, RunRecord.FromJson(File.ReadAllText(record)).Run.ErrorId);
        Assert.Contains(_session.Warnings, text => text.Contains(record, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder.Combine("Class3D")));
    }

    [Fact]
    public void Folder_that_is_deleted_in_the_first_of_two_runs_ends_the_benchmark_with_a_record()
    {
        _session.Set("command", StandIn("rm -rf Class3D"));
        var result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$command | Measure-RelionBenchmark -Repeat 2")));
        Assert.NotEqual(RunStatus.Completed, result.Status);
        Assert.NotEmpty(_session.ErrorIds);
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
        Assert.NotNull(result.Runs[^1].RecordPath);
    }

    [Fact]
    public void Auto_refinement_that_ends_at_its_iteration_limit_is_no_fault()
    {
        // The captured run converged after iteration 10; without its final files it is one that did not.
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in --version) echo 'RELION version: 3.1.3 '; exit;; --help) exit;; esac
            cp {RepositoryPaths.Data("runs", "Refine3D")}/run_it* Refine3D
            """);
        _session.Set("command", TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "particles.star", "--auto_refine", "--split_random_halves",
            "--auto_iter_max", "10", "--o", "Refine3D/run"));
        IReadOnlyList<object?> given = _session.Run("$command | Invoke-RelionRefine");
        Assert.Empty(_session.Errors);
        var run = Assert.IsType<RefineRun>(Assert.Single(given));
        Assert.Equal((RefineRunStatus.Unfinished, 10), (run.Status, run.Iteration));
        string warning = Assert.Single(_session.Warnings);
        Assert.Contains("--auto_iter_max 10", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("disk", warning, StringComparison.Ordinal);
    }

    private RefineCommand StandIn(string end)
    {
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in --version) echo 'RELION version: 3.1.3 '; exit;; --help) exit;; esac
            echo run >> calls
            {end}
            """);
        return TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "particles.star", "--iter", "3", "--o", "Class3D/run");
    }

    private IReadOnlyList<object?> Invoke(RefineCommand command)
    {
        _session.Set("command", command);
        return _session.Run("$command | Invoke-RelionRefine");
    }
}
