using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Forecast;

/// <summary>
/// Iterations whose work on an image goes far beyond all that was measured: of these the law only guesses, and an
/// auto-refinement spends most of its time in few of them.
/// </summary>
internal static class UnmeasuredWork
{
    /// <summary>So many times the most that was measured is beyond it.</summary>
    private const double Beyond = 1.5;

    /// <summary>A smaller part of the whole time is not worth a word.</summary>
    private const double LeastShare = 0.1;

    /// <summary>What to measure too; null where what was measured is like the whole.</summary>
    /// <param name="works">The iterations of the whole run.</param>
    /// <param name="seconds">Their times, by the law.</param>
    /// <param name="measured">The iterations that were measured.</param>
    public static string? Of(
        IReadOnlyList<IterationWork> works, IReadOnlyList<double> seconds, IEnumerable<IterationWork> measured)
    {
        (double pixels, double directions) = measured.Aggregate(
            (Pixels: 0.0, Directions: 0.0),
            (most, work) => (Math.Max(most.Pixels, Pixels(work)), Math.Max(most.Directions, Directions(work))));
        double Ratio(IterationWork work) => Math.Max(Over(Pixels(work), pixels), Over(Directions(work), directions));
        (IterationWork Work, double Seconds)[] beyond =
            [.. works.Zip(seconds).Where(one => one.First.Iteration > 1 && Ratio(one.First) > Beyond)];
        double share = beyond.Sum(one => one.Seconds) / seconds.Sum();
        if (beyond.Length == 0 || share < LeastShare) return null;
        IterationWork dearest = beyond.MaxBy(one => one.Seconds).Work;
        string what = double.IsFinite(Ratio(dearest))
            ? string.Create(CultureInfo.InvariantCulture, $"{Ratio(dearest):0.#} times as much")
            : "a local search, of which none was measured";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{beyond.Length} of {works.Count} iterations, {Quantity.Share(share)} of the time, have more work on an ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"image than any that was measured (iteration {dearest.Iteration}: {what}): measure it too, ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"Initialize-RelionBenchmark Continue -Iteration {dearest.Iteration - 1}");
    }

    private static double Pixels(IterationWork work) => work.CoarsePixels + work.FinePixels;

    private static double Directions(IterationWork work) => work.DirectionsLookedThrough;

    /// <summary>Infinite where no measured iteration has any, as of the directions of a local search.</summary>
    private static double Over(double amount, double most) => amount > 0 ? amount / most : 0;
}
