using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>What came of a run.</summary>
/// <param name="Run">The run, which was not started where a check failed.</param>
/// <param name="Error">What proves it wrong, or kept it from its start; null for a whole run and for one that was
/// stopped.</param>
internal sealed record RunResult(BenchmarkRun Run, RelionException? Error);

/// <summary>
/// A command made ready: its output root is locked, its files are checked, its programs asked and hashed, once. Then it
/// runs, as often as is wanted; each run leaves a record. All runs write the same root name, as in the guide: the
/// results are the last run's, the records and output files are each run's own.
/// </summary>
internal sealed class RunSession : IDisposable
{
    private readonly RefineCommand _asked;
    private readonly RunSetup _setup;
    private readonly IReporter _reporter;
    private readonly RootLocks _locks;
    private readonly RunRecorder _recorder;
    private readonly DateTime _startedUtc = DateTime.UtcNow;
    private PreparedRun? _prepared;
    private OutputLock? _lock;

    private RunSession(RefineCommand asked, RunSetup setup, IReporter reporter)
    {
        (_asked, _setup, _reporter) = (asked, setup, reporter);
        _locks = setup.Locks ?? new RootLocks();
        _recorder = new RunRecorder(asked, setup, _startedUtc, reporter);
    }

    /// <summary>
    /// The run that did not start, where a check failed or was cancelled; null where the command is ready.
    /// </summary>
    public RunResult? Refused { get; private set; }

    /// <summary>
    /// The command as it runs: another than was asked for where the preset's acceleration was given up.
    /// </summary>
    public RefineCommand Command => _prepared?.Command ?? _asked;

    /// <summary>What the program says of itself.</summary>
    public RelionCapability Capability => _prepared?.Capability ?? RelionCapability.Unknown;

    /// <summary>
    /// Makes a command ready. What is wrong with it is no exception, but a run that is refused, with a record.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="setup">What it is run for.</param>
    /// <param name="reporter">Takes progress and messages, of the runs too.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    public static async Task<RunSession> PrepareAsync(
        RefineCommand command, RunSetup setup, IReporter reporter, CancellationToken cancellationToken)
    {
        var session = new RunSession(command, setup, reporter);
        try
        {
            await session.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RelionException error)
        {
            session.Refused = session._recorder.KeepNotStarted(RunStatus.Failed, error);
        }
        catch (OperationCanceledException)
        {
            session.Refused = session._recorder.KeepNotStarted(RunStatus.Cancelled, null);
        }
        catch
        {
            session.Dispose();
            throw;
        }
        return session;
    }

    /// <summary>
    /// Runs the command once. A failed run and a cancellation are results with a record, not exceptions.
    /// </summary>
    /// <param name="turn">The run's place among those of a schedule.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<RunResult> RunAsync(RunTurn turn, CancellationToken cancellationToken)
    {
        if (Refused is { } refused) return refused;
        RunFileNames files;
        try
        {
            files = _recorder.Reserve(turn);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It was there when the command was made ready, or the run before this one went well.
            return _recorder.KeepWithoutFolder(turn, exception);
        }
        var progress = new RunProgress($"RELION: {_asked.Name}", turn.RunsBefore, turn.Runs, _reporter);
        RunResult result = await new SingleRun(_prepared!, files, progress, _reporter)
        {
            Machine = new(_setup.Root),
            Lock = _lock!,
            StallTimeout = _setup.StallTimeout,
            IsTimed = _setup.Kind != LockKind.Refine,
        }.RunAsync(turn, cancellationToken).ConfigureAwait(false);
        if (turn.IsLast || result.Run.Status != RunStatus.Completed) progress.End();
        IReadOnlyList<BenchmarkWarning> warnings = [.. turn.MachineWarnings, .. result.Run.MachineWarnings];
        return result with { Run = _recorder.Keep(result.Run with { MachineWarnings = warnings }, files) };
    }

    /// <summary>Gives the lock back, where it is the session's own.</summary>
    public void Dispose()
    {
        if (_setup.Locks is null) _locks.Dispose();
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        // First: nothing that is looked at before it is still so when the run begins.
        _lock = await _locks.TakeAsync(_asked, _setup.Kind, _reporter, cancellationToken).ConfigureAwait(false);
        if (_setup is { Kind: LockKind.Benchmark, IsForced: false })
        {
            EarlierResults.RefuseForeign(_asked.OutputRoot, _lock, _setup.RecordFolder);
        }
        PreparedRun prepared = await RunPreflight.CheckAsync(_asked, _setup.Programs, cancellationToken)
            .ConfigureAwait(false);
        string folder = _setup.RecordFolder ?? Path.GetDirectoryName(prepared.OutputRoot)!;
        WritableFolder.Ensure(folder);
        LaunchFiles.Write(prepared.Command);
        foreach (Decision decision in prepared.Command.Decisions.Skip(_asked.Decisions.Count))
        {
            _reporter.Warning(decision.Reason);
        }
        if (prepared.Capability.Version is null)
        {
            _reporter.Debug($"{prepared.ExecutablePath} does not say its version; what it can do is unknown.");
        }
        ProgramFacts executable = await _setup.Programs.FactsAsync(prepared.ExecutablePath, cancellationToken)
            .ConfigureAwait(false);
        ProgramFacts? launcher = prepared.LauncherPath is { } path
            ? await _setup.Programs.FactsAsync(path, cancellationToken).ConfigureAwait(false)
            : null;
        _recorder.Prepared(prepared, folder, executable, launcher);
        _prepared = prepared;
    }
}
