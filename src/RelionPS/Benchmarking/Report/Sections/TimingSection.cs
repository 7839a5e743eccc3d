using RelionPS.Rendering;

namespace RelionPS.Benchmarking.Report.Sections;

/// <summary>What the runs took, whole and by iteration.</summary>
internal sealed class TimingSection : IReportSection
{
    public string Title => "Timings";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<BenchmarkResult> results = content.Of<BenchmarkResult>();
        if (results.Count == 0) yield break;
        IReadOnlyList<string> labels = content.Labels();
        double? slowest = results.Max(result => result.MedianSeconds);
        yield return new TableBlock(
            "Wall time of each command, in seconds; warm-ups do not count",
            ["Command", "Runs#", "Median#", "Least#", "Largest#", "CPU time#", "Peak memory#", "Speed-up#"],
            [.. results.Select((result, index) => (IReadOnlyList<string>)
            [
                labels[index], ViewText.Value(result.Seconds.Length), Seconds(result.MedianSeconds), Seconds(result.MinSeconds), Seconds(result.MaxSeconds),
                Seconds(result.CpuSeconds), ViewText.Bytes(result.PeakMemoryBytes),
                result.MedianSeconds is { } median ? FormattableString.Invariant($"{slowest / median:0.0#} ×") : "-",
            ])]);
        List<(BenchmarkResult Result, string Label)> timed = [.. results.Zip(labels).Where(pair => pair.First.MedianSeconds is not null)];
        if (timed.Count > 1)
        {
            yield return new ChartBlock(new BarChart("Median wall time of each command", "seconds", "", [.. timed.Select(pair => pair.Label)], [("seconds", [.. timed.Select(pair => pair.Result.MedianSeconds!.Value)])]));
        }
        List<ChartLine> iterations = [.. results.Zip(labels).Where(pair => pair.First.Iterations.Count > 1).Select(pair => new ChartLine(pair.Second, [.. pair.First.Iterations.Select(time => ((double)time.Iteration, time.Seconds))]))];
        if (iterations.Count > 0)
        {
            yield return new ChartBlock(new LineChart("Time of each iteration", "iteration", "seconds", iterations) { HasWholeX = true });
        }
        if (results.Any(result => result.Seconds.Length > 1))
        {
            yield return new ChartBlock(new LineChart("Every run, in order", "run", "seconds", [.. results.Zip(labels).Where(pair => pair.First.Seconds.Length > 1).Select(pair => new ChartLine(pair.Second, [.. pair.First.Seconds.Select((seconds, run) => (run + 1.0, seconds))]))]) { HasWholeX = true });
        }
        string[] warnings = [.. results.SelectMany(result => result.Runs).SelectMany(run => run.Warnings).Distinct()];
        if (warnings.Length > 0) yield return new VerdictBlock(ReportTone.Warn, "RELION warned", warnings);
    }

    private static string Seconds(double? seconds) => seconds is null ? "-" : ViewText.Seconds(seconds);
}
