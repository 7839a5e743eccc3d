using System.Globalization;
using RelionPS.Core.Statistics;
using RelionPS.Libraries;

namespace RelionPS;

/// <summary>
/// Two series measured in turn, divided pair by pair: what drifts from pair to pair cancels. Below 1 is less (faster)
/// than the baseline.
/// </summary>
public sealed record PairedRatio
{
    /// <summary>Each pair's ratio, in order.</summary>
    public required IReadOnlyList<double> Ratios { get; init => field = Indexable.List(value); }

    /// <summary>Median of the ratios.</summary>
    public required double Ratio { get; init; }

    /// <summary>
    /// Geometric mean of the ratios: the mean that does not depend on which series is the baseline (Fleming and Wallace
    /// 1986).
    /// </summary>
    public required double GeometricMean { get; init; }

    /// <summary>Interval of the median ratio, by resampling pairs; null for a single pair.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>
    /// True where the interval holds no 1 and there are pairs enough for its level: the difference is real, as far as
    /// these pairs tell.
    /// </summary>
    public bool IsDifferent => Interval is { } interval && interval.LargestCoverage >= interval.Level
        && (interval.Upper < 1 || interval.Lower > 1);

    /// <summary>
    /// The ratio of the series to the baseline; a null or missing value on either side drops the pair.
    /// </summary>
    /// <returns>Null where no pair is left.</returns>
    internal static PairedRatio? Of(IReadOnlyList<double?> baseline, IReadOnlyList<double?> series)
    {
        double[] ratios =
        [
            .. baseline.Zip(series)
                .Where(pair => pair.First > 0 && pair.Second is not null)
                .Select(pair => pair.Second!.Value / pair.First!.Value),
        ];
        return ratios.Length == 0 ? null : new PairedRatio
        {
            Ratios = ratios,
            Ratio = SampleStatistics.Median(ratios)!.Value,
            GeometricMean = SampleMath.GeometricMean(ratios),
            Interval = Bootstrap.MedianInterval(ratios),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ratio:0.###}")
        + (Interval is { } interval ? $" ({interval})" : "");
}
