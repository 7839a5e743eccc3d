namespace RelionPS.Studies.Search;

/// <summary>How a search spends its time.</summary>
internal sealed record SearchOptions
{
    /// <summary>Iterations of the shortest runs, which all candidates get.</summary>
    public int FirstIterations { get; init; } = 1;

    /// <summary>Iterations of the last runs.</summary>
    public int Iterations { get; init; } = 3;

    /// <summary>Candidates that come to the last runs, beside the plan that the search started from.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Last runs of each finalist, in turn, at most.</summary>
    public int Repeat { get; init; } = 3;

    /// <summary>Probability that the best candidate is ever dropped as beaten, over all looks and others.</summary>
    public double ErrorRate { get; init; } = 0.05;

    /// <summary>Last rounds end where the best of them costs no more than this share above any other.</summary>
    public double Tolerance { get; init; } = 0.03;

    /// <summary>A run that is slower than the best by this share is ended.</summary>
    public double Margin { get; init; } = 0.2;

    /// <summary>Seed of the order in which candidates run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// No run is started after it, and one that runs is ended; null for no limit. A resumed search has it anew.
    /// </summary>
    public TimeSpan? MaxTime { get; init; }
}
