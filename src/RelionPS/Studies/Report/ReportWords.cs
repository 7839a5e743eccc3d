using RelionPS.Core.Text;

namespace RelionPS.Studies.Report;

/// <summary>What several sections say in the same words.</summary>
internal static class ReportWords
{
    /// <summary>A ratio of times with its interval: <c>1.25 (1.2 to 1.31)</c>.</summary>
    public static string Ratio(double ratio, ConfidenceInterval? interval) => interval is null
        ? InvariantText.Of($"{ratio:0.00#}")
        : InvariantText.Of($"{ratio:0.00#} ({interval.Lower:0.00#} to {interval.Upper:0.00#})");

    /// <summary>A standing as people read it.</summary>
    public static string Standing(SpeedStanding? standing) => standing switch
    {
        SpeedStanding.Fastest => "fastest",
        SpeedStanding.LeastTime => "least time",
        SpeedStanding.Slower => "slower",
        SpeedStanding.NoDifferenceShown => "no difference shown",
        SpeedStanding.TooFewRuns => "no difference shown: too few runs",
        _ => "-",
    };

    /// <summary>A number with its noun.</summary>
    public static string Count(long number, string noun) => Count(number, noun, $"{noun}s");

    /// <summary>A number with its noun, which has a plural of its own.</summary>
    public static string Count(long number, string one, string several) =>
        InvariantText.Of($"{number} {(number == 1 ? one : several)}");

    /// <summary>How the status of a finding is marked.</summary>
    public static ReportTone Tone(FindingStatus status) => status switch
    {
        FindingStatus.Fail => ReportTone.Bad,
        FindingStatus.Warn => ReportTone.Warn,
        FindingStatus.Pass => ReportTone.Good,
        _ => ReportTone.Neutral,
    };

    /// <summary>Names one after the other: <c>A, B and C</c>.</summary>
    public static string And(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
}
