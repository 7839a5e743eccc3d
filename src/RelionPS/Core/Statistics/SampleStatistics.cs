using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>The arithmetic that repeated runs need.</summary>
internal static class SampleStatistics
{
    /// <summary>
    /// Makes the median absolute deviation an estimate of a normal distribution's standard deviation: its 0.75
    /// quantile.
    /// </summary>
    private const double NormalQuartile = 0.6745;

    /// <summary>
    /// The same for the mean absolute deviation, which stands in where more than half of the values are equal.
    /// </summary>
    private const double NormalMeanDeviation = 1.253314;

    /// <summary>Above it a value is an outlier (Iglewicz and Hoaglin 1993).</summary>
    private const double OutlierLimit = 3.5;

    /// <summary>Fewer values do not tell an outlier from a spread.</summary>
    private const int LeastForOutliers = 4;

    /// <summary>Middle value, the mean of the two middle ones for an even count; null for none.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : SampleMath.Median(sorted);
    }

    /// <summary>
    /// The least value with at least this share of the values at or below it, always one of them; null for none.
    /// </summary>
    /// <param name="values">The sample.</param>
    /// <param name="share">Above 0, to 1.</param>
    public static double? Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : SampleMath.Quantile(sorted, share);
    }

    /// <summary>
    /// Median of the distances from the median, unscaled; null for fewer than two values, which have no spread.
    /// </summary>
    public static double? MedianAbsoluteDeviation(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2) return null;
        double median = Median(values)!.Value;
        return Median(values.Select(value => Math.Abs(value - median)));
    }

    /// <summary>
    /// Standard deviation of a sample, n − 1 in the denominator; null for fewer than two values, which have none.
    /// </summary>
    public static double? StandardDeviation(IReadOnlyCollection<double> values) =>
        values.Count < 2 ? null : SampleMath.StandardDeviation([.. values]);

    /// <summary>
    /// Modified z-scores, 0.6745 (x − median) / MAD (Iglewicz and Hoaglin 1993). Where the MAD is 0 the mean absolute
    /// deviation takes its place; where that is 0 too, all values are equal and so are the scores.
    /// </summary>
    public static IReadOnlyList<double> ModifiedZScores(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2) return [.. values.Select(_ => 0.0)];
        double median = Median(values)!.Value;
        double deviation = MedianAbsoluteDeviation(values)!.Value / NormalQuartile;
        if (deviation == 0) deviation = NormalMeanDeviation * values.Average(value => Math.Abs(value - median));
        return [.. values.Select(value => deviation == 0 ? 0 : (value - median) / deviation)];
    }

    /// <summary>
    /// Indices of values whose modified z-score is beyond 3.5; none where there are fewer than four values.
    /// </summary>
    public static IReadOnlyList<int> Outliers(IReadOnlyCollection<double> values) =>
        values.Count < LeastForOutliers ? [] :
        [
            .. ModifiedZScores(values)
                .Select((score, index) => (score, index))
                .Where(item => Math.Abs(item.score) > OutlierLimit)
                .Select(item => item.index),
        ];
}
