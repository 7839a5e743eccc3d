using RelionPS.Core.Statistics;

namespace RelionPS.UnitTests.Core.Statistics;

public sealed class SampleStatisticsTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3)]
    public void Median_is_the_middle(double[] values, double expected) =>
        Assert.Equal(expected, SampleStatistics.Median(values));

    [Fact]
    public void Median_of_nothing_is_nothing() => Assert.Null(SampleStatistics.Median([]));
}
