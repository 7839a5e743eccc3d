using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace RelionPS.Libraries;

/// <summary>
/// Statistics of a sample, by Math.NET Numerics. All give NaN for a sample too small to have the figure.
/// </summary>
internal static class SampleMath
{
    /// <summary>Middle value, the mean of the two middle ones for an even count.</summary>
    /// <param name="sorted">The sample, ascending.</param>
    public static double Median(double[] sorted) => SortedArrayStatistics.Median(sorted);

    /// <summary>
    /// The least value with at least this share of the sample at or below it (type 1 of Hyndman and Fan 1996): always
    /// a value that was measured.
    /// </summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(double[] sorted, double share) =>
        SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R1);

    /// <summary>Standard deviation, n − 1 in the denominator.</summary>
    public static double StandardDeviation(double[] values) => ArrayStatistics.StandardDeviation(values);

    /// <summary>The rank of each value, from 1; values that are equal share the mean of theirs.</summary>
    public static double[] Ranks(double[] values) =>
        ArrayStatistics.RanksInplace((double[])values.Clone(), RankDefinition.Average);

    /// <summary>Geometric mean of positive values.</summary>
    public static double GeometricMean(double[] values) => ArrayStatistics.GeometricMean(values);

    /// <summary>
    /// The least share that so many hits among so many trials are likely for: the one-sided bound of Clopper and
    /// Pearson.
    /// </summary>
    /// <param name="hits">Hits, more than 0.</param>
    /// <param name="trials">Trials.</param>
    /// <param name="error">How often the true share may be below it, 0 to 1.</param>
    public static double LeastShare(double hits, double trials, double error) =>
        Beta.InvCDF(hits, trials - hits + 1, error);
}
