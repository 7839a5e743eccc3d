using System.Globalization;

namespace RelionPS;

/// <summary>What a comparison with earlier benchmarks shows.</summary>
public enum BenchmarkVerdict
{
    /// <summary>No difference beyond noise and tolerance is shown; one as large as <c>DetectableRatio</c> would be.
    /// </summary>
    NoChange,

    /// <summary>The new runs are slower by more than the tolerance.</summary>
    Slower,

    /// <summary>They are faster by more than the tolerance.</summary>
    Faster,

    /// <summary>No difference, however large, could be shown at the rate with so few runs.</summary>
    TooFewRuns,
}

/// <summary>New runs of a benchmark against earlier ones.</summary>
public sealed record BenchmarkChange
{
    /// <summary>The data set's or job's name.</summary>
    public required string Name { get; init; }

    /// <summary>What is shown.</summary>
    public required BenchmarkVerdict Verdict { get; init; }

    /// <summary>True where the new runs are slower.</summary>
    public bool IsRegression => Verdict == BenchmarkVerdict.Slower;

    /// <summary>What may differ between the two.</summary>
    public required IReadOnlyList<BenchmarkAxis> Across { get; init => field = Indexable.List(value); }

    /// <summary>The figure of a run that is compared: <c>Seconds</c> or <c>CpuSeconds</c>.</summary>
    public required string Measure { get; init; }

    /// <summary>Median of all ratios of a new run's time to an earlier one's; above 1 is slower.</summary>
    public required double Ratio { get; init; }

    /// <summary>
    /// Where the true ratio lies, but for <see cref="FalseAlarmRate"/>; null where there are too few runs.
    /// </summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>
    /// Probability that runs of the same are called slower or faster, at most; half of it for each of the two.
    /// </summary>
    public required double FalseAlarmRate { get; init; }

    /// <summary>Relative difference that does not count.</summary>
    public required double Tolerance { get; init; }

    /// <summary>
    /// A slowdown of this ratio would have been found nine times of ten, by the spread of these runs; null where there
    /// are too few.
    /// </summary>
    public double? DetectableRatio { get; init; }

    /// <summary>Median of the new runs, in seconds.</summary>
    public required double NewSeconds { get; init; }

    /// <summary>Median of the earlier runs, in seconds.</summary>
    public required double BaselineSeconds { get; init; }

    /// <summary>New runs.</summary>
    public required int NewRuns { get; init; }

    /// <summary>Earlier runs that they are compared with.</summary>
    public required int BaselineRuns { get; init; }

    /// <summary>Benchmarks that the earlier runs are from.</summary>
    public required int BaselineSessions { get; init; }

    /// <summary>Earliest and latest of them, UTC.</summary>
    public required DateTime BaselineFromUtc { get; init; }

    /// <inheritdoc cref="BaselineFromUtc"/>
    public required DateTime BaselineToUtc { get; init; }

    /// <summary>What differs between the latest of the earlier benchmarks and the new one, but for the times.</summary>
    public IReadOnlyList<string> Differences { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Where times changed before, oldest first, over all that is known of this node, data and setting, whatever the
    /// program.
    /// </summary>
    public IReadOnlyList<BenchmarkShift> Shifts { get; init => field = Indexable.List(value); } = [];

    /// <summary>What to know of the comparison.</summary>
    public IReadOnlyList<string> Notes { get; init => field = Indexable.List(value); } = [];

    /// <summary>The latest of the new benchmarks.</summary>
    public required BenchmarkRecord Record { get; init; }

    /// <summary>One sentence.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Verdict switch
    {
        BenchmarkVerdict.Slower => $"slower, ×{Ratio:0.000} ({Interval})",
        BenchmarkVerdict.Faster => $"faster, ×{Ratio:0.000} ({Interval})",
        BenchmarkVerdict.NoChange => $"no change shown, ×{Ratio:0.000} ({Interval})",
        _ => "too few runs",
    }}, {NewRuns} new runs against {BaselineRuns} of {BaselineSessions} earlier benchmark(s)"
        + $", false alarms in at most {100 * FalseAlarmRate:0.###} % of comparisons");

    /// <inheritdoc/>
    public override string ToString() => Summary;
}

/// <summary>A change of times that a history shows.</summary>
public sealed record BenchmarkShift
{
    /// <summary>The first benchmark after it, UTC.</summary>
    public required DateTime SinceUtc { get; init; }

    /// <summary>The last benchmark before it, UTC.</summary>
    public required DateTime UntilUtc { get; init; }

    /// <summary>Ratio of the times after it to those before.</summary>
    public required double Ratio { get; init; }

    /// <summary>Interval of the ratio.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>Median before it, in seconds.</summary>
    public required double BeforeSeconds { get; init; }

    /// <summary>Median after it, in seconds.</summary>
    public required double AfterSeconds { get; init; }

    /// <summary>What else changed between the two benchmarks.</summary>
    public IReadOnlyList<string> Differences { get; init => field = Indexable.List(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"since {SinceUtc:yyyy-MM-dd HH:mm} UTC ×{Ratio:0.000}")
        + (Differences.Count > 0 ? $", with {string.Join("; ", Differences)}" : "");
}
