using RelionPS.Studies.Search;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>How many runs a search has at most.</summary>
public sealed class RunCountTests
{
    [Theory]
    // A warm-up, two rounds of all, the three best once more, three rounds of those and the plan.
    [InlineData(1, 1 + 36 + 36 + 3 + 4 + 4 + 4, 1 + 36 + 36 + 3 + 4 + 4 + 4)]
    // The warm-up is twice on each of four; of 36 runs nine come after each other.
    [InlineData(4, 4 + 4 + 36 + 36 + 3 + 4 + 4 + 4, 1 + 1 + 9 + 9 + 1 + 1 + 1 + 1)]
    // Five on each of seven and one more.
    [InlineData(7, 7 + 7 + 36 + 36 + 3 + 4 + 4 + 4, 1 + 1 + 6 + 6 + 1 + 1 + 1 + 1)]
    public void Plan_counts_runs_and_those_of_them_that_come_after_each_other(int places, int runs, int turns) =>
        Assert.Equal((runs, turns), RunCount.Most(36, 2, new SearchOptions(), places));
}
