namespace RelionPS.Runs.Results;

/// <summary>
/// Waits for a change in a folder: inotify tells of those of this machine at once. Those of other machines, on a file
/// server, it does not see,
/// and a process that ends changes no file: so a wait ends after the interval at the latest.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private readonly FileSystemWatcher? _watcher;
    private readonly TimeSpan _interval;

    /// <param name="folder">The folder.</param>
    /// <param name="filter">Names to watch, with wildcards.</param>
    /// <param name="interval">Longest wait.</param>
    public FolderWatch(string folder, string filter, TimeSpan interval)
    {
        _interval = interval;
        try
        {
            _watcher = new FileSystemWatcher(folder, filter)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite,
            };
            _watcher.Created += (_, _) => Tell();
            _watcher.Changed += (_, _) => Tell();
            _watcher.Renamed += (_, _) => Tell();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No watches are left, or the file system has none: the interval alone, then.
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    /// <summary>Returns after a change, or after the interval.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _changed.WaitAsync(_interval, cancellationToken);

    public void Dispose()
    {
        _watcher?.Dispose();
        _changed.Dispose();
    }

    /// <summary>Many changes that nobody has waited for yet are one.</summary>
    private void Tell()
    {
        try
        {
            if (_changed.CurrentCount == 0) _changed.Release();
        }
        catch (ObjectDisposedException)
        {
            // A last event on the watcher's thread.
        }
    }
}
