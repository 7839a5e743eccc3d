using RelionPS.Core.Statistics;
using RelionPS.Libraries;

namespace RelionPS.Studies.History;

/// <summary>
/// Finds where the times of a series of benchmarks changed: ED-PELT proposes, the beginning of the nearest benchmark is
/// taken, and an exact test of what lies before and after keeps what is beyond noise and tolerance.
/// </summary>
internal static class ShiftFinder
{
    /// <summary>Runs that ED-PELT wants on each side of a change.</summary>
    private const int LeastRuns = 3;

    /// <summary>
    /// Numbers of the records that a change comes before, and the ratio of what follows to what was before it.
    /// </summary>
    public static IReadOnlyList<(int First, RatioRange Range)> Find(
        IReadOnlyList<IReadOnlyList<double>> sessions, ComparisonOptions options)
    {
        if (sessions.Count < 2) return [];
        double[] values = [.. sessions.SelectMany(session => session).Select(seconds => Math.Log(seconds))];
        int[] starts = new int[sessions.Count];
        for (int index = 1; index < starts.Length; index++)
        {
            starts[index] = starts[index - 1] + sessions[index - 1].Count;
        }
        List<int> firsts =
        [
            .. RankMath.ChangePoints(values, LeastRuns)
                .Select(change => Enumerable.Range(1, sessions.Count - 1)
                    .MinBy(first => Math.Abs(starts[first] - change)))
                .Distinct()
                .Order(),
        ];
        // Each place between two benchmarks might have been the one: the rate is shared among them.
        double rate = options.FalseAlarmRate / (sessions.Count - 1);
        // The weakest goes first, and its neighbours are then told apart over both their sides.
        while (firsts.Count > 0)
        {
            RatioRange[] ranges =
            [
                .. firsts.Select((first, index) => Range(
                    sessions, index == 0 ? 0 : firsts[index - 1], first,
                    index + 1 < firsts.Count ? firsts[index + 1] : sessions.Count, rate, options.Tolerance)),
            ];
            int weakest = Enumerable.Range(0, ranges.Length).MinBy(index => Evidence(ranges[index]));
            if (ranges[weakest] is { IsLarger: true } or { IsSmaller: true }) return [.. firsts.Zip(ranges)];
            firsts.RemoveAt(weakest);
        }
        return [];
    }

    /// <summary>How far the interval is from 1; negative where it holds it.</summary>
    private static double Evidence(RatioRange range) => range.Lower is not { } lower
        ? double.NegativeInfinity
        : Math.Max(Math.Log(lower), -Math.Log(range.Upper!.Value));

    private static RatioRange Range(
        IReadOnlyList<IReadOnlyList<double>> sessions, int from, int first, int end, double rate,
        double tolerance) =>
        RatioRange.Of([.. sessions.Take(first).Skip(from)], [.. sessions.Take(end).Skip(first)], rate, tolerance);
}
