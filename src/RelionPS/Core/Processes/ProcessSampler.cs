using System.Diagnostics;

namespace RelionPS.Core.Processes;

/// <summary>
/// CPU time and peak memory of a process tree, from samples of /proc. Ranks on other nodes are not seen.
/// <para>Memory: the largest sum of resident memory over the tree, at least the largest high-water mark (VmHWM) of any
/// one process. Pages that
/// processes share are counted in each; a peak between two samples is seen only as far as one process' own mark tells
/// it. Marks are read between the samples, too: a process takes its own with it when it ends.</para>
/// <para>CPU: a sample's sum of own time and time of waited-for children is exact for every process that is alive, or
/// whose parent waited for it.
/// What came after the last sample is taken from the session's count of ended children, which is exact unless another
/// program of the same
/// session ended in that last interval; then the error is at most that interval times the machine's CPUs. Time of a
/// process whose parent ended
/// without waiting for it is lost where it ends between two samples.</para>
/// </summary>
internal sealed class ProcessSampler : IDisposable
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A run that has lasted this long is sampled within the budget below; a shorter one is sampled densely.
    /// </summary>
    private static readonly TimeSpan DenseTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// An interval is at least this many times a sample's cost: under half a percent of one core on any machine.
    /// </summary>
    private const int CostFactor = 250;

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _endedChildrenBefore = NativeMethods.TimeOfEndedChildren();
    private readonly byte[] _buffer = new byte[4096];
    private readonly ManualResetEventSlim _end = new();
    private readonly ProcessTree _tree;
    private readonly Action<IReadOnlyList<ProcessStat>>? _onSample;
    private readonly Thread _thread;
    private TimeSpan _cpu;
    private readonly Dictionary<int, ProcessPeak> _peaks = [];
    private long _lastFullSample = Stopwatch.GetTimestamp();
    private int[] _members = [];

    /// <param name="tree">What is sampled.</param>
    /// <param name="onSample">Takes each sample; null for none.</param>
    public ProcessSampler(ProcessTree tree, Action<IReadOnlyList<ProcessStat>>? onSample = null)
    {
        (_tree, _onSample) = (tree, onSample);
        _thread = new Thread(Run) { IsBackground = true, Name = "RelionPS process sampler" };
    }

    /// <summary>Largest memory seen, in bytes.</summary>
    public long PeakMemoryBytes { get; private set; }

    /// <summary>
    /// Peak memory of each process that was seen, in the order they were; to be read after <see cref="Dispose"/>.
    /// </summary>
    public IReadOnlyList<ProcessPeak> Peaks => [.. _peaks.Values];

    /// <summary>Samples on a thread of its own, so that a busy thread pool delays none.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends the sampling; returns when no sample is under way.</summary>
    public void Dispose()
    {
        _end.Set();
        if (_thread.IsAlive) _thread.Join();
    }

    /// <summary>All CPU time, once the tree has ended and its root was waited for.</summary>
    public TimeSpan FinishCpuTime()
    {
        TimeSpan waited = NativeMethods.TimeOfEndedChildren() - _endedChildrenBefore;
        TimeSpan most = _cpu + (Stopwatch.GetElapsedTime(_lastFullSample) * Environment.ProcessorCount);
        return waited < _cpu ? _cpu : waited > most ? most : waited;
    }

    /// <summary>
    /// Dense at first, so that a short run is measured; then a second or more, so that a long one costs nothing.
    /// </summary>
    internal static TimeSpan NextInterval(TimeSpan elapsed, TimeSpan cost)
    {
        TimeSpan interval = elapsed / 10;
        if (interval < FirstInterval) interval = FirstInterval;
        if (interval > LastInterval) interval = LastInterval;
        TimeSpan budget = cost * CostFactor;
        return elapsed > DenseTime && budget > interval ? budget : interval;
    }

    /// <summary>
    /// What is read between two samples costs little, so it stays dense, under half a percent of a core as well.
    /// </summary>
    internal static TimeSpan NextMarks(TimeSpan cost)
    {
        TimeSpan budget = cost * CostFactor;
        return budget > FirstInterval ? budget : FirstInterval;
    }

    private void Run()
    {
        bool isEnded;
        do
        {
            long before = Stopwatch.GetTimestamp();
            try
            {
                Sample();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A /proc that can't be listed right now costs a sample, never the session.
            }
            isEnded = WaitReadingMarks(
                NextInterval(Stopwatch.GetElapsedTime(_started), Stopwatch.GetElapsedTime(before)));
        }
        while (!isEnded);
    }

    /// <summary>True where the sampling was ended meanwhile.</summary>
    private bool WaitReadingMarks(TimeSpan interval)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan next = FirstInterval;
        while (interval - Stopwatch.GetElapsedTime(started) is { } left && left > next)
        {
            if (_end.Wait(next)) return true;
            long before = Stopwatch.GetTimestamp();
            long highest = 0;
            foreach (int processId in _members) highest = Math.Max(highest, ReadMark(processId));
            PeakMemoryBytes = Math.Max(PeakMemoryBytes, highest);
            next = NextMarks(Stopwatch.GetElapsedTime(before));
        }
        TimeSpan rest = interval - Stopwatch.GetElapsedTime(started);
        return _end.Wait(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
    }

    private void Sample()
    {
        List<ProcessStat> members = _tree.Members();
        _members = [.. members.Select(process => process.Id)];
        _onSample?.Invoke(members);
        long ticks = 0, resident = 0, highest = 0;
        foreach (ProcessStat process in members)
        {
            ticks += process.OwnTicks + process.WaitedChildrenTicks;
            resident += process.ResidentBytes;
            highest = Math.Max(highest, ReadMark(process.Id));
        }
        TimeSpan cpu = TimeSpan.FromSeconds((double)ticks / NativeMethods.ClockTicksPerSecond);
        PeakMemoryBytes = Math.Max(PeakMemoryBytes, Math.Max(resident, highest));

        // A sample in the middle of an end sees less than the one before it, and tells nothing about the time since.
        if (cpu < _cpu) return;
        _cpu = cpu;
        _lastFullSample = Stopwatch.GetTimestamp();
    }

    /// <summary>The largest resident memory of a process so far; 0 where it has ended.</summary>
    private long ReadMark(int processId)
    {
        if (ProcessStatus.Read(processId, _buffer) is not { } status) return 0;
        Keep(processId, status);
        return status.PeakBytes;
    }

    /// <summary>A started program has a name and a mark of its own: what its process was before is forgotten.</summary>
    private void Keep(int processId, (string Name, long PeakBytes) status)
    {
        bool isSame = _peaks.TryGetValue(processId, out ProcessPeak? before) && before.Name == status.Name;
        _peaks[processId] = isSame
            ? before! with { PeakBytes = Math.Max(before.PeakBytes, status.PeakBytes) }
            : new ProcessPeak(processId, status.Name, ProcessStatus.Rank(processId), status.PeakBytes);
    }
}
