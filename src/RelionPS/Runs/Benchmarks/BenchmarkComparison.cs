namespace RelionPS;

/// <summary>A command's times against those of the first command of an interleaved benchmark.</summary>
/// <param name="Baseline">The first command's line.</param>
/// <param name="Times">Wall time over the baseline's, pair by pair; below 1 is faster.</param>
public sealed record BenchmarkComparison(string Baseline, PairedRatio Times)
{
    /// <summary>Median ratio of wall times; below 1 is faster than the baseline.</summary>
    public double Ratio => Times.Ratio;

    /// <summary>Interval of <see cref="Ratio"/>; null for a single pair.</summary>
    public ConfidenceInterval? Interval => Times.Interval;

    /// <summary>How many times faster than the baseline: 1 / <see cref="Ratio"/>.</summary>
    public double SpeedUp => 1 / Ratio;

    /// <inheritdoc/>
    public override string ToString() => Times.ToString();
}
