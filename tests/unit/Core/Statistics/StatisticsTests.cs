using RelionPS.Core.Statistics;

namespace RelionPS.UnitTests.Core.Statistics;

/// <summary>The statistics against published examples and known distributions.</summary>
public sealed class StatisticsTests
{
    /// <summary>Mouse data, Efron and Tibshirani 1993, table 2.1: survival in days of the treated group.</summary>
    private static readonly double[] TreatedMice = [94, 197, 16, 38, 99, 141, 23];

    [Fact]
    public void Nothing_is_made_up_for_one_value()
    {
        Assert.Equal(7, SampleStatistics.Median([7]));
        Assert.Null(SampleStatistics.StandardDeviation([7]));
        Assert.Null(SampleStatistics.MedianAbsoluteDeviation([7]));
        Assert.Null(Bootstrap.MedianInterval([7]));
        Assert.Null(SampleStatistics.Median([]));
    }

    [Fact]
    public void Standard_deviation_has_n_minus_1_in_the_denominator() =>
        // Squared distances 9 1 1 1 0 0 4 16 around 5, sum 32, over 7.
        Assert.Equal(Math.Sqrt(32.0 / 7), SampleStatistics.StandardDeviation([2, 4, 4, 4, 5, 5, 7, 9])!.Value, 12);

