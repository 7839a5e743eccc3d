using RelionPS.Benchmarking;
using RelionPS.Errors;
using RelionPS.Processes;

namespace RelionPS.Refine;

/// <summary>The run, null where it left nothing, and the error that ended it where one did.</summary>
internal sealed record RefineOutcome(RefineRun? Run, RelionException? Error);

/// <summary>Runs a command once, as the benchmark does, and reads what it left.</summary>
internal static class RefineRunner
{
    /// <summary>The command to run, with what has to be said of it first.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isContinued">Whether to resume an earlier run.</param>
    /// <param name="isForced">Whether to write over its results.</param>
    /// <exception cref="RelionException"><c>RelionRunBusy</c>, <c>RelionResultsExist</c>, <c>RelionRunNotFound</c>, or one of <see cref="ContinuedCommand.Of"/>.</exception>
    public static (RefineCommand Command, int? ContinuedFrom) Prepare(RefineCommand command, bool isContinued, bool isForced)
    {
        string root = BenchmarkPreflight.OutputRoot(command);
        RefineRun? run = RunReader.Read(root);
        if (run is { Status: RefineRunStatus.Running }) throw new RelionException("RelionRunBusy", run, run.OutputRoot, run.StatusReason);
        if (isContinued)
        {
            return ContinuedCommand.Of(command, run ?? throw new RelionException("RelionRunNotFound", root, root));
        }
        if (run is not null && !isForced) throw new RelionException("RelionResultsExist", run, run.OutputRoot, run.Status, run.StatusReason);
        return (command, null);
    }

    /// <summary>Runs to the end. A failed run and a cancellation are outcomes with a record, not exceptions.</summary>
    public static async Task<RefineOutcome> RunAsync(RefineCommand command, IReporter reporter, CancellationToken cancellationToken)
    {
        var options = new BenchmarkOptions(1, 0, null, BenchmarkFiles.Refine);
        BenchmarkOutcome outcome = await new BenchmarkRunner(command, options, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
        BenchmarkResult result = outcome.Result;
        // Not started: whatever lies there is of an earlier run.
        if (result.ExitCode is null) return new RefineOutcome(null, outcome.Error);
        RefineRun? run = RunReader.Read(result.OutputRoot);
        if (run is not null) run = run with { ExitCode = result.ExitCode, RecordPath = result.RecordPath };
        RelionException? error = outcome.Error;
        if (error is null && result.Status == BenchmarkStatus.Completed && run is not { Status: RefineRunStatus.Completed })
        {
            error = new RelionException("RelionRunUnfinished", run, result.OutputRoot, result.ExitCode, run?.StatusReason ?? "it wrote no iteration");
        }
        return new RefineOutcome(run, error);
    }
}
