using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Report;

/// <summary>How a command stands to the others of its job.</summary>
internal enum SpeedStanding
{
    /// <summary>All others are shown to be slower.</summary>
    Fastest,

    /// <summary>It took the least time, and one or more of the others may take no more.</summary>
    LeastTime,

    /// <summary>It is shown to be slower than the one of least time.</summary>
    Slower,

    /// <summary>The interval of the ratio holds 1.</summary>
    NoDifferenceShown,

    /// <summary>No difference, however large, could be shown by so few runs.</summary>
    TooFewRuns,
}

/// <summary>A command's time over that of the command of least time.</summary>
/// <param name="Result">The command.</param>
/// <param name="Label">Its name in the report.</param>
/// <param name="Ratio">Its time over the least; above 1 is slower.</param>
/// <param name="Interval">Where the ratio lies; null where there are too few runs for any.</param>
/// <param name="IsPaired">True where both ran in turn, and are compared pair by pair.</param>
/// <param name="Count">Pairs, or runs of the command.</param>
/// <param name="Standing">What that shows.</param>
internal sealed record SpeedRatio(
    BenchmarkResult Result, string Label, double Ratio, ConfidenceInterval? Interval, bool IsPaired, int Count,
    SpeedStanding Standing);

/// <summary>Commands of one job against the one that took the least time.</summary>
internal sealed class SpeedComparison
{
    /// <summary>Level of the intervals of commands that did not run in turn, as of those that did.</summary>
    private const double Level = 0.95;

    private SpeedComparison(BenchmarkResult best, string label, IReadOnlyList<SpeedRatio> others)
    {
        Best = best;
        BestLabel = label;
        Others = others;
    }

    /// <summary>The command of least time.</summary>
    public BenchmarkResult Best { get; }

    /// <summary>Its name in the report.</summary>
    public string BestLabel { get; }

    /// <summary>The others, the fastest first.</summary>
    public IReadOnlyList<SpeedRatio> Others { get; }

    /// <summary>All its commands.</summary>
    public IEnumerable<BenchmarkResult> Results => Others.Select(other => other.Result).Prepend(Best);

    /// <summary>A comparison for each job that more than one command was timed on.</summary>
    public static IReadOnlyList<SpeedComparison> Of(ReportContent content) =>
    [
        .. content.Of<BenchmarkResult>().Zip(content.Labels())
            .Where(pair => pair.First.MedianSeconds > 0)
            .DistinctBy(pair => (object)pair.First, ReferenceEqualityComparer.Instance)
            .GroupBy(pair => pair.First.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => Compare([.. group])),
    ];

    /// <summary>How a command stands; null for one that is not of this job.</summary>
    public SpeedStanding? StandingOf(BenchmarkResult result) => ReferenceEquals(result, Best)
        ? Others.All(other => other.Standing == SpeedStanding.Slower) ? SpeedStanding.Fastest : SpeedStanding.LeastTime
        : Others.FirstOrDefault(other => ReferenceEquals(other.Result, result))?.Standing;

    private static SpeedComparison Compare(IReadOnlyList<(BenchmarkResult Result, string Label)> job)
    {
        // Pair by pair where all ran in turn: a drift of the machine touches the medians, and not that.
        BenchmarkResult? baseline = job.Select(one => one.Result).FirstOrDefault(
            one => one.Comparison is null && job.All(
                other => ReferenceEquals(other.Result, one) || IsAgainst(other.Result, one)));
        (BenchmarkResult best, string label) = job.MinBy(
            one => baseline is null ? one.Result.MedianSeconds!.Value : one.Result.Comparison?.Ratio ?? 1);
        return new SpeedComparison(
            best, label,
            [
                .. job.Where(one => !ReferenceEquals(one.Result, best))
                    .Select(one => Ratio(best, one.Result, one.Label))
                    .OrderBy(other => other.Ratio),
            ]);
    }

    private static SpeedRatio Ratio(BenchmarkResult best, BenchmarkResult other, string label)
    {
        if (Paired(best, other) is { } pairs)
        {
            SpeedStanding standing = pairs.Interval is not { } interval ? SpeedStanding.TooFewRuns
                : pairs.IsDifferent && interval.Lower > 1 ? SpeedStanding.Slower
                : interval is { Lower: <= 1, Upper: >= 1 } || pairs.IsDifferent ? SpeedStanding.NoDifferenceShown
                : SpeedStanding.TooFewRuns;
            return new SpeedRatio(other, label, pairs.Ratio, pairs.Interval, true, pairs.Ratios.Count, standing);
        }
        if (best.Seconds.Length == 0 || other.Seconds.Length == 0)
        {
            double ratio = other.MedianSeconds!.Value / best.MedianSeconds!.Value;
            return new SpeedRatio(other, label, ratio, null, false, 0, SpeedStanding.TooFewRuns);
        }
        var range = RatioRange.Of([best.Seconds], [other.Seconds], 1 - Level, 0);
        return new SpeedRatio(
            other, label, range.Ratio,
            range.Lower is { } lower
                ? new ConfidenceInterval(lower, range.Upper!.Value, Level, 1 - range.LeastRate)
                : null,
            false, other.Seconds.Length,
            range.Lower is null ? SpeedStanding.TooFewRuns
                : range.IsLarger ? SpeedStanding.Slower : SpeedStanding.NoDifferenceShown);
    }

    private static bool IsAgainst(BenchmarkResult result, BenchmarkResult baseline) =>
        baseline.Comparison is null && result.Comparison?.Baseline == baseline.Command.CommandLine;

    /// <summary>The other's times over those of the best, where both ran in turn; null where they did not.</summary>
    private static PairedRatio? Paired(BenchmarkResult best, BenchmarkResult other)
    {
        if (IsAgainst(other, best)) return other.Comparison!.Times;
        if (IsAgainst(best, other)) return Inverse(best.Comparison!.Times);
        return best.Comparison is { } one && one.Baseline == other.Comparison?.Baseline
            ? PairedRatio.Of(Times(best), Times(other))
            : null;
    }

    private static PairedRatio Inverse(PairedRatio times) => new()
    {
        Ratios = [.. times.Ratios.Select(ratio => 1 / ratio)],
        Ratio = 1 / times.Ratio,
        GeometricMean = 1 / times.GeometricMean,
        Interval = times.Interval is { } interval
            ? interval with { Lower = 1 / interval.Upper, Upper = 1 / interval.Lower }
            : null,
    };

    private static IReadOnlyList<double?> Times(BenchmarkResult result) =>
    [
        .. result.Runs.Where(run => !run.IsWarmup)
            .Select(run => run.Status == RunStatus.Completed ? run.Seconds : null),
    ];
}