    [Fact]
    public void Median_absolute_deviation_of_the_textbook_series_is_1() =>
        // The usual example: 1 1 2 2 4 6 9, median 2, distances 1 1 0 0 2 4 7.
        Assert.Equal(1, SampleStatistics.MedianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]));

    [Fact]
    public void Outlier_of_the_Tietjen_Moore_uranium_example_is_found()
    {
        // NIST/SEMATECH e-Handbook 1.3.5.17.1 finds 245.57 to be the one outlier. By hand: median 201.37, MAD 0.995,
        // 0.6745 · 44.20 / 0.995 = 29.96.
        double[] masses = [199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57];
        Assert.Equal([7], SampleStatistics.Outliers(masses));
        Assert.Equal(29.963, SampleStatistics.ModifiedZScores(masses)[7], 3);
    }

    [Fact]
    public void Two_outliers_do_not_hide_each_other()
    {
        // What the plain z-score can't do (Iglewicz and Hoaglin): both 8s lie within 3 standard deviations.
        double[] values = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
        Assert.Equal([8, 9], SampleStatistics.Outliers(values));
        double mean = values.Average(), deviation = SampleStatistics.StandardDeviation(values)!.Value;
        Assert.All(values, value => Assert.True(Math.Abs(value - mean) < 3 * deviation));
    }

    [Fact]
    public void Spread_of_zero_is_replaced_by_the_mean_distance_and_then_by_no_outlier()
    {
        Assert.Equal([5], SampleStatistics.Outliers([3, 3, 3, 3, 3, 9]));
        Assert.Empty(SampleStatistics.Outliers([3, 3, 3, 3]));
        Assert.Empty(SampleStatistics.Outliers([3, 3, 900]));
    }

    [Fact]
    public void Normal_values_are_rarely_outliers()
    {
        // P(|z| > 3.5) = 0.000465 with the true spread; the MAD of 100 values scatters by some 12 %, which raises it a
        // little.
        var random = new SeededRandom(3, Purpose.Noise);
        int outliers = Enumerable.Range(0, 500).Sum(
            _ => SampleStatistics.Outliers([.. Enumerable.Range(0, 100).Select(_ => random.NextGaussian())]).Count);
        Assert.InRange(outliers / 50_000.0, 0.0003, 0.003);
    }

    [Fact]
    public void Bootstrapped_error_of_the_median_is_that_of_Efron_and_Tibshirani()
    {
        // Table 2.1 gives 37.83 for infinitely many resamples of the treated mice.
        double error = SampleStatistics.StandardDeviation(Bootstrap.Medians(TreatedMice))!.Value;
        Assert.InRange(error, 37.83 * 0.97, 37.83 * 1.03);
    }

    [Fact]
    public void Bootstrapped_medians_of_seven_have_the_binomial_distribution()
    {
        // The k-th of seven is the median of a resample where the binomial says so: 0.0102 0.0981 0.2386 0.3062 and
        // back.
        double[] expected = [0.0102, 0.0981, 0.2386, 0.3062, 0.2386, 0.0981, 0.0102];
        double[] medians = Bootstrap.Medians(TreatedMice), sorted = [.. TreatedMice.Order()];
        for (int place = 0; place < 7; place++) Assert.Equal(
            expected[place], medians.Count(median => median == sorted[place]) / (double)medians.Length, 0.02);
    }

    [Fact]
    public void Interval_is_the_same_each_time_and_says_what_few_values_can_claim()
    {
        ConfidenceInterval interval = Bootstrap.MedianInterval([10, 11, 12])!;
        Assert.Equal(interval, Bootstrap.MedianInterval([10, 11, 12]));
        Assert.Equal((10, 12, 0.75), (interval.Lower, interval.Upper, interval.Coverage));
        Assert.Equal(0.95, Bootstrap.MedianInterval([1, 2, 3, 4, 5, 6])!.Coverage);
    }

    [Theory]
    [InlineData(10, true, 0.92)]
    [InlineData(10, false, 0.92)]
    [InlineData(25, true, 0.93)]
    [InlineData(25, false, 0.93)]
    public void Interval_covers_the_true_median_about_as_often_as_it_says(int count, bool isNormal, double least)
    {
        // Normal of median 0, and the skewed exponential of median ln 2; 300 series, whose fraction scatters by 0.013.
        var random = new SeededRandom(11, Purpose.Noise, count);
        double truth = isNormal ? 0 : Math.Log(2);
        int covered = Enumerable.Range(0, 300).Count(_ =>
        {
            double[] values =
            [
                .. Enumerable.Range(0, count).Select(
                    _ => isNormal ? random.NextGaussian() : -Math.Log(1 - random.NextUniform())),
            ];
            ConfidenceInterval interval = Bootstrap.MedianInterval(values)!;
            return interval.Lower <= truth && truth <= interval.Upper;
        });
        Assert.InRange(covered / 300.0, least - 0.03, 1);
    }

    [Fact]
    public void Ratios_are_those_of_Fleming_and_Wallace()
    {
        // "How not to lie with statistics", CACM 1986, table of processors R, M, Z on five benchmarks: geometric means
        // 0.86 and 0.84 of R.
        double?[] r = [417, 83, 66, 39449, 772], m = [244, 70, 153, 33527, 368], z = [134, 70, 135, 66000, 369];
        PairedRatio toM = PairedRatio.Of(r, m)!, toZ = PairedRatio.Of(r, z)!;
        Assert.Equal([0.59, 0.84, 2.32, 0.85, 0.48], toM.Ratios.Select(ratio => Math.Round(ratio, 2)));
        Assert.Equal([0.32, 0.84, 2.05, 1.67, 0.48], toZ.Ratios.Select(ratio => Math.Round(ratio, 2)));
        Assert.Equal(0.86, toM.GeometricMean, 0.005);
        // 0.8499, which is printed as 0.84.
        Assert.Equal(0.84, toZ.GeometricMean, 0.01);
        Assert.Equal(0.84, Math.Round(toM.Ratio, 2));
        Assert.Equal(1, toM.GeometricMean * PairedRatio.Of(m, r)!.GeometricMean, 12);
    }

    [Fact]
    public void Drift_that_both_series_share_cancels_in_their_ratio()
    {
        double?[] baseline = [10, 20, 40, 80, 160, 320], series = [9, 18, 36, 72, 144, 288];
        PairedRatio ratio = PairedRatio.Of(baseline, series)!;
        Assert.Equal(0.9, ratio.Ratio, 12);
        Assert.Equal((0.9, 0.9), (Math.Round(ratio.Interval!.Lower, 12), Math.Round(ratio.Interval.Upper, 12)));
        Assert.True(ratio.IsDifferent);
    }

    [Fact]
    public void Failed_runs_drop_their_pair_and_few_pairs_claim_no_difference()
    {
        PairedRatio ratio = PairedRatio.Of([10, null, 10], [5, 5, null])!;
        Assert.Equal([0.5], ratio.Ratios);
        Assert.Null(ratio.Interval);
        Assert.False(ratio.IsDifferent);
        Assert.False(PairedRatio.Of([10, 10, 10], [5, 5, 5])!.IsDifferent);
        Assert.Null(PairedRatio.Of([null], [3]));
    }

    [Fact]
    public void Speed_up_and_efficiency_of_the_published_node_counts()
    {
        // Commit 88fbe212 of RELION: 4.7, 2.6 and 1.4 hours on 1, 2 and 4 nodes: 4.7/2.6 = 1.808, 4.7/1.4 = 3.357.
        IReadOnlyList<ScalingPoint> points = ScalingPoint.Series([(4, 1.4), (1, 4.7), (2, 2.6), (2, 2.6)]);
        Assert.Equal([1, 2, 4], points.Select(point => point.NodeCount));
        Assert.Equal([1, 1.808, 3.357], points.Select(point => Math.Round(point.SpeedUp, 3)));
        Assert.Equal([1, 0.904, 0.839], points.Select(point => Math.Round(point.Efficiency, 3)));
    }
}
