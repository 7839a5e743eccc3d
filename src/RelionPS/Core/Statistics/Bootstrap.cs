using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>
/// Percentile bootstrap of a median (Efron 1979). Not BCa: its acceleration comes from the jackknife, which is not
/// consistent for a median (Efron and Tibshirani 1993, 10.6), and with the few runs of a benchmark it moves ends
/// without covering better. Written here: neither Math.NET Numerics nor Perfolizer has a bootstrap.
/// </summary>
internal static class Bootstrap
{
    /// <summary>
    /// Resamples; more than the 1,000 to 2,000 that Efron and Tibshirani advise for intervals, since they cost a
    /// millisecond.
    /// </summary>
    public const int Resamples = 5000;

    private const int Seed = 1;

    /// <summary>
    /// Interval of the median; the same values give the same interval. Null for fewer than two values.
    /// </summary>
    /// <param name="values">The sample.</param>
    /// <param name="level">Probability aimed at.</param>
    public static ConfidenceInterval? MedianInterval(IReadOnlyList<double> values, double level = 0.95)
    {
        if (values.Count < 2) return null;
        double[] medians = Medians(values);
        Array.Sort(medians);
        double tail = (1 - level) / 2;
        int lower = (int)Math.Floor(tail * (medians.Length - 1));
        double largestCoverage = 1 - Math.Pow(2, 1 - values.Count);
        return new ConfidenceInterval(medians[lower], medians[medians.Length - 1 - lower], level, largestCoverage);
    }

    /// <summary>Medians of samples drawn with replacement.</summary>
    internal static double[] Medians(IReadOnlyList<double> values)
    {
        var random = new SeededRandom(Seed, Purpose.Resampling);
        var sample = new double[values.Count];
        var medians = new double[Resamples];
        for (int round = 0; round < medians.Length; round++)
        {
            for (int index = 0; index < sample.Length; index++)
            {
                sample[index] = values[(int)(random.NextUniform() * values.Count)];
            }
            Array.Sort(sample);
            medians[round] = SampleMath.Median(sample);
        }
        return medians;
    }
}
