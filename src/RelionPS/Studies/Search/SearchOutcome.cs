namespace RelionPS.Studies.Search;

/// <summary>What a search did.</summary>
/// <param name="Trials">All runs, in order.</param>
/// <param name="Resumed">How many of them were known from the journal.</param>
/// <param name="New">How many were run.</param>
/// <param name="IsComplete">False where the time was up.</param>
internal sealed record SearchOutcome(IReadOnlyList<Trial> Trials, int Resumed, int New, bool IsComplete)
{
    /// <summary>The winner; null where the time was up before there was one.</summary>
    public int? Best { get; init; }

    /// <summary>True where the race is through, and no candidate is shown to be slower than another.</summary>
    public bool IsAllAlike { get; init; }

    /// <summary>
    /// Highest probability that something disturbed the best candidate in its only run, for which it was ended; 0 where
    /// none of those that were ended ran only once.
    /// </summary>
    public double DisturbedRisk { get; init; }

    /// <summary>Why candidates went no further.</summary>
    public IReadOnlyDictionary<int, string> Reasons { get; init; } = new Dictionary<int, string>();

    /// <summary>Probability that a single comparison may be wrong with.</summary>
    public required double Tail { get; init; }
}
