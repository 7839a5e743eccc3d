namespace RelionPS.Nodes.Readers;

/// <summary>What the control groups of a process have counted so far; null where nothing counts it.</summary>
internal sealed record GroupCounters
{
    /// <summary>Periods of the CPU quota in which the group had work (cpu.stat).</summary>
    public long? Periods { get; init; }

    /// <summary>Those in which it used its quota up, and stood till the next.</summary>
    public long? ThrottledPeriods { get; init; }

    /// <summary>
    /// Times that the group was at its memory limit: memory.events high and max, or version 1's memory.failcnt.
    /// </summary>
    public long? LimitHits { get; init; }

    /// <summary>Pages that were read again soon after they had been dropped (memory.stat).</summary>
    public long? Refaults { get; init; }

    /// <summary>Time in which some of its tasks stood for want of memory (memory.pressure, version 2).</summary>
    public double? MemoryStallSeconds { get; init; }

    /// <summary>Time in which some of its tasks stood for reading or writing (io.pressure, version 2).</summary>
    public double? ReadWriteStallSeconds { get; init; }
}
