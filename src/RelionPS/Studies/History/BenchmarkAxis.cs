namespace RelionPS;

/// <summary>What may differ between a benchmark and those that it is compared with.</summary>
public enum BenchmarkAxis
{
    /// <summary>When it was measured, and nothing else.</summary>
    Time,

    /// <summary>The program.</summary>
    Program,

    /// <summary>The node.</summary>
    Node,

    /// <summary>Ranks, threads, pool, code, allocator, binding, and options that say how to compute.</summary>
    Setting,
}
