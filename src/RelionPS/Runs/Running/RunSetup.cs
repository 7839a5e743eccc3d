using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// What the sessions of one purpose have in common: a search varies a session by preparing another command in the same
/// setup.
/// </summary>
/// <param name="Kind">What the output roots are locked for.</param>
internal sealed record RunSetup(LockKind Kind)
{
    /// <summary>Full path of the folder for records and output; null is the folder of <c>--o</c>.</summary>
    public string? RecordFolder { get; init; }

    /// <summary>True where a benchmark may write over results that no benchmark left.</summary>
    public bool IsForced { get; init; }

    /// <summary>
    /// Locks that the caller holds, or is to hold for longer than the session; where null, the session takes its own
    /// and gives it back.
    /// </summary>
    public RootLocks? Locks { get; init; }

    /// <summary>
    /// Longest time that a run may show no sign of work before it is ended; null only warns of one that stands.
    /// </summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>What is known of programs by now.</summary>
    public KnownPrograms Programs { get; init; } = new();

    /// <summary>The folder that stands for <c>/</c> where the machine's counters are read.</summary>
    public string Root { get; init; } = "/";

    /// <summary>What the runs are for, in the names of their records.</summary>
    public string Label => Kind == LockKind.Refine ? RunFileNames.Refine : RunFileNames.Benchmark;
}
