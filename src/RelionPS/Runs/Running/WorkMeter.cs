using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Nodes.Readers;

namespace RelionPS.Runs.Running;

/// <summary>
/// Watches the refinement processes of a run on this node, sample by sample, and says what they did with their time.
/// </summary>
/// <param name="files">The machine's files.</param>
/// <param name="isWhole">True for a run that is started now, all of whose time counts; false for one that runs.</param>
internal sealed class WorkMeter(NodeFiles files, bool isWhole)
{
    /// <summary>Counters of groups are many files, and rise by themselves: they need no dense looks.</summary>
    private const double GroupStep = 0.5;

    private readonly Dictionary<int, RankMeter> _ranks = [];
    private readonly List<RankMeter> _ended = [];
    private readonly object _gate = new();
    private readonly EnergyCounters _energy = new(files);
    private MachineSnapshot _before = new();
    private GroupCounters? _groupBefore, _group;
    private double? _nodeStallBefore;
    private double? _quota;
    private long? _limit;
    private double _last, _lastGroup;
    private TimeSpan _ownBefore;
    private int[] _processes = [];
    private int _samples;

    /// <summary>The watch begins at 0 seconds.</summary>
    public void Begin()
    {
        _before = MachineSnapshot.Read(files);
        _nodeStallBefore = NodeStall();
        _ownBefore = OwnTime();
        _energy.Sample();
    }

    /// <summary>A look at the processes; called on one thread at a time.</summary>
    /// <param name="processes">Numbers of those of the refinement program.</param>
    /// <param name="seconds">Since the begin.</param>
    public void Sample(IReadOnlyList<int> processes, double seconds)
    {
        lock (_gate)
        {
            double step = seconds - _last;
            (_last, _processes) = (seconds, [.. processes]);
            _samples++;
            foreach (int id in processes)
            {
                if (ProcessCounters.Read(files, id) is not { } now) continue;
                if (_ranks.TryGetValue(id, out RankMeter? meter) && !meter.IsOther(now)) meter.Take(now, step);
                else Add(id, now);
            }
            if (processes.Count > 0 && (_group is null || seconds - _lastGroup >= GroupStep))
            {
                _lastGroup = seconds;
                LookAtGroup(processes[0]);
                _energy.Sample();
            }
        }
    }

    /// <summary>What they did; null where no process was seen.</summary>
    /// <param name="seconds">How long they were watched.</param>
    public RunWork? Finish(double seconds)
    {
        lock (_gate)
        {
            RankWork[] ranks =
            [
                .. _ended.Concat(_ranks.Values).Select(meter => meter.Finish())
                    .OrderBy(rank => rank.Rank ?? 0).ThenBy(rank => rank.ProcessId),
            ];
            _ranks.Clear();
            _ended.Clear();
            if (!isWhole && _processes.Length > 0 && files.Exists(InvariantText.Of($"/proc/{_processes[0]}")))
            {
                LookAtGroup(_processes[0]);
            }
            if (ranks.Length == 0) return null;
            MachineSnapshot after = MachineSnapshot.Read(files);
            _energy.Sample();
            // What the watch itself takes is nobody else's.
            double own = ranks.Sum(rank => rank.CpuSeconds) + (OwnTime() - _ownBefore).TotalSeconds;
            long? periods = _group?.Periods - _groupBefore?.Periods;
            return new RunWork
            {
                Seconds = seconds,
                Samples = _samples,
                Ranks = ranks,
                CpuCount = after.CpuCount,
                OtherCpuSeconds = Busy(_before, after) is { } busy ? Math.Max(0, busy - own) : null,
                StolenSeconds = Ticks(after.Ticks?.Stolen - _before.Ticks?.Stolen),
                CpuQuota = _quota,
                ThrottledShare = periods switch
                {
                    null => null,
                    0 => 0,
                    { } all => (double)(_group!.ThrottledPeriods - _groupBefore!.ThrottledPeriods ?? 0) / all,
                },
                ThrottleCount = after.ThrottleCount - _before.ThrottleCount,
                MemoryLimitBytes = _limit,
                LimitHits = _group?.LimitHits - _groupBefore?.LimitHits,
                SwapPages = after.SwapPages - _before.SwapPages,
                MemoryStallSeconds = _group?.MemoryStallSeconds - _groupBefore?.MemoryStallSeconds
                    ?? NodeStall() - _nodeStallBefore,
                EnergyJoules = _energy.Joules,
            };
        }
    }

    private void Add(int id, ProcessCounters first)
    {
        if (_ranks.Remove(id, out RankMeter? before)) _ended.Add(before);
        _ranks[id] = new RankMeter(first, isWhole, first.Rank is null ? null : MpiWaits.Open(files, id));
    }

    /// <summary>The groups of the first process: a launcher's ranks are in one.</summary>
    private void LookAtGroup(int id)
    {
        var groups = new ControlGroups(
            files, MountTable.Read(files), id.ToString(CultureInfo.InvariantCulture));
        GroupCounters now = groups.Counters();
        _groupBefore ??= now;
        _group = now;
        _quota = groups.CpuQuota();
        _limit = groups.MemoryLimitBytes(null);
    }

    private TimeSpan OwnTime()
    {
        if (files.Root != "/") return TimeSpan.Zero;
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    private double? NodeStall() => PressureReader.Seconds(files, "/proc/pressure/memory");

    private static double? Busy(MachineSnapshot before, MachineSnapshot after) =>
        before.Ticks is { } from && after.Ticks is { } to
            ? Ticks(to.All - from.All - (to.Idle - from.Idle) - (to.Stolen - from.Stolen))
            : null;

    private static double? Ticks(long? ticks) => ticks / (double)NativeMethods.ClockTicksPerSecond;
}
