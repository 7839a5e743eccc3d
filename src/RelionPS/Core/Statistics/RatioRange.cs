using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>
/// How many times as large a later series is as an earlier one, with an interval that misses the truth no more often
/// than it says. Both series are of blocks: runs that were made one after the other.
/// </summary>
/// <remarks>
/// The interval is that of the exact test of Mann and Whitney (Hodges and Lehmann 1963): it holds for every
/// distribution, heavy tails and several modes too, as long as runs do not depend on when they were made. Where the
/// blocks of the earlier series differ by more than their runs, which analysis of variance on ranks tells (Conover and
/// Iman 1981), it is widened to that of one more block: the moderated t of Smyth (2004) over the blocks' medians, so
/// that what changes from session to session is not taken for the change that is asked about. What it expects before
/// it has seen any block is that blocks differ by half of the tolerance.
/// </remarks>
internal sealed record RatioRange
{
    /// <summary>
    /// Probability at which blocks that are alike are taken for different ones. Well above the usual 0.05 would cost
    /// small histories the power to find anything; well below it would leave drift unseen.
    /// </summary>
    private const double BlockLevel = 0.05;

    /// <summary>Fewer blocks do not tell how blocks differ.</summary>
    private const int LeastBlocks = 3;

    /// <summary>
    /// Weight of what is expected of blocks, in degrees of freedom; five blocks that were seen weigh as much.
    /// </summary>
    private const double ExpectedFreedom = 4;

    /// <summary>Median of all ratios of a later to an earlier value.</summary>
    public required double Ratio { get; init; }

    /// <summary>Lower end; null where there are too few values for the level.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end.</summary>
    public double? Upper { get; init; }

    /// <summary>Lower end by the runs alone, whatever blocks they are in.</summary>
    public double? LowerOfRuns { get; init; }

    /// <summary>Upper end by the runs alone.</summary>
    public double? UpperOfRuns { get; init; }

    /// <summary>Relative difference that does not count.</summary>
    public required double Tolerance { get; init; }

    /// <summary>True where the later series is larger: the interval is above 1, and that of the runs alone above the
    /// tolerance.</summary>
    public bool IsLarger => Lower > 1 && LowerOfRuns > 1 + Tolerance;

    /// <summary>True where it is smaller.</summary>
    public bool IsSmaller => Upper < 1 && UpperOfRuns < 1 / (1 + Tolerance);

    /// <summary>Probability that both ends leave out, together.</summary>
    public required double Rate { get; init; }

    /// <summary>The least rate that so many values can keep.</summary>
    public required double LeastRate { get; init; }

    /// <summary>True where the earlier blocks differ by more than their runs: the interval reckons with it.</summary>
    public bool AreBlocksDifferent { get; init; }

    /// <summary>Blocks of the earlier series.</summary>
    public required int Blocks { get; init; }

    /// <summary>
    /// The ratio that would be found nine times of ten, by the interval's width; null without one.
    /// </summary>
    public double? Detectable => Lower is not { } lower ? null : Math.Max(
        (1 + Tolerance) * Certain(Ratio / LowerOfRuns!.Value), Certain(Ratio / lower));

    private double Certain(double width) =>
        Math.Pow(width, 1 + RankMath.NormalLimit(0.1) / RankMath.NormalLimit(Rate / 2));

