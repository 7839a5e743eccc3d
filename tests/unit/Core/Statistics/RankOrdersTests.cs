using RelionPS.Core.Statistics;

namespace RelionPS.UnitTests.Core.Statistics;

/// <summary>The exact distribution of Mann and Whitney.</summary>
public sealed class RankOrdersTests
{
    /// <summary>Critical values of U of both sides, as every table of the test has them.</summary>
    [Theory]
    [InlineData(5, 5, 0.05, 2)]
    [InlineData(6, 6, 0.05, 5)]
    [InlineData(7, 7, 0.05, 8)]
    [InlineData(8, 8, 0.05, 13)]
    [InlineData(10, 10, 0.05, 23)]
    [InlineData(20, 20, 0.05, 127)]
    [InlineData(5, 5, 0.01, 0)]
    [InlineData(6, 6, 0.01, 2)]
    [InlineData(8, 8, 0.01, 7)]
    [InlineData(10, 10, 0.01, 16)]
    [InlineData(20, 20, 0.01, 105)]
    public void Critical_values_are_those_of_the_tables(int first, int second, double level, int u) =>
        Assert.Equal(u, RankOrders.Outside(first, second, level / 2));

    [Fact]
    public void Orders_with_few_inversions_are_counted_as_partitions_are()
    {
        // Six and six have 924 orders; those with U pairs against the order are the partitions of U: 1, 1, 2, 3, 5, 7.
        Assert.Equal(
            [1, 1, 2, 3, 5, 7], RankOrders.Distribution(6, 6).Take(6).Select(share => Math.Round(share * 924, 6)));
        Assert.Equal(2.0 / 924, RankOrders.LeastRate(6, 6), 12);
        Assert.Equal(2.0 / 8008, RankOrders.LeastRate(10, 6), 12);
    }

    [Fact]
    public void Large_samples_go_on_where_the_exact_distribution_ends()
    {
        // 4000 pairs are the last exact ones: from there the limit grows by about what a row more brings.
        int exact = RankOrders.Outside(6, 666, 0.00125), beyond = RankOrders.Outside(6, 668, 0.00125);
        Assert.InRange(beyond - exact, 0, 8);
    }
}
