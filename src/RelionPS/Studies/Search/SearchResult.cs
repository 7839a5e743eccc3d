namespace RelionPS;

/// <summary>What a search found, and how sure it is.</summary>
public sealed record SearchResult
{
    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The best setting as a command, with the iterations and results of the one that the search started from; its
    /// decisions say <c>measured</c>.
    /// </summary>
    public required RefineCommand Command { get; init; }

    /// <summary>The best setting in a few words.</summary>
    public required string Setting { get; init; }

    /// <summary>The command that the search started from.</summary>
    public required RefineCommand Start { get; init; }

    /// <summary>
    /// Time of the best over that of the start, round by round; below 1 is faster. Null where they did not run in the
    /// same rounds.
    /// </summary>
    public PairedRatio? RatioToStart { get; init; }

    /// <summary>Time of the best over that of the second best; null where there is none.</summary>
    public PairedRatio? RatioToRunnerUp { get; init; }

    /// <summary>What may be concluded, in a sentence.</summary>
    public required string Confidence { get; init; }

    /// <summary>
    /// True where no setting is shown to be slower than another: the differences, if any, are within the noise, and
    /// <c>Command</c> is the plan that the search started from.
    /// </summary>
    public bool IsAllAlike { get; init; }

    /// <summary>Every setting, the best first.</summary>
    public required IReadOnlyList<SearchTrial> Trials { get; init => field = Indexable.List(value); }

    /// <summary>Why settings went no further, and how many; the most frequent first.</summary>
    public IReadOnlyList<SearchReason> Reasons => SearchReason.Of(Trials);

    /// <summary>
    /// The maps of the fastest setting on GPUs against those of the fastest on CPUs, of one more run of each with the
    /// same random seed; null where the search had not both, or they could not be compared.
    /// </summary>
    public ResultComparison? Comparison { get; init; }

    /// <summary>
    /// The times and the verdict of both kinds in a sentence, or why there is no verdict; null for one kind.
    /// </summary>
    public string? Kinds { get; init; }

    /// <summary>Settings in all, those that were pruned included.</summary>
    public int CandidateCount => Trials.Count;

    /// <summary>Settings that were pruned before any run.</summary>
    public int PrunedCount => Trials.Count(trial => trial.Status == SearchStatus.Pruned);

    /// <summary>Wall time of all runs, warm-up and lost ones too, in seconds; of those side by side, of each.</summary>
    public required double CostSeconds { get; init; }

    /// <summary>
    /// The places of trials that ran side by side, with what they differ by; empty where one ran at a time.
    /// </summary>
    public IReadOnlyList<SearchPlace> Places { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// How trials shared the nodes and what to know of it, or why they did not; null where there was one node for them.
    /// </summary>
    public string? SideBySide { get; init; }

    /// <summary>Runs that were taken from the journal of an earlier call.</summary>
    public required int ResumedRuns { get; init; }

    /// <summary>Runs of this call.</summary>
    public required int NewRuns { get; init; }

    /// <summary>False where the time was up before the last run.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The search's journal.</summary>
    public required string JournalPath { get; init; }

    /// <summary>The tuning file that it was saved to; null where it was not.</summary>
    public string? TuningFile { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Setting}: {Confidence}";
}
