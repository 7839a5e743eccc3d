using RelionPS.Core.Statistics;

namespace RelionPS.Runs.Benchmarks;

/// <summary>What the runs of one command come to, whoever ran them: the session, or a batch job.</summary>
internal static class BenchmarkResults
{
    /// <param name="command">The command as it was run.</param>
    /// <param name="runs">Every run, warm-ups too, in order; at least one.</param>
    /// <param name="version">RELION's version, <c>Unknown</c> where it is not known.</param>
    /// <param name="fullIterations">Iterations of a full run to project the time to; null leaves that out.</param>
    public static BenchmarkResult Of(
        RefineCommand command, IReadOnlyList<BenchmarkRun> runs, string version, int? fullIterations = null)
    {
        BenchmarkRun[] counted = [.. runs.Where(run => !run.IsWarmup && run.Status == RunStatus.Completed)];
        double[] seconds = [.. counted.Select(run => run.Seconds!.Value)];
        IReadOnlyList<IterationTime> iterations = StepStatistics.MedianIterations(
            counted.Select(run => run.Iterations));
        double? median = SampleStatistics.Median(seconds);
        BenchmarkRun last = runs[^1];
        IReadOnlyList<StepTime> steps = StepStatistics.Medians(counted.Select(run => run.Steps));
        var result = new BenchmarkResult
        {
            Name = command.Name,
            Command = command,
            Seconds = seconds,
            MedianSeconds = median,
            MinSeconds = seconds.Length > 0 ? seconds.Min() : null,
            MaxSeconds = seconds.Length > 0 ? seconds.Max() : null,
            MadSeconds = SampleStatistics.MedianAbsoluteDeviation(seconds),
            StandardDeviationSeconds = SampleStatistics.StandardDeviation(seconds),
            Interval = Bootstrap.MedianInterval(seconds),
            OutlierRuns = [.. SampleStatistics.Outliers(seconds).Select(index => counted[index].Number)],
            Steps = steps,
            StepShares = StepStatistics.Shares(steps),
            Projection = fullIterations is { } full && counted.Length > 0
                ? Projection.Of(steps, counted[^1].Sizes, full)
                : null,
            Iterations = iterations,
            ExitCode = last.ExitCode,
            Status = last.Status,
            PeakMemoryBytes = runs.Max(run => run.PeakMemoryBytes),
            CpuSeconds = SampleStatistics.Median(counted.Select(run => run.CpuSeconds).OfType<double>()),
            RecordPath = last.RecordPath,
            Runs = [.. runs],
            RelionVersion = version,
            Summary = median is { } time
                ? BenchmarkSummary.Render(command, version, iterations.Sum(iteration => iteration.Span), time)
                : null,
        };
        return result with
        {
            Warnings = [.. runs.SelectMany(run => run.MachineWarnings), .. ResultRules.Of(result, fullIterations)],
        };
    }
}
