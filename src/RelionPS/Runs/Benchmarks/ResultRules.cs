using RelionPS.Core.Statistics;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Benchmarks;

/// <summary>What in the times themselves makes a benchmark doubtful.</summary>
internal static class ResultRules
{
    /// <summary>Below it maximisation and output hide what is compared (measured, RELION 3.1.3).</summary>
    private const double LeastExpectationShare = 0.8;

    /// <summary>From six values on the sample's range covers the median with more than 95 %: 1 − 2^(1−n).</summary>
    private const int LeastRepeats = 6;

    public static IEnumerable<BenchmarkWarning> Of(BenchmarkResult result, int? fullIterations)
    {
        if (result.Seconds.Length == 0) yield break;
        if (fullIterations is { } full && result.Projection is null)
        {
            yield return new BenchmarkWarning
            {
                Id = "NoProjection",
                Message = InvariantText.Of($"The time of {full} iterations can't be foreseen from this run."),
                Remedy = InvariantText.Of(
                    $"Measure a classification of at least {Projection.LeastIterations} iterations, ",
                    $"and fewer than {full}."),
                Evidence = InvariantText.Of(
                    $"{result.Iterations.Sum(time => time.Span)} iterations were measured, ",
                    $"current sizes of {result.Runs[^1].Sizes.Count} are known"),
            };
        }
        if (result.Seconds.Length < LeastRepeats)
        {
            yield return new BenchmarkWarning
            {
                Id = "FewRepeats",
                Message = InvariantText.Of(
                    $"From fewer than {LeastRepeats} runs no interval of the median is 95 % sure; ",
                    $"there were {result.Seconds.Length}."),
                Remedy = InvariantText.Of($"Use -Repeat {LeastRepeats} or more."),
                Evidence = InvariantText.Of(
                    $"an interval of all values covers the median ",
                    $"with {1 - Math.Pow(2, 1 - result.Seconds.Length):P0} ",
                    $"(1 - 2^(1-n), n = {result.Seconds.Length})"),
            };
        }
        if (result.OutlierRuns.Count > 0)
        {
            bool isFirst = result.OutlierRuns is [1] && result.Seconds[0] > result.MedianSeconds;
            yield return new BenchmarkWarning
            {
                Id = isFirst ? "FirstRunOutlier" : "RunOutliers",
                Message = isFirst
                    ? "The first run was slower than the others: files were not in memory yet."
                    : InvariantText.Of($"Outliers: runs {string.Join(", ", result.OutlierRuns)}."),
                Remedy = isFirst
                    ? "Use -Warmup 1."
                    : "See the machine's warnings of these runs; repeat on a quiet machine.",
                Evidence = InvariantText.Of(
                    $"median {result.MedianSeconds:0.###} s, MAD {result.MadSeconds:0.###} s, ",
                    $"times {Times(result.Seconds)} s; modified z-score beyond 3.5"),
            };
        }
        if (SampleStatistics.Outliers([.. result.Iterations.Select(time => time.Seconds)]) is { } outliers
            && outliers.Contains(0))
        {
            yield return new BenchmarkWarning
            {
                Id = "FirstIterationOutlier",
                Message = "The first iteration's time is unlike the others'.",
                Remedy = "Leave it out where iterations are compared: with --firstiter_cc it does other work.",
                Evidence = InvariantText.Of(
                    $"iterations {Times(result.Iterations.Select(time => time.Seconds))} s; ",
                    $"modified z-score beyond 3.5"),
            };
        }
        if (result.StepShares.FirstOrDefault(
            share => share.Step == RefineStep.Expectation) is { Share: < LeastExpectationShare } expectation)
        {
            yield return new BenchmarkWarning
            {
                Id = "ExpectationShareLow",
                Message = InvariantText.Of(
                    $"Expectation was {expectation.Share:P0} of the time: the job is too small to tell of real ones."),
                Remedy = "Use more particles, fewer pixels, or finer sampling, until expectation has 80 %.",
                Evidence = string.Join(
                    ", ", result.StepShares.Select(share => InvariantText.Of($"{share.Step} {share.Seconds:0.##} s"))),
            };
        }
    }

    private static string Times(IEnumerable<double> seconds) =>
        string.Join(", ", seconds.Select(time => InvariantText.Of($"{time:0.###}")));
}