    /// <summary>Compares two series of positive values.</summary>
    /// <param name="earlier">The earlier blocks, in order; none is empty.</param>
    /// <param name="later">The later blocks.</param>
    /// <param name="rate">Probability that the interval may miss the truth with.</param>
    /// <param name="tolerance">Relative difference that does not count.</param>
    public static RatioRange Of(
        IReadOnlyList<IReadOnlyList<double>> earlier, IReadOnlyList<IReadOnlyList<double>> later, double rate,
        double tolerance)
    {
        double[] before = [.. earlier.SelectMany(block => block)];
        double[] after = [.. later.SelectMany(block => block)];
        double[] ratios = [.. after.SelectMany(value => before.Select(other => value / other)).Order()];
        var range = new RatioRange
        {
            Ratio = SampleMath.Median(ratios),
            Rate = rate,
            Tolerance = tolerance,
            LeastRate = RankOrders.LeastRate(before.Length, after.Length),
            Blocks = earlier.Count,
        };
        if (range.LeastRate > rate) return range;
        int outside = RankOrders.Outside(before.Length, after.Length, rate / 2);
        (double lower, double upper) = (ratios[outside], ratios[^(outside + 1)]);
        range = range with { Lower = lower, Upper = upper, LowerOfRuns = lower, UpperOfRuns = upper };
        return AreDifferent(earlier) ? range.Widened(earlier, later) : range;
    }

    /// <summary>
    /// Blocks of about the same length, none across the end of a session: a long session shows by its parts whether the
    /// machine drifts.
    /// </summary>
    /// <param name="sessions">The values of each session, in order.</param>
    /// <param name="length">Length of a block.</param>
    public static IReadOnlyList<IReadOnlyList<double>> BlocksOf(
        IEnumerable<IReadOnlyList<double>> sessions, int length) =>
        [
            .. sessions.SelectMany(session =>
            {
                int blocks = Math.Max(1, session.Count / Math.Max(1, length));
                return Enumerable.Range(0, blocks).Select(block => (IReadOnlyList<double>)
                    [
                        .. session.Skip(block * session.Count / blocks).Take(
                            (block + 1) * session.Count / blocks - block * session.Count / blocks),
                    ]);
            }).Where(block => block.Count > 0),
        ];

    private static bool AreDifferent(IReadOnlyList<IReadOnlyList<double>> blocks)
    {
        int count = blocks.Sum(block => block.Count);
        if (blocks.Count < LeastBlocks || count <= blocks.Count) return false;
        Dictionary<double, double> ranks = blocks.SelectMany(block => block).Order()
            .Select((value, index) => (value, index))
            .GroupBy(item => item.value, item => (double)item.index)
            .ToDictionary(group => group.Key, group => group.Average());
        double mean = (count - 1) / 2.0;
        double among = 0, within = 0;
        foreach (IReadOnlyList<double> block in blocks)
        {
            double own = block.Average(value => ranks[value]);
            among += block.Count * (own - mean) * (own - mean);
            within += block.Sum(value => (ranks[value] - own) * (ranks[value] - own));
        }
        if (within == 0) return among > 0;
        double value = among / (blocks.Count - 1) / (within / (count - blocks.Count));
        return RankMath.FisherTail(blocks.Count - 1, count - blocks.Count, value) < BlockLevel;
    }

    private RatioRange Widened(
        IReadOnlyList<IReadOnlyList<double>> earlier, IReadOnlyList<IReadOnlyList<double>> later)
    {
        double[] before = Centres(earlier), after = Centres(later);
        double seen = SampleMath.StandardDeviation(before), expected = Math.Log(1 + Tolerance) / 2;
        double freedom = before.Length - 1 + ExpectedFreedom;
        double deviation = Math.Sqrt(
            ((before.Length - 1) * seen * seen + ExpectedFreedom * expected * expected) / freedom);
        double half = RankMath.StudentLimit(freedom, Rate / 2) * deviation
            * Math.Sqrt(1.0 / before.Length + 1.0 / after.Length);
        double middle = after.Average() - before.Average();
        return this with
        {
            Lower = Math.Min(Lower!.Value, Math.Exp(middle - half)),
            Upper = Math.Max(Upper!.Value, Math.Exp(middle + half)),
            AreBlocksDifferent = true,
        };
    }

    private static double[] Centres(IReadOnlyList<IReadOnlyList<double>> blocks) =>
        [.. blocks.Select(block => Math.Log(SampleStatistics.Median(block)!.Value))];
}
