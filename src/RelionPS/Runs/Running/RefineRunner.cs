using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>The run, null where it left nothing, and the error that ended it where one did.</summary>
internal sealed record RefineOutcome(RefineRun? Run, RelionException? Error);

/// <summary>A refinement for the science: one session of one run, and what it left read back.</summary>
internal static class RefineRunner
{
    /// <summary>The command to run, with what has to be said of it first.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isContinued">Whether to resume an earlier run.</param>
    /// <param name="isForced">Whether to write over its results.</param>
    /// <remarks>
    /// Nothing that it finds holds for longer than the lock of the root is held, see <see cref="RunLock"/>.
    /// </remarks>
    /// <exception cref="RelionException"><c>RelionRunBusy</c>, <c>RelionResultsExist</c>, <c>RelionRunNotFound</c>, or
    /// one of <see cref="ContinuedCommand.Of"/>.</exception>
    public static (RefineCommand Command, int? ContinuedFrom) Decide(
        RefineCommand command, bool isContinued, bool isForced)
    {
        string root = command.OutputRoot;
        RefineRun? run = RunReader.Read(root);
        RunLock.RefuseProcesses(root);
        if (isContinued)
        {
            return ContinuedCommand.Of(command, run ?? throw RunErrors.RunNotFound(root));
        }
        if (!isForced && RelionOutputs.Of(root).FirstOrDefault() is { } file)
        {
            throw RelionOutputs.Exist(root, run, file.Name);
        }
        return (command, null);
    }

    /// <summary>Runs to the end. A failed run and a cancellation are outcomes with a record, not exceptions.</summary>
    /// <param name="command">The command.</param>
    /// <param name="locks">Holds the lock of its output root.</param>
    /// <param name="stallTimeout">Longest time without a sign of work; null lets it stand.</param>
    /// <param name="reporter">Takes progress and messages.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<RefineOutcome> RunAsync(
        RefineCommand command,
        RootLocks locks,
        TimeSpan? stallTimeout,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        var setup = new RunSetup(LockKind.Refine) { Locks = locks, StallTimeout = stallTimeout };
        using RunSession session = await RunSession.PrepareAsync(command, setup, reporter, cancellationToken)
            .ConfigureAwait(false);
        (BenchmarkRun ended, RelionException? error) = await session.RunAsync(RunTurn.Only, cancellationToken)
            .ConfigureAwait(false);
        // Not started: whatever lies there is of an earlier run.
        if (ended.ExitCode is null) return new RefineOutcome(null, error);
        string root = session.Command.OutputRoot;
        RefineRun? run = RunReader.Read(root);
        if (run is not null) run = run with { ExitCode = ended.ExitCode, RecordPath = ended.RecordPath };
        if (ended.Status == RunStatus.Completed && run is not { Status: RefineRunStatus.Completed })
        {
            if (run is { Status: RefineRunStatus.Unfinished } && IterationLimit(session.Command) is { } limit
                && run.Iteration >= limit)
            {
                string option = string.Create(CultureInfo.InvariantCulture, $"{OptionTable.AutoIterations} {limit}");
                reporter.Warning(RunningErrors.EndedAtIterationLimit(root, run.Iteration, option));
                return new RefineOutcome(run, null);
            }
            string reason = run?.StatusReason ?? "it wrote no iteration";
            string cause = EndCause.OfMissingResults(Path.GetDirectoryName(root) ?? "/");
            error = RunningErrors.RunUnfinished(run, root, ended.ExitCode, reason, cause);
        }
        return new RefineOutcome(run, error);
    }

    /// <summary>After how many iterations an auto-refinement is to end though it has not converged.</summary>
    private static int? IterationLimit(RefineCommand command) =>
        int.TryParse(
            ArgumentReader.ValueOf(command.Arguments, OptionTable.AutoIterations),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int limit)
            ? limit
            : null;
}
