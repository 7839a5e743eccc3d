namespace RelionPS.Studies.Diagnosis;

/// <summary>What a cause says of a run: time lost and why, nothing, or that it can't tell.</summary>
internal sealed record CauseVerdict
{
    /// <summary>It takes nothing.</summary>
    public static readonly CauseVerdict None = new();

    /// <summary>Seconds that it takes; 0 where it takes nothing.</summary>
    public double SecondsLost { get; private init; }

    /// <summary>Why it can't tell; null where it can.</summary>
    public string? Unknown { get; private init; }

    /// <summary>What was found.</summary>
    public string Found { get; private init; } = "";

    /// <summary>The numbers.</summary>
    public string Evidence { get; private init; } = "";

    /// <summary>What to do.</summary>
    public string Remedy { get; private init; } = "";

    /// <summary>Time is lost.</summary>
    public static CauseVerdict Lost(double seconds, string found, string evidence, string remedy) =>
        new() { SecondsLost = seconds, Found = found, Evidence = evidence, Remedy = remedy };

    /// <summary>What it would have to know is not known.</summary>
    public static CauseVerdict CanNotTell(string why) => new() { Unknown = why };
}

/// <summary>
/// One cause of slowness: a pure function of what was seen. Its estimate of the time lost says how much sooner the time
/// that was seen would have passed without it, all else the same.
/// </summary>
internal abstract class SlowCause
{
    /// <summary>Its name, the same in every version.</summary>
    public abstract string Id { get; }

    /// <summary>Where the rule, or the measure of what it costs, is from.</summary>
    public abstract string Source { get; }

    /// <summary>What it says of a run.</summary>
    public abstract CauseVerdict Judge(RunObservation seen);
}

/// <summary>A cause that is seen in what the processes did.</summary>
internal abstract class WorkCause : SlowCause
{
    /// <inheritdoc/>
    public sealed override CauseVerdict Judge(RunObservation seen) =>
        seen.Work is { Seconds: > 0 } work && seen.Workers.Count > 0
            ? Judge(seen, work)
            : CauseVerdict.CanNotTell(seen.WhyNoWork);

    /// <summary>What it says of a run whose processes were seen.</summary>
    protected abstract CauseVerdict Judge(RunObservation seen, RunWork work);
}
