using RelionPS.Studies.Comparison;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>What is within the limits of a comparison (guide 5.5).</summary>
public sealed class ComparisonRulesTests
{
    [Theory]
    [InlineData(0.99, 0.99, 0, 0.05, true)]
    [InlineData(0.9899, 1.0, 0, 0.0, false)]
    [InlineData(1.0, 0.98, 0, 0.0, false)]
    [InlineData(1.0, 1.0, 1, 0.0, true)]
    [InlineData(1.0, 1.0, -2, 0.0, false)]
    [InlineData(1.0, 1.0, 0, 0.06, false)]
    public void A_value_at_its_limit_is_within_it(
        double fsc, double correlation, int shells, double occupancy, bool isMet)
    {
        ClassComparison pair = SampleComparison.Pair(fsc, correlation, shells, 0.25, 0.25 + occupancy);
        Assert.Equal(
            isMet,
            ComparisonRules.OfClass(
                pair,
                isOnly: false,
                new ComparisonLimits(MaximumOccupancyDifference: 0.0500001)).All(check => check.IsMet));
    }

    [Fact]
    public void Measured_losses_of_cpu_in_double_and_in_single_precision_are_within_the_default_limits()
    {
        // RELION 3.1.3, three iterations: 0.99999 and 0.9994.
        foreach (double fsc in (double[])[0.99999, 0.9994])
        {
            Assert.All(
                ComparisonRules.OfClass(
                    SampleComparison.Pair(fsc, 0.9999, 0, 0.3, 0.302), false, new ComparisonLimits()),
                check => Assert.True(check.IsMet));
        }
    }

    [Fact]
    public void A_class_that_is_empty_in_both_runs_is_not_judged_and_one_that_emptied_is() =>
        Assert.Equal(
            (true, false),
            (
                ComparisonRules.OfClass(
                    SampleComparison.Pair(0, 0, 9, 0.001, 0), false, new ComparisonLimits()).All(check => check.IsMet),
                ComparisonRules.OfClass(
                    SampleComparison.Pair(1, 1, 0, 0.2, 0), false, new ComparisonLimits()).All(check => check.IsMet)));

    [Fact]
    public void No_curve_is_no_proof() =>
        Assert.Contains(
            ComparisonRules.OfClass(SampleComparison.Pair(null, 1, 0, 0.2, 0.2), false, new ComparisonLimits()),
            check => check is { Name: "LeastFsc", IsMet: false });
}
