using RelionPS.Core.Processes;

namespace RelionPS.Runs.Locks;

/// <summary>
/// Locks of output roots that are held together: of commands that run in turn, two of one root share its lock.
/// </summary>
internal sealed class RootLocks : IDisposable
{
    private readonly Dictionary<string, OutputLock> _locks = new(StringComparer.Ordinal);

    /// <inheritdoc cref="RunLock.TakeAsync"/>
    public async Task<OutputLock> TakeAsync(
        RefineCommand command, LockKind kind, IReporter reporter, CancellationToken cancellationToken)
    {
        if (_locks.TryGetValue(OutputLock.PathOf(command.OutputRoot), out OutputLock? shared))
        {
            RootCheck.Check(command);
            return shared;
        }
        OutputLock held = await RunLock.TakeAsync(command, kind, reporter, cancellationToken).ConfigureAwait(false);
        _locks.Add(held.Path, held);
        return held;
    }

    public void Dispose()
    {
        foreach (OutputLock held in _locks.Values) held.Dispose();
    }
}
