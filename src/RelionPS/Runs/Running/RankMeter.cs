using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;

namespace RelionPS.Runs.Running;

/// <summary>Adds up the samples of one process.</summary>
internal sealed class RankMeter
{
    private readonly ProcessCounters _first;
    private readonly Dictionary<int, (double First, double Last)> _runWaits = [];
    private readonly MpiWaits? _waits;
    private readonly bool _isWhole;
    private ProcessCounters _last;
    private double _blocked, _sleep, _stopped, _runnable, _firstRunnable;
    private int _threads;
    private long? _swap;
    private bool _hasRunWaits = true;

    /// <param name="first">The first look at it.</param>
    /// <param name="isWhole">True where all it took before counts too: it was started under the meter's eyes.</param>
    /// <param name="waits">Looks where it is in its program; null for none.</param>
    public RankMeter(ProcessCounters first, bool isWhole, MpiWaits? waits)
    {
        (_first, _last, _isWhole, _waits) = (first, first, isWhole, waits);
        Take(first, 0);
    }

    /// <summary>True where the look is at another process of the same number.</summary>
    public bool IsOther(ProcessCounters now) => now.StartTicks != _first.StartTicks;

    /// <summary>Takes a look.</summary>
    /// <param name="now">What it shows.</param>
    /// <param name="seconds">Time since the one before, which its states stand for.</param>
    public void Take(ProcessCounters now, double seconds)
    {
        _last = now;
        _waits?.Read();
        _threads = Math.Max(_threads, now.Threads.Count);
        if (now.SwapBytes is { } swap && swap > (_swap ?? -1)) _swap = swap;
        int running = 0, blocked = 0, stopped = 0;
        foreach (ThreadCounters thread in now.Threads)
        {
            if (thread.State == 'R')
            {
                running++;
                if (thread.Id == now.Id) _firstRunnable += seconds;
            }
            else if (thread.State == 'D') blocked++;
            else if (thread.State is 'T' or 't') stopped++;
            if (thread.RunWaitSeconds is not { } wait)
            {
                _hasRunWaits = false;
                continue;
            }
            // A thread that has ended leaves its last count.
            (double first, _) = _runWaits.GetValueOrDefault(thread.Id, (_isWhole ? 0 : wait, wait));
            _runWaits[thread.Id] = (first, wait);
        }
        _runnable += seconds * running;
        if (blocked > 0) _blocked += seconds * blocked / (blocked + running);
        else if (stopped > 0 && running == 0) _stopped += seconds;
        else if (running == 0) _sleep += seconds;
    }

    /// <summary>What it comes to.</summary>
    public RankWork Finish()
    {
        _waits?.Dispose();
        return new RankWork
        {
            Rank = _last.Rank ?? _first.Rank,
            ProcessId = _first.Id,
            CpuSeconds = _last.CpuSeconds - (_isWhole ? 0 : _first.CpuSeconds),
            RunWaitSeconds = _hasRunWaits ? _runWaits.Values.Sum(wait => wait.Last - wait.First) : null,
            BlockedSeconds = _blocked,
            SleepSeconds = _sleep,
            StoppedSeconds = _stopped,
            RunnableSeconds = _runnable,
            FirstThreadRunnableSeconds = _firstRunnable,
            ReadBytes = Since(counters => counters.ReadBytes),
            WriteBytes = Since(counters => counters.WriteBytes),
            ReadCharacters = Since(counters => counters.ReadCharacters),
            MajorFaults = _last.MajorFaults - (_isWhole ? 0 : _first.MajorFaults),
            SwapBytes = _swap,
            AllowedCpus = _last.AllowedCpus is { } cpus ? CpuList.Format(cpus) : null,
            Threads = _threads,
            MpiShare = _waits?.Share,
        };
    }

    private long? Since(Func<ProcessCounters, long?> counter) =>
        counter(_last) - (_isWhole ? 0 : counter(_first) ?? 0);
}
