using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Benchmarks;

/// <summary>The run, null where it left nothing, and the error that ended it where one did.</summary>
internal sealed record RefineOutcome(RefineRun? Run, RelionException? Error);

/// <summary>Runs a command once, as the benchmark does, and reads what it left.</summary>
internal static class RefineRunner
{
    /// <summary>The command to run, with what has to be said of it first.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isContinued">Whether to resume an earlier run.</param>
    /// <param name="isForced">Whether to write over its results.</param>
    /// <remarks>
    /// Nothing that it finds holds for longer than the lock of the root is held, see <see cref="RunLock"/>.
    /// </remarks>
    /// <exception cref="RelionException"><c>RelionRunBusy</c>, <c>RelionResultsExist</c>, <c>RelionRunNotFound</c>, or one of <see cref="ContinuedCommand.Of"/>.</exception>
    public static (RefineCommand Command, int? ContinuedFrom) Prepare(RefineCommand command, bool isContinued, bool isForced)
    {
        string root = command.OutputRoot;
        RefineRun? run = RunReader.Read(root);
        RunLock.RefuseProcesses(root);
        if (isContinued)
        {
            return ContinuedCommand.Of(command, run ?? throw new RelionException("RelionRunNotFound", root, root));
        }
        if (!isForced && RelionOutputs.Of(root).FirstOrDefault() is { } file)
        {
            throw RelionOutputs.Exist(root, run, file.Name);
        }
        return (command, null);
    }

    /// <summary>Runs to the end. A failed run and a cancellation are outcomes with a record, not exceptions.</summary>
    /// <param name="command">The command.</param>
    /// <param name="held">The lock of its output root.</param>
    /// <param name="reporter">Takes progress and messages.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<RefineOutcome> RunAsync(
        RefineCommand command, OutputLock held, IReporter reporter, CancellationToken cancellationToken)
    {
        var options = new BenchmarkOptions(1, 0, null, RunFileNames.Refine);
        var runner = new BenchmarkRunner(command, options, reporter) { Lock = held };
        BenchmarkOutcome outcome = await runner.RunAsync(cancellationToken).ConfigureAwait(false);
        BenchmarkResult result = outcome.Result;
        // Not started: whatever lies there is of an earlier run.
        if (result.ExitCode is null) return new RefineOutcome(null, outcome.Error);
        RefineRun? run = RunReader.Read(result.OutputRoot);
        if (run is not null) run = run with { ExitCode = result.ExitCode, RecordPath = result.RecordPath };
        RelionException? error = outcome.Error;
        if (error is null && result.Status == RunStatus.Completed && run is not { Status: RefineRunStatus.Completed })
        {
            error = new RelionException("RelionRunUnfinished", run, result.OutputRoot, result.ExitCode, run?.StatusReason ?? "it wrote no iteration");
        }
        return new RefineOutcome(run, error);
    }
}
