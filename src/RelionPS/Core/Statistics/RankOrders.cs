using System.Collections.Concurrent;
using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>
/// The distribution of U of Mann and Whitney (1947) where all orders of two samples are alike. Perfolizer's exact
/// distribution ends at 65 values together and takes milliseconds for each of its values; from where this one takes
/// long, Perfolizer's Edgeworth series is used.
/// </summary>
internal static class RankOrders
{
    /// <summary>Pairs up to which the distribution is exact.</summary>
    private const int LargestExact = 4000;

    private static readonly ConcurrentDictionary<(int First, int Second, double Tail), int> Known = new();

    /// <summary>The least rate of a test of both sides: two of all orders.</summary>
    public static double LeastRate(int first, int second)
    {
        double rate = 2;
        for (int index = 1; index <= Math.Min(first, second); index++)
        {
            rate *= (double)index / (Math.Max(first, second) + index);
        }
        return Math.Min(1, rate);
    }

    /// <summary>The largest number of pairs against the order that is as rare as the tail.</summary>
    /// <param name="first">Size of one sample.</param>
    /// <param name="second">Size of the other.</param>
    /// <param name="tail">Probability of one side, at least half of <see cref="LeastRate"/>.</param>
    public static int Outside(int first, int second, double tail) =>
        Known.GetOrAdd(
            (Math.Min(first, second), Math.Max(first, second), tail), key => Find(key.First, key.Second, key.Tail));

    /// <summary>Probabilities of U = 0, 1, … up to half of the pairs.</summary>
    internal static double[] Distribution(int first, int second)
    {
        int most = first * second / 2;
        // By the largest value's sample: p(n, m, u) = n/(n+m) p(n−1, m, u−m) + m/(n+m) p(n, m−1, u).
        double[][] row = [.. Enumerable.Range(0, second + 1).Select(_ => new double[most + 1])];
        foreach (double[] none in row) none[0] = 1;
        for (int n = 1; n <= first; n++)
        {
            double[][] before = row;
            row = new double[second + 1][];
            row[0] = new double[most + 1];
            row[0][0] = 1;
            for (int m = 1; m <= second; m++)
            {
                row[m] = new double[most + 1];
                double share = (double)n / (n + m);
                for (int u = 0; u <= most; u++)
                {
                    row[m][u] = (1 - share) * row[m - 1][u] + (u >= m ? share * before[m][u - m] : 0);
                }
            }
        }
        return row[second];
    }

    private static int Find(int first, int second, double tail)
    {
        if (first * second <= LargestExact)
        {
            double sum = 0;
            double[] distribution = Distribution(first, second);
            return Math.Max(0, Array.FindIndex(distribution, probability => (sum += probability) > tail) - 1);
        }
        int low = 0, high = first * second / 2;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (RankMath.LargeSampleProbability(first, second, middle) <= tail) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
