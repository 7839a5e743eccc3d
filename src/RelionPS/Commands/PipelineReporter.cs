using System.Diagnostics;
using System.Management.Automation;
using RelionPS.Core.Processes;

namespace RelionPS.Commands;

/// <summary>Queues messages from any thread; the pipeline's thread takes and shows them.</summary>
internal sealed class PipelineReporter : IReporter
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly Queue<Action<Cmdlet>> _queue = new();
    private readonly object _gate = new();
    private bool _isClosed;
    private long _lastProgress;
    private string _lastActivity = "";

    /// <summary>Messages as they come, until <see cref="Close"/>.</summary>
    public IEnumerable<Action<Cmdlet>> Messages
    {
        get
        {
            while (Take() is { } message) yield return message;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Progress(ProgressReport report)
    {
        lock (_gate)
        {
            bool isSame = report.Activity == _lastActivity;
            if (!report.IsCompleted && isSame && Stopwatch.GetElapsedTime(_lastProgress) < ProgressInterval) return;
            _lastProgress = Stopwatch.GetTimestamp();
            _lastActivity = report.Activity;
        }
        Add(
            cmdlet => cmdlet.WriteProgress(
                new ProgressRecord(1, report.Activity, report.Status.Length == 0 ? " " : report.Status)
                {
                    PercentComplete = report.Percent is { } percent ? (int)Math.Clamp(percent, 0, 100) : -1,
                    SecondsRemaining = report.Remaining is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
                    RecordType = report.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
                }));
    }

    public void Verbose(string message) => Add(cmdlet => cmdlet.WriteVerbose(message));

    public void Debug(string message) => Add(cmdlet => cmdlet.WriteDebug(message));

    public void Warning(string message) => Add(cmdlet => cmdlet.WriteWarning(message));

    private void Add(Action<Cmdlet> message)
    {
        lock (_gate)
        {
            // A late message of a reader thread, after the work has ended, has no one left to see it.
            if (_isClosed) return;
            _queue.Enqueue(message);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The next message, once there is one; null where none comes any more.</summary>
    private Action<Cmdlet>? Take()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_isClosed) Monitor.Wait(_gate);
            return _queue.TryDequeue(out Action<Cmdlet>? message) ? message : null;
        }
    }
}
