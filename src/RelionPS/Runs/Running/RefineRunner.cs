using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>The run, null where it left nothing, and the error that ended it where one did.</summary>
internal sealed record RefineOutcome(RefineRun? Run, RelionException? Error);

/// <summary>What is to be run, as decided under the lock of its root.</summary>
/// <param name="Command">The command.</param>
internal sealed record RefineStart(RefineCommand Command)
{
    /// <summary>The iteration that it goes on from; null for a new run.</summary>
    public int? ContinuedFrom { get; init; }

    /// <summary>That iteration's optimiser file.</summary>
    public string? OptimiserPath { get; init; }

    /// <summary>What the user has to know of it before.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A refinement for the science: one session of one run, and what it left read back.</summary>
internal static class RefineRunner
{
    /// <summary>
    /// Puts back what a continuation that was killed has written over and not gone beyond. Only for who holds the lock
    /// of the root.
    /// </summary>
    /// <returns>The iteration that was put back; null where none was.</returns>
    /// <exception cref="RelionException"><c>RelionRunBusy</c> or <c>RelionIterationNotRestored</c>.</exception>
    public static int? Recover(string root)
    {
        RunLock.RefuseProcesses(root);
        return new SavedIteration(root).Settle(RunReader.Read(root));
    }

    /// <summary>The command to run, with what has to be said of it first.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isContinued">Whether to resume an earlier run.</param>
    /// <param name="isForced">Whether to write over its results.</param>
    /// <remarks>
    /// Nothing that it finds holds for longer than the lock of the root is held, see <see cref="RunLock"/>.
    /// </remarks>
    /// <exception cref="RelionException"><c>RelionRunBusy</c>, <c>RelionResultsExist</c>, <c>RelionRunNotFound</c>, or
    /// one of <see cref="ContinuedCommand.Of"/>.</exception>
    public static RefineStart Decide(RefineCommand command, bool isContinued, bool isForced)
    {
        string root = command.OutputRoot;
        RefineRun? run = RunReader.Read(root);
        RunLock.RefuseProcesses(root);
        if (isContinued)
        {
            if (run is null) throw RunErrors.RunNotFound(root);
            (RefineCommand continued, int from) = ContinuedCommand.Of(command, run);
            return new RefineStart(continued)
            {
                ContinuedFrom = from,
                OptimiserPath = ContinuedCommand.Start(run).OptimiserPath,
                Notes = [.. ContinuedCommand.Notes(command, run)],
            };
        }
        if (!isForced && RelionOutputs.Of(root).FirstOrDefault() is { } file)
        {
            throw RelionOutputs.Exist(root, run, file.Name);
        }
        return new RefineStart(command);
    }

    /// <summary>Runs to the end. A failed run and a cancellation are outcomes with a record, not exceptions.</summary>
    /// <param name="start">What was decided.</param>
    /// <param name="locks">Holds the lock of its output root.</param>
    /// <param name="stallTimeout">Longest time without a sign of work; null lets it stand.</param>
    /// <param name="reporter">Takes progress and messages.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<RefineOutcome> RunAsync(
        RefineStart start,
        RootLocks locks,
        TimeSpan? stallTimeout,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        var setup = new RunSetup(LockKind.Refine) { Locks = locks, StallTimeout = stallTimeout };
        using RunSession session = await RunSession.PrepareAsync(start.Command, setup, reporter, cancellationToken)
            .ConfigureAwait(false);
        var saved = new SavedIteration(start.Command.OutputRoot);
        if (session.Refused is null)
        {
            if (start.OptimiserPath is { } optimiser) saved.Take(optimiser);
            else saved.Discard();
        }
        (BenchmarkRun ended, RelionException? error) = await session.RunAsync(RunTurn.Only, cancellationToken)
            .ConfigureAwait(false);
        if (start.OptimiserPath is not null && saved.Settle(RunReader.Read(start.Command.OutputRoot)) is { } restored)
        {
            reporter.Warning(RunningErrors.IterationRestored(restored));
        }
        // Not started: whatever lies there is of an earlier run.
        if (ended.ExitCode is null) return new RefineOutcome(null, error);
        string root = session.Command.OutputRoot;
        RefineRun? run = RunReader.Read(root);
        if (run is not null) run = run with { ExitCode = ended.ExitCode, RecordPath = ended.RecordPath };
        if (ended.Status == RunStatus.Completed && run is not { Status: RefineRunStatus.Completed })
        {
            if (run is { Status: RefineRunStatus.Unfinished } && EndOf(session.Command, run) is { } option)
            {
                reporter.Warning(RunningErrors.EndedAtIterationLimit(root, run.Iteration, option));
                return new RefineOutcome(run, null);
            }
            string reason = run?.StatusReason ?? "it wrote no iteration";
            string cause = EndCause.OfMissingResults(Path.GetDirectoryName(root) ?? "/");
            error = RunningErrors.RunUnfinished(run, root, ended.ExitCode, reason, cause);
        }
        return new RefineOutcome(run, error);
    }

    /// <summary>The option by which a run was to end though it has not come to its own end; null for none.</summary>
    private static string? EndOf(RefineCommand command, RefineRun run) =>
        new[] { OptionTable.AutoIterations, OptionTable.AbortAtResolution }
            .Where(flag => ArgumentReader.ValueOf(command.Arguments, flag) is { } text
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double limit)
                && (flag == OptionTable.AutoIterations ? run.Iteration >= limit : run.Resolution < limit))
            .Select(flag => $"{flag} {ArgumentReader.ValueOf(command.Arguments, flag)}")
            .FirstOrDefault();
}
