using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis;

/// <summary>Findings of a run, the dearest first.</summary>
internal static class RunDiagnosis
{
    /// <summary>The name of the finding that says that nothing was found.</summary>
    public const string None = "None";

    /// <summary>
    /// Less of the time is not told: a watch of seconds, and a machine that does other small things, show as much.
    /// </summary>
    public const double LeastShare = 0.05;

    /// <summary>From this share on a finding is a failure.</summary>
    public const double LargeShare = 0.25;

    /// <summary>All findings in order of the seconds lost; one that says so where there are none.</summary>
    public static IReadOnlyList<RunFinding> Of(RunObservation seen) => Of(seen, SlowCauses.All);

    /// <inheritdoc cref="Of(RunObservation)"/>
    /// <param name="seen">What was seen.</param>
    /// <param name="causes">The causes that are looked for.</param>
    public static IReadOnlyList<RunFinding> Of(RunObservation seen, IReadOnlyList<SlowCause> causes)
    {
        (SlowCause Cause, CauseVerdict Verdict)[] all = [.. causes.Select(cause => (cause, cause.Judge(seen)))];
        string[] unknown =
        [
            .. all.Where(pair => pair.Verdict.Unknown is not null)
                .Select(pair => $"{pair.Cause.Id}: {pair.Verdict.Unknown}"),
        ];
        RunFinding[] findings =
        [
            .. all
                .Where(pair => pair.Verdict.SecondsLost > 0 && seen.Seconds is > 0 and var time
                    && pair.Verdict.SecondsLost >= LeastShare * time)
                .OrderByDescending(pair => pair.Verdict.SecondsLost)
                .Select(pair => Finding(seen, pair.Cause, pair.Verdict, unknown)),
        ];
        return findings.Length > 0 ? findings : [Nothing(seen, all, unknown)];
    }

    private static RunFinding Finding(
        RunObservation seen, SlowCause cause, CauseVerdict verdict, IReadOnlyList<string> unknown)
    {
        double lost = Math.Min(verdict.SecondsLost, seen.Seconds!.Value);
        return new RunFinding
        {
            Id = cause.Id,
            Status = lost >= LargeShare * seen.Seconds.Value ? FindingStatus.Fail : FindingStatus.Warn,
            Subject = seen.Subject,
            SecondsLost = lost,
            Seconds = seen.Seconds,
            IsLive = seen.IsLive,
            Found = verdict.Found,
            Evidence = verdict.Evidence,
            Remedy = verdict.Remedy,
            Source = cause.Source,
            NotJudged = unknown,
        };
    }

    private static RunFinding Nothing(
        RunObservation seen, (SlowCause Cause, CauseVerdict Verdict)[] all, IReadOnlyList<string> unknown)
    {
        string[] looked = [.. all.Where(pair => pair.Verdict.Unknown is null).Select(pair => pair.Cause.Id)];
        // Options alone are not what a run does.
        bool isKnown = looked.Length > 0 && seen is { Seconds: not null, Work: not null };
        string time = seen.Seconds is { } seconds ? InvariantText.Of($"{seconds:0.#} s") : "an unknown time";
        return new RunFinding
        {
            Id = None,
            Status = isKnown ? FindingStatus.Pass : FindingStatus.Unknown,
            Subject = seen.Subject,
            SecondsLost = isKnown ? 0 : null,
            Seconds = seen.Seconds,
            IsLive = seen.IsLive,
            Found = looked.Length == 0
                ? "nothing could be looked at"
                : InvariantText.Of($"no cause takes {100 * LeastShare:0} % of {time}"),
            Evidence = looked.Length == 0 ? "" : $"looked at: {string.Join(", ", looked)}",
            Remedy = unknown.Count == 0 ? "" : $"not looked at: {string.Join("; ", unknown)}",
            Source = "field",
            NotJudged = unknown,
        };
    }
}
