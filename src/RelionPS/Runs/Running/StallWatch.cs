using System.Diagnostics;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// Watches a run for signs of work. One that shows none for longer than it may is ended; where nobody has set a limit,
/// a warning tells of it and it goes on.
/// </summary>
/// <param name="outputRoot">Full path of the root name.</param>
/// <param name="timeout">Longest time without a sign; null only warns.</param>
/// <param name="reporter">Takes the warning.</param>
internal sealed class StallWatch(string outputRoot, TimeSpan? timeout, IReporter reporter) : IDisposable
{
    /// <summary>A run without a limit is told of after this.</summary>
    private static readonly TimeSpan TimeToWarn = TimeSpan.FromMinutes(30);

    private readonly StallClock _clock = new();
    private readonly CancellationTokenSource _stalled = new();
    private readonly object _gate = new();
    private Task<long>? _look;
    private long _files;
    private int _pieces;
    private long _last = Stopwatch.GetTimestamp();
    private bool _isTold;

    /// <summary>Cancelled where the run has stalled and is to end.</summary>
    public CancellationToken Stalled => _stalled.Token;

    /// <summary>
    /// How long there was no sign, and the state of each process; null where the run has not stalled.
    /// </summary>
    public (TimeSpan Time, string States)? Stall { get; private set; }

    /// <summary>There was output.</summary>
    public void Touch() => Interlocked.Increment(ref _pieces);

    /// <summary>The processes now; called again and again, on one thread at a time.</summary>
    public void Sample(IReadOnlyList<ProcessStat> processes)
    {
        lock (_gate)
        {
            bool hasChanged = Interlocked.Exchange(ref _pieces, 0) > 0 | HaveFilesChanged();
            TimeSpan step = Stopwatch.GetElapsedTime(_last);
            _last = Stopwatch.GetTimestamp();
            _clock.Sample(processes, step, hasChanged);
            TimeSpan quiet = _clock.Quiet;
            if (quiet < (timeout ?? TimeToWarn))
            {
                _isTold = false;
                return;
            }
            if (_isTold) return;
            _isTold = true;
            if (timeout is null)
            {
                reporter.Warning(RunErrors.RunSeemsStalled(outputRoot, RunErrors.Duration(quiet), _clock.States()));
                return;
            }
            Stall = (quiet, _clock.States());
            _stalled.Cancel();
        }
    }

    public void Dispose()
    {
        lock (_gate) _stalled.Dispose();
    }

    /// <summary>
    /// Looked for beside the samples: a hung file server must not hang the one that is to tell of it.
    /// </summary>
    private bool HaveFilesChanged()
    {
        bool hasChanged = false;
        if (_look is { IsCompleted: true })
        {
            long files = _look.IsCompletedSuccessfully ? _look.Result : _files;
            hasChanged = files != _files;
            _files = files;
            _look = null;
        }
        _look ??= Task.Run(Look);
        return hasChanged;
    }

    private long Look()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(outputRoot) ?? "/");
        if (!folder.Exists) return 0;
        var hash = default(HashCode);
        foreach (FileInfo file in folder.EnumerateFiles(Path.GetFileName(outputRoot) + "*"))
        {
            hash.Add(file.Name);
            hash.Add(file.LastWriteTimeUtc);
            hash.Add(file.Length);
        }
        return hash.ToHashCode();
    }
}
