using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RelionPS.Core.Processes;

/// <summary>
/// Work that is under way: where this session is told to end meanwhile (a batch system's SIGTERM, a lost terminal's
/// SIGHUP, an orderly exit), the work is told to stop, and the session's end waits until it has: its programs are gone
/// and its record is written. Then the signal does what it always did.
/// </summary>
/// <remarks>From .NET 10 on the runtime itself does nothing on SIGTERM, so an orderly exit alone is not enough.
/// </remarks>
internal sealed class SessionEnd : IDisposable
{
    /// <summary>
    /// How long a session's end waits for its work: programs get their time of grace, and a batch system kills half a
    /// minute after its first signal.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>How long a signal may take to end the session when nothing holds it up any more.</summary>
    private static readonly TimeSpan SignalLimit = TimeSpan.FromSeconds(2);

    private static readonly (PosixSignal Signal, string Reason)[] Signals =
    [
        (PosixSignal.SIGTERM, "SIGTERM told the session to end"),
        (PosixSignal.SIGHUP, "SIGHUP: the session's terminal was closed, or its connection was lost"),
        (PosixSignal.SIGQUIT, "SIGQUIT told the session to end"),
    ];

    private static readonly object Gate = new();
    private static readonly List<SessionEnd> UnderWay = [];
    private static PosixSignalRegistration[] _registrations = [];
    private static string? _reason;
    private static int _ends;

    private readonly Action _stop;

    /// <summary>The work begins. Where the session is ending by now, it is told to stop at once.</summary>
    /// <param name="stop">Tells the work to stop; returns without waiting for it.</param>
    public SessionEnd(Action stop)
    {
        _stop = stop;
        bool isEnding;
        lock (Gate)
        {
            if (_registrations.Length == 0)
            {
                _registrations =
                [
                    .. Signals.Select(one => PosixSignalRegistration.Create(one.Signal, _ => End(one.Reason))),
                ];
                AppDomain.CurrentDomain.ProcessExit += OnExit;
            }
            UnderWay.Add(this);
            isEnding = _reason is not null;
        }
        if (isEnding) stop();
    }

    /// <summary>Why the session ends, in a sentence without its full stop; null while it does not.</summary>
    public static string? Reason
    {
        get { lock (Gate) return _reason; }
    }

    /// <summary>
    /// Where the session ends, waits until it has: what follows in a script must not begin. Returns where someone else
    /// has kept the signal from ending it.
    /// </summary>
    public static void WaitWhereEnding()
    {
        lock (Gate)
        {
            if (_reason is null) return;
            long started = Stopwatch.GetTimestamp();
            while (SignalLimit - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left) Monitor.Wait(Gate, left);
        }
    }

    /// <summary>The work has ended.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (!UnderWay.Remove(this)) return;
            Monitor.PulseAll(Gate);
            // A signal that is being answered needs them still.
            if (UnderWay.Count > 0 || _reason is not null) return;
            foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
            _registrations = [];
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
        }
    }

    private static void OnExit(object? sender, EventArgs arguments) => End("the session ended");

    private static void End(string reason)
    {
        SessionEnd[] told;
        lock (Gate)
        {
            _reason ??= reason;
            _ends++;
            told = [.. UnderWay];
        }
        foreach (SessionEnd work in told)
        {
            try
            {
                work._stop();
            }
            catch (Exception exception) when (exception is ObjectDisposedException or AggregateException)
            {
                // It ended by itself meanwhile, or one of its parts did.
            }
        }
        long started = Stopwatch.GetTimestamp();
        lock (Gate)
        {
            while (UnderWay.Count > 0 && Limit - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
            {
                Monitor.Wait(Gate, left);
            }
            // The session may live on, where another handler has cancelled the signal.
            if (--_ends == 0) _reason = null;
        }
    }
}
