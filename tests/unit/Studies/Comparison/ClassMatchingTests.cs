using CsCheck;
using RelionPS.Studies.Comparison;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>Which class of one run is which of another.</summary>
public sealed class ClassMatchingTests
{
    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 1, 0 })]
    [InlineData(new[] { 2, 0, 1 })]
    [InlineData(new[] { 3, 1, 4, 0, 2, 5 })]
    public void Swapped_classes_are_matched(int[] permutation)
    {
        var scores = new double[permutation.Length, permutation.Length];
        for (int row = 0; row < permutation.Length; row++)
        {
            for (int column = 0; column < permutation.Length; column++) scores[row, column] = permutation[row] == column
                ? 0.9
                : 0.3;
        }
        Assert.Equal(permutation, ClassMatching.Best(scores));
    }

    [Fact]
    public void The_best_sum_wins_over_the_best_single_pair() =>
        // 0.9 + 0.1 is less than 0.8 + 0.7: a greedy choice would take the 0.9.
        Assert.Equal([1, 0], ClassMatching.Best(new[,] { { 0.9, 0.8 }, { 0.7, 0.1 } }));

    [Fact]
    public void The_matching_is_the_best_of_all_permutations() => Gen.Int[1, 6]
        .SelectMany(count => Gen.Double[-1, 1].Array2D[count, count])
        .Sample(
            scores =>
            {
                double found = Sum(scores, ClassMatching.Best(scores));
                double best = Permutations(scores.GetLength(0)).Max(permutation => Sum(scores, permutation));
                Assert.Equal(best, found, 12);
            },
            iter: 200);

    private static double Sum(double[,] scores, int[] permutation) =>
        permutation.Select((column, row) => scores[row, column]).Sum();

    [Fact]
    public void Fifty_classes_are_matched()
    {
        int[] permutation = [.. Enumerable.Range(0, 50).OrderBy(number => number * 37 % 50)];
        var random = new Random(5);
        var scores = new double[50, 50];
        for (int cell = 0; cell < 2500; cell++) scores[cell / 50, cell % 50] = permutation[cell / 50] == cell % 50
            ? 0.95
            : 0.9 * random.NextDouble();
        Assert.Equal(permutation, ClassMatching.Best(scores));
    }

    private static IEnumerable<int[]> Permutations(int count) => count == 0
        ? [[]]
        : Permutations(count - 1).SelectMany(
            shorter => Enumerable.Range(0, count).Select(
                place => (int[])[.. shorter[..place], count - 1, .. shorter[place..]]));
}
