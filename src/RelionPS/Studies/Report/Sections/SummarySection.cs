using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The figures that someone in a hurry wants.</summary>
internal sealed class SummarySection : IReportSection
{
    public string Title => "Summary";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<BenchmarkResult> results = content.Of<BenchmarkResult>();
        if (results.Where(result => result.MedianSeconds is not null).MinBy(result => result.MedianSeconds) is { } best)
        {
            RunPlan plan = best.Command.Plan;
            List<(string, string, string)> figures =
            [
                (
                    results.Count == 1 ? "Median"
                        : content.Standing(best) == SpeedStanding.Fastest ? "Fastest, median" : "Least median",
                    Duration(best.MedianSeconds!.Value),
                    string.Create(CultureInfo.InvariantCulture,
                        $"{best.Seconds.Length} {(best.Seconds.Length == 1 ? "run" : "runs")}, "
                        + $"{Quantity.Seconds(best.MinSeconds)}–{Quantity.Seconds(best.MaxSeconds)} s")),
                (
                    "Plan",
                    plan.UsesMpi
                        ? FormattableString.Invariant($"{plan.Ranks} × {plan.ThreadsPerRank}")
                        : FormattableString.Invariant($"{plan.ThreadsPerRank}"),
                    plan.UsesMpi ? $"ranks × threads, pool {plan.Pool}" : $"threads, pool {plan.Pool}"),
                ("Peak memory", Quantity.Bytes(best.PeakMemoryBytes), "process tree on the node"),
            ];
            if (results
                .Where(result => result.MedianSeconds is not null)
                .Max(result => result.MedianSeconds) is { } slowest
                && results.Count > 1)
            {
                figures.Add(
                    (
                        "Slowest over fastest",
                        FormattableString.Invariant($"{slowest / best.MedianSeconds:0.0#} ×"),
                        IsShown(content) ? "by their medians" : "by their medians; no difference shown"));
            }
            if (content.Of<ResultComparison>() is [var first, ..] comparisons)
            {
                ResultComparison told = comparisons.FirstOrDefault(
                    comparison => comparison.Verdict == ComparisonVerdict.Different)
                    ?? first;
                figures.Add(
                    (
                        "Maps",
                        told.Verdict.ToString(),
                        FormattableString.Invariant($"least FSC {told.LeastFsc:0.0000}")));
            }
            yield return new FiguresBlock(figures);
        }
        foreach (BenchmarkResult result in results)
        {
            if (result.Summary is not null) yield return new TextBlock(result.Summary);
        }
    }

    private static bool IsShown(ReportContent content) =>
        content.Speeds.SelectMany(speed => speed.Others).Any(other => other.Standing == SpeedStanding.Slower);

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => Quantity.Seconds(seconds) + " s",
        < 7200 => FormattableString.Invariant($"{seconds / 60:0.0} min"),
        _ => FormattableString.Invariant($"{seconds / 3600:0.00} h"),
    };
}
