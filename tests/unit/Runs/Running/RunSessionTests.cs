using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Studies.Search;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>A session made ready once and run several times, with a stand-in that says when it is asked.</summary>
public sealed class RunSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunSessionTests() => TinyInput.Write(_folder, "particles.star", "reference.mrc");

    private string Root => _folder.Combine("Results", "run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_is_made_ready_once_and_runs_as_often_as_is_wanted_each_time_with_a_record()
    {
        using RunSession session = await PrepareAsync(LockKind.Benchmark);
        Assert.Null(session.Refused);
        Assert.Equal(["--version", "--help"], File.ReadLines(_folder.Combine("asked")));
        var records = new List<string>();
        for (int run = 1; run <= 3; run++)
        {
            var turn = new RunTurn(run, IsWarmup: false, run - 1, 3);
            RunResult result = await session.RunAsync(turn, CancellationToken.None);
            Assert.Equal((RunStatus.Completed, null), (result.Run.Status, result.Error));
            records.Add(Path.GetFileName(result.Run.RecordPath!));
        }
        Assert.Equal(3, File.ReadLines(_folder.Combine("calls")).Count());
        Assert.Equal(["--version", "--help"], File.ReadLines(_folder.Combine("asked")));
        string begin = Assert.Single(records.Select(name => name[..^"01.json".Length]).Distinct());
        Assert.Equal(["01.json", "02.json", "03.json"], records.Select(name => name[begin.Length..]));
    }

    [Fact]
    public async Task Lock_is_held_from_the_checks_to_the_end_and_given_back_then()
    {
        RunSession session = await PrepareAsync(LockKind.Refine);
        Assert.False(IsFree());
        await session.RunAsync(RunTurn.Only, CancellationToken.None);
        Assert.False(IsFree());
        session.Dispose();
        AssertFree();
    }

    [Fact]
    public async Task Lock_that_the_caller_holds_is_used_and_left_to_the_caller()
    {
        using var locks = new RootLocks();
        await locks.TakeAsync(StandIn(), LockKind.Refine, new SilentReporter(), CancellationToken.None);
        using (RunSession session = await PrepareAsync(LockKind.Refine, locks))
        {
            Assert.Null((await session.RunAsync(RunTurn.Only, CancellationToken.None)).Error);
        }
        Assert.False(IsFree());
        locks.Dispose();
        AssertFree();
    }

    [Fact]
    public async Task Command_that_is_refused_has_one_record_and_starts_nothing_however_often_it_is_run()
    {
        File.Delete(_folder.Combine("particles.star"));
        using (RunSession session = await PrepareAsync(LockKind.Refine))
        {
            Assert.Equal("RelionInputNotFound", session.Refused!.Error!.ErrorId);
            for (int run = 0; run < 2; run++)
            {
                RunResult result = await session.RunAsync(RunTurn.Only, CancellationToken.None);
                Assert.Equal(("RelionInputNotFound", null), (result.Error!.ErrorId, result.Run.ExitCode));
                Assert.Equal(RunStatus.Failed, result.Run.Status);
            }
        }
        AssertFree();
        string[] left = [.. Directory.EnumerateFiles(_folder.Combine("Results"), "run_*").Select(Path.GetFileName)!];
        Assert.Matches(@"^run_refine_\d{8}T\d{9}Z_r01\.json$", Assert.Single(left));
        Assert.False(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public async Task Checks_that_are_stopped_leave_a_cancelled_run_and_no_lock()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        using (RunSession session = await RunSession.PrepareAsync(
            StandIn(), new RunSetup(LockKind.Refine), new SilentReporter(), stopped.Token))
        {
            RunResult refused = session.Refused!;
            Assert.Equal((RunStatus.Cancelled, null, null), (refused.Run.Status, refused.Error, refused.Run.ExitCode));
            Assert.Equal(RunStatus.Cancelled, RunRecord.FromJson(File.ReadAllText(refused.Run.RecordPath!)).Status);
        }
        AssertFree();
    }

    private Task<RunSession> PrepareAsync(LockKind kind, RootLocks? locks = null) => RunSession.PrepareAsync(
        StandIn(), new RunSetup(kind) { Locks = locks }, new SilentReporter(), CancellationToken.None);

    /// <summary>A program that another test started meanwhile may have the lock's file for a moment.</summary>
    private void AssertFree() => Assert.True(SpinWait.SpinUntil(IsFree, TimeSpan.FromSeconds(30)));

    private bool IsFree()
    {
        using OutputLock? held = OutputLock.TryTake(Root, LockOwner.Here(LockKind.Refine), out _);
        return held is not null;
    }

    /// <summary>Says no version, so that what it said is known to the session alone.</summary>
    private RefineCommand StandIn()
    {
        TestProgram.Write(_folder, "relion_refine", $$"""
            #!/bin/sh
            case "$1" in --version|--help) echo "$1" >> {{_folder.Combine("asked")}}; exit;; esac
            echo run >> calls
            for i in 000 001; do
              echo "_rlnModelStarFile Results/run_it${i}_model.star" > Results/run_it${i}_optimiser.star
              echo data_ > Results/run_it${i}_model.star
            done
            """);
        return TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "particles.star", "--iter", "1", "--o", "Results/run");
    }
}
