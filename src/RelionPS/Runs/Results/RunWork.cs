using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>
/// What the processes of a run did with their time on this node, sampled: over the whole run where the module started
/// it, over the time that it was watched where it runs. Null is not known, never 0.
/// </summary>
public sealed record RunWork
{
    /// <summary>How long they were watched.</summary>
    public required double Seconds { get; init; }

    /// <summary>How often they were looked at.</summary>
    public required int Samples { get; init; }

    /// <summary>Each process of the refinement program, ranks by their numbers.</summary>
    public required IReadOnlyList<RankWork> Ranks { get; init => field = Indexable.List(value); }

    /// <summary>CPUs of the node that are online.</summary>
    public int? CpuCount { get; init; }

    /// <summary>CPU time of other programs than the run, in seconds.</summary>
    public double? OtherCpuSeconds { get; init; }

    /// <summary>CPU time that the hypervisor gave to other machines, in seconds, summed over the CPUs.</summary>
    public double? StolenSeconds { get; init; }

    /// <summary>CPUs' worth of time that the tightest quota of its control groups allows.</summary>
    public double? CpuQuota { get; init; }

    /// <summary>Share, 0 to 1, of the quota's periods in which it was used up.</summary>
    public double? ThrottledShare { get; init; }

    /// <summary>Times that the processors throttled for heat or power.</summary>
    public long? ThrottleCount { get; init; }

    /// <summary>The smallest memory limit of its control groups, in bytes.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Times that the groups were at that limit.</summary>
    public long? LimitHits { get; init; }

    /// <summary>Pages moved to and from swap on the node.</summary>
    public long? SwapPages { get; init; }

    /// <summary>
    /// Time in which tasks stood for want of memory, by the kernel's pressure counters, of its control group or else of
    /// the node.
    /// </summary>
    public double? MemoryStallSeconds { get; init; }

    /// <summary>
    /// Energy of the node's processors and memory, whoever used them, in joules, by RAPL; most nodes let root alone
    /// read it.
    /// </summary>
    public double? EnergyJoules { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.#} s, {Ranks.Count} process(es)");
}

/// <summary>One process of a run.</summary>
public sealed record RankWork
{
    /// <summary>Its number; 0 is the leader, or the threads-only program; null where no launcher set one.</summary>
    public int? Rank { get; init; }

    /// <summary>Its process id.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Time on CPUs, of all its threads, in seconds.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>
    /// Time in which threads could have run and had no CPU, summed over them, in seconds; null where the kernel does
    /// not tell (CONFIG_SCHED_INFO).
    /// </summary>
    public double? RunWaitSeconds { get; init; }

    /// <summary>
    /// Time in which it stood for a disk, a file server or a page, in seconds: in a sample with d threads in an
    /// uninterruptible wait and r that run, the part d / (d + r).
    /// </summary>
    public double BlockedSeconds { get; init; }

    /// <summary>Time in which all its threads slept.</summary>
    public double SleepSeconds { get; init; }

    /// <summary>Time in which it was stopped by a signal or a debugger.</summary>
    public double StoppedSeconds { get; init; }

    /// <summary>Bytes that it had read from devices and file servers.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>Bytes that it gave to be written to them.</summary>
    public long? WriteBytes { get; init; }

    /// <summary>Bytes that it read by calls, from the kernel's cache too.</summary>
    public long? ReadCharacters { get; init; }

    /// <summary>Page faults that had to read.</summary>
    public long MajorFaults { get; init; }

    /// <summary>Most of it that was in swap, in bytes.</summary>
    public long? SwapBytes { get; init; }

    /// <summary>CPUs that it may run on, in the kernel's list: <c>0-15,64-79</c>; null where nothing tells.</summary>
    public string? AllowedCpus { get; init; }

    /// <summary>Most threads seen at once.</summary>
    public int Threads { get; init; }

    /// <summary>Time in which threads could have run, summed over them, sampled, in seconds.</summary>
    public double RunnableSeconds { get; init; }

    /// <summary>The part of it that is the first thread's, which makes all calls of MPI.</summary>
    public double FirstThreadRunnableSeconds { get; init; }

    /// <summary>
    /// Share, 0 to 1, of its first thread's time on a CPU that was in the MPI library: waiting for other ranks, nearly
    /// all of it. Null where it was not sampled.
    /// </summary>
    public double? MpiShare { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"rank {Quantity.Value(Rank)}: {CpuSeconds:0.##} s CPU, {Quantity.Short(RunWaitSeconds)} s without one");
}
