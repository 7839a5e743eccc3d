using RelionPS.Studies.Comparison;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>Fourier shell correlations (guide 5.5), against values calculated by hand.</summary>
public sealed class FscCurveTests
{
    /// <summary>Shells of a box of 100 Å: 1/100 1/Å each.</summary>
    private static IReadOnlyList<FscPoint> Curve(params double[] values) =>
        [.. values.Select((value, shell) => new FscPoint(shell, shell / 100.0, value))];

    [Theory]
    // Between 0.8 at 0.02 and 0.2 at 0.03, half the way: 0.025 1/Å.
    [InlineData(0.5, new[] { 1, 1, 0.8, 0.2, 0 }, 40.0)]
    // 0.143 lies between 0.243 at 0.03 and 0.043 at 0.04, half the way: 0.035 1/Å.
    [InlineData(0.143, new[] { 1, 1, 0.9, 0.243, 0.043 }, 1 / 0.035)]
    // The first crossing counts, not a later one.
    [InlineData(0.5, new[] { 1, 0.6, 0.4, 0.9, 0.1 }, 1 / 0.015)]
    // From the origin down within the first shell.
    [InlineData(0.5, new[] { 1.0, 0.0 }, 200.0)]
    public void A_crossing_is_interpolated_in_spatial_frequency(double threshold, double[] values, double resolution) =>
        Assert.Equal(resolution, FscCurve.Crossing(Curve(values), threshold)!.Value, 9);

    [Fact]
    public void A_curve_that_never_falls_has_no_crossing() => Assert.Null(FscCurve.Crossing(Curve(1, 0.9, 0.8), 0.5));

    [Fact]
    public void The_least_value_is_taken_up_to_the_resolution_and_without_the_origin()
    {
        IReadOnlyList<FscPoint> curve = Curve(0, 0.99, 0.98, 0.97, -0.5);
        Assert.Equal(0.97, FscCurve.Least(curve, 33.4));
        Assert.Equal(0.98, FscCurve.Least(curve, 50));
        Assert.Equal(-0.5, FscCurve.Least(curve, 10));
    }

    [Fact]
    public void RELIONs_own_table_is_read_with_shells_that_are_no_number()
    {
        // As relion_image_handler 3.1.3 prints it.
        IReadOnlyList<FscPoint> curve = FscCurve.Parse(
            """

            # version 30001

            data_fsc

            loop_ 
            _rlnSpectralIndex #1 
            _rlnResolution #2 
            _rlnAngstromResolution #3 
            _rlnFourierShellCorrelation #4 
                       0     0.001001   999.000000     1.000000 
                       1     0.007812   128.000000     0.998910 
                       2     0.015625    64.000000         -nan 
             
            """,
            "table");
        Assert.Equal([0, 1 / 128.0, 1 / 64.0], curve.Select(point => point.Frequency));
        Assert.Equal([1, 0.99891, double.NaN], curve.Select(point => point.Correlation));
        Assert.Equal(0.99891, FscCurve.Least(curve, 8));
    }
}
