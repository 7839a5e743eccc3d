namespace RelionPS;

/// <summary>One cause of a run's slowness, what it costs, and what to do; or that none was found.</summary>
public sealed record RunFinding
{
    /// <summary>The cause's name, the same in every version; <c>None</c> where nothing was found.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// <c>Fail</c> from a quarter of the time on, <c>Warn</c> below that, <c>Pass</c> where nothing was found,
    /// <c>Unknown</c> where that was not seen which would tell: the processes.
    /// </summary>
    public required FindingStatus Status { get; init; }

    /// <summary>The run, or the process.</summary>
    public required string Subject { get; init; }

    /// <summary>
    /// Seconds of <see cref="Seconds"/> that it takes, by the cause's own formula; 0 where nothing was found. Causes
    /// overlap: the sum of all is no time that can be won.
    /// </summary>
    public double? SecondsLost { get; init; }

    /// <summary>The same as a share of <see cref="Seconds"/>, 0 to 1.</summary>
    public double? Share => SecondsLost is { } lost && Seconds is > 0 and var all ? lost / all : null;

    /// <summary>The time that was looked at, in seconds: that of the watch, or of the whole run.</summary>
    public double? Seconds { get; init; }

    /// <summary>True where a live process was watched, false where a record or RELION's output tells.</summary>
    public required bool IsLive { get; init; }

    /// <summary>What was found, in a sentence.</summary>
    public required string Found { get; init; }

    /// <summary>The numbers, and where they were read.</summary>
    public required string Evidence { get; init; }

    /// <summary>What to do, as a command where there is one; empty where there is nothing to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>Where the rule, or the measure of what it costs, is from.</summary>
    public required string Source { get; init; }

    /// <summary>Causes that could not be looked at, each with the reason.</summary>
    public IReadOnlyList<string> NotJudged { get; init => field = Indexable.List(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Id} {Status}, {Found}";
}
