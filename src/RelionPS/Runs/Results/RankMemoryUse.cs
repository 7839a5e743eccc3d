using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>What one rank of a run took, beside what the model expects of such a run.</summary>
public sealed record RankMemoryUse
{
    /// <summary>Its number; 0 is the leader, or the threads-only program.</summary>
    public required int Rank { get; init; }

    /// <summary>Its process id.</summary>
    public required int ProcessId { get; init; }

    /// <summary>
    /// Largest resident memory of the process with all its threads, in bytes, as of the last sample before it ended.
    /// </summary>
    public required long PeakBytes { get; init; }

    /// <summary>What the rank did; null where the box is not known.</summary>
    public RankKind? Kind { get; init; }

    /// <summary>
    /// What the model expects of it at the largest size that the run's images had, in bytes; null where the box is not
    /// known.
    /// </summary>
    public long? EstimatedBytes { get; init; }

    /// <summary>
    /// The estimate over the measured peak: 1.1 is a tenth too much. Null where there is no estimate.
    /// </summary>
    public double? Ratio => EstimatedBytes is { } estimated ? (double)estimated / PeakBytes : null;

    /// <inheritdoc/>
    public override string ToString() =>
        $"rank {Rank}: {Quantity.Bytes(PeakBytes)}, expected {Quantity.Bytes(EstimatedBytes)}";
}
