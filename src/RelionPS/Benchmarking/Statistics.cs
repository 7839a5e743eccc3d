namespace RelionPS.Benchmarking;

/// <summary>The little arithmetic that repeated runs need.</summary>
internal static class Statistics
{
    /// <summary>Middle value, the mean of the two middle ones for an even count; null for none.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return null;
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Median of each iteration over the runs that have it.</summary>
    public static IReadOnlyList<IterationTime> MedianIterations(IEnumerable<IReadOnlyList<IterationTime>> runs) =>
        [.. runs.SelectMany(run => run)
            .GroupBy(time => time.Iteration)
            .OrderBy(group => group.Key)
            .Select(group => new IterationTime(group.Key, Median(group.Select(time => time.Seconds))!.Value))];
}
