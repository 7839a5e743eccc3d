using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>What a search knows of a setting.</summary>
public enum SearchStatus
{
    /// <summary>Its runs came to their end.</summary>
    Completed,

    /// <summary>Runs were ended, since they were slower than the best by more than the margin.</summary>
    StoppedEarly,

    /// <summary>A run failed.</summary>
    Failed,

    /// <summary>It was not tried: the placement rules or the memory model refuse it.</summary>
    Pruned,

    /// <summary>Nothing is known yet.</summary>
    NotRun,
}

/// <summary>One timed run of a search.</summary>
/// <param name="Rung">0 is the warm-up, then each rung's runs are longer.</param>
/// <param name="Round">From 1; in each, all settings that are left run once.</param>
/// <param name="Iterations">Iterations of the run.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Seconds">Wall time of the program; of a run that was ended, up to then.</param>
/// <param name="RecordPath">The run's record; null where there is none.</param>
public sealed record SearchRun(
    int Rung, int Round, int Iterations, SearchStatus Status, double Seconds, string? RecordPath)
{
    /// <summary>Particles of the run; null where runs differ by iterations.</summary>
    public int? Particles { get; init; }

    /// <summary>The nodes that it ran on, with commas between them; null where one runs at a time.</summary>
    public string? Nodes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Iterations} iterations: {Quantity.Seconds(Seconds)} s, {Status}";
}

/// <summary>One setting of a search: what it is, how it did, and why it went no further.</summary>
public sealed record SearchTrial
{
    /// <summary>Number of the setting; 0 is the plan that the search started from.</summary>
    public required int Candidate { get; init; }

    /// <summary>
    /// Place in the search, 1 is the best: those that came further first, then by time. Null where it never ran.
    /// </summary>
    public int? Rank { get; init; }

    /// <summary>The setting in a few words.</summary>
    public required string Setting { get; init; }

    /// <summary>The code of its expectation step: on CPUs, or on GPUs; null where no command can be built.</summary>
    public Acceleration? Acceleration => Command?.Acceleration;

    /// <summary>How it ended.</summary>
    public required SearchStatus Status { get; init; }

    /// <summary>The last rung that it ran in; null where it never ran.</summary>
    public int? Rung { get; init; }

    /// <summary>
    /// Median wall time in that rung, in seconds; of trials that ran side by side as at the mean of their places.
    /// </summary>
    public double? Seconds { get; init; }

    /// <summary>
    /// That time over the best of all that ran in the same rung, in the rounds that both ran in; 1 is the best of them.
    /// </summary>
    public double? Ratio { get; init; }

    /// <summary>Why it was pruned, ended, failed or went no further; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>All its runs, in order.</summary>
    public IReadOnlyList<SearchRun> Runs { get; init => field = Indexable.List(value); } = [];

    /// <summary>The command; null where none can be built.</summary>
    public RefineCommand? Command { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Setting}: {Status}";
}
