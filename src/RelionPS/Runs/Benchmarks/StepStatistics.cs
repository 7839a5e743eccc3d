using RelionPS.Core.Statistics;

namespace RelionPS.Runs.Benchmarks;

/// <summary>Steps of several runs as one series, and their parts of the whole.</summary>
internal static class StepStatistics
{
    /// <summary>
    /// Median of each step over the runs that have it, one after the other in the order of the first run.
    /// </summary>
    public static IReadOnlyList<StepTime> Medians(IEnumerable<IReadOnlyList<StepTime>> runs)
    {
        var medians = new List<StepTime>();
        double start = 0;
        foreach (var group in runs.SelectMany(run => run).GroupBy(time => (time.Iteration, time.Step)))
        {
            double seconds = SampleStatistics.Median(group.Select(time => time.Seconds))!.Value;
            medians.Add(new StepTime(group.Key.Iteration, group.Key.Step, start, seconds));
            start += seconds;
        }
        return medians;
    }

    /// <summary>Median of each iteration over the runs that have it.</summary>
    public static IReadOnlyList<IterationTime> MedianIterations(IEnumerable<IReadOnlyList<IterationTime>> runs) =>
        [.. runs.SelectMany(run => run)
            .GroupBy(time => time.Iteration)
            .OrderBy(group => group.Key)
            .Select(
                group => group.First() with
                {
                    Seconds = SampleStatistics.Median(group.Select(time => time.Seconds))!.Value,
                })];

    /// <summary>Each step's sum, and its share of all; in the order of <see cref="RefineStep"/>.</summary>
    public static IReadOnlyList<StepShare> Shares(IReadOnlyList<StepTime> steps)
    {
        double all = steps.Sum(step => step.Seconds);
        return all <= 0 ? [] :
        [
            .. steps.GroupBy(step => step.Step)
                .OrderBy(group => group.Key)
                .Select(
                    group => new StepShare(
                        group.Key, group.Sum(step => step.Seconds), group.Sum(step => step.Seconds) / all)),
        ];
    }
}
