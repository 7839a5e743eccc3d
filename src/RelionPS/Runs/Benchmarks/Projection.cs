using RelionPS.Core.Statistics;

namespace RelionPS.Runs.Benchmarks;

/// <summary>
/// Foresees the time of a full run. Expectation compares each image with samples of orientation and shift, in current
/// size² pixels: the samples of a classification
/// stay, the current size follows the resolution (ml_optimiser.cpp, updateImageSizeAndResolutionPointers: twice the
/// resolution's shell and 10 more). The rest of an
/// iteration depends on the box, which stays. The first two iterations are not used: the first may compare by
/// cross-correlation, the second starts from its result.
/// </summary>
internal static class Projection
{
    /// <summary>Two iterations after the two that are not used.</summary>
    public const int LeastIterations = 4;

    private const int Skipped = 2;

    /// <summary>The resolution can't pass half the current size, and the next size is ten shells more.</summary>
    private const int LargestGrowth = 20;

    /// <summary>Null where the run is too short, its sizes are not known, or it is full already.</summary>
    /// <param name="steps">Steps of the short run.</param>
    /// <param name="sizes">Its current sizes.</param>
    /// <param name="full">Iterations of the full run.</param>
    public static BenchmarkProjection? Of(IReadOnlyList<StepTime> steps, IReadOnlyList<IterationSize> sizes, int full)
    {
        int measured = sizes.Count;
        bool isWhole = sizes.Select(size => size.Iteration).SequenceEqual(Enumerable.Range(1, measured))
            && steps.Select(step => step.Iteration).DefaultIfEmpty().Max() == measured;
        if (!isWhole || measured < LeastIterations || full <= measured) return null;

        int[] used = [.. Enumerable.Range(1 + Skipped, measured - Skipped)];
        double perPixel = SampleStatistics.Median(
            used.Select(
                iteration => Seconds(iteration, isExpectation: true) / Square(
                    sizes[iteration - 1].CurrentSize)))!.Value;
        double other = SampleStatistics.Median(
            used.Select(iteration => Seconds(iteration, isExpectation: false)))!.Value;
        int last = sizes[^1].CurrentSize, box = sizes[^1].BoxSize;
        SizeGrowth growth = SizeGrowth.Of([.. sizes.Select(size => size.CurrentSize)], Skipped, box);
        double soFar = steps.Sum(step => step.Seconds);

        int[] ahead = [.. Enumerable.Range(1, full - measured)];
        int[] foreseen = [.. ahead.Select(growth.After)];
        return new BenchmarkProjection
        {
            MeasuredIterations = measured,
            FullIterations = full,
            Seconds = soFar + foreseen.Sum(size => (perPixel * Square(size)) + other),
            LowerSeconds = soFar + ahead.Sum(_ => (perPixel * Square(last)) + other),
            UpperSeconds = soFar + ahead.Sum(
                step => ((perPixel * Square(last)) + other) * Square(
                    Math.Min(box, last + (step * LargestGrowth))) / Square(last)),
            CurrentSizes = [.. sizes.Select(size => size.CurrentSize), .. foreseen],
            Caveat = Caveat,
        };

        double Seconds(int iteration, bool isExpectation) =>
            steps
                .Where(step => step.Iteration == iteration && step.Step == RefineStep.Expectation == isExpectation)
                .Sum(step => step.Seconds);
    }

    /// <summary>What was measured of the model itself; see bench/README.md.</summary>
    private const string Caveat =
        "A model, not a measurement. Iterations take longer as the resolution grows, and how far it will grow is not "
        + "known beforehand: the limits are a current size that stays, "
        + "and one that grows as fast as RELION allows. On five known runs of synthetic sets, from 4 iterations to 12 "
        + "or 25, it was between 11 % too low and 18 % too high; from 6 iterations, where sizes had begun to grow, up "
        + "to 20 % too high. No published run tells its iterations, so that none of real data is known.";

    private static double Square(double value) => value * value;
}
