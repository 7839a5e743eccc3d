using System.Globalization;
using RelionPS.Core.Text;
using RelionPS.Libraries;

namespace RelionPS.Studies.Report.Sections;

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
        bool isCompared = content.Speeds.Count > 0, hasDoubts = results.Any(result => result.Warnings.Count > 0);
        bool hasInterval = results.Any(result => result.Interval is not null);
        yield return new TableBlock(
            "Wall time of each command, in seconds; warm-ups do not count",
            [
                "Command",
                "Runs#",
                "Median#",
                .. hasInterval ? (string[])["Interval#"] : [],
                "Least#",
                "Largest#",
                "CPU time#",
                "Peak memory#",
                "Speed-up#",
                .. isCompared ? (string[])["Standing"] : [],
                .. hasDoubts ? (string[])["Warnings"] : [],
            ],
            [.. results.Select((result, index) => (IReadOnlyList<string>)
            [
                labels[index], Quantity.Value(result.Seconds.Length), Seconds(result.MedianSeconds),
                .. hasInterval ? (string[])[Interval(result.Interval)] : [],
                Seconds(result.MinSeconds), Seconds(result.MaxSeconds), Seconds(result.CpuSeconds),
                Quantity.Bytes(result.PeakMemoryBytes),
                result.MedianSeconds is { } median ? FormattableString.Invariant($"{slowest / median:0.0#} ×") : "-",
                .. isCompared ? (string[])[ReportWords.Standing(content.Standing(result))] : [],
                .. hasDoubts ? (string[])[Marks(result)] : [],
            ])]);
        foreach (ReportBlock warnings in Warnings(results, labels)) yield return warnings;
        List<(string Label, GpuUse Use)> gpus =
        [
            .. results.Zip(labels).SelectMany(
                pair => (pair.First.Runs.LastOrDefault(run => !run.IsWarmup)?.GpuUse ?? [])
                    .Select(use => (pair.Second, use))),
        ];
        if (gpus.Count > 0)
        {
            yield return new TableBlock(
                "What the GPUs did in the last run of each command, sampled",
                ["Command", "GPU", "Model", "Busy#", "Peak#", "Peak memory#", "Power#", "Energy#"],
                [.. gpus.Select(gpu => (IReadOnlyList<string>)
                [
                    gpu.Label, string.Join(',', gpu.Use.Numbers), gpu.Use.Model ?? "-",
                    Unit(gpu.Use.MeanBusyPercent, 1, "%"), Unit(gpu.Use.PeakBusyPercent, 1, "%"),
                    Quantity.Bytes(gpu.Use.PeakMemoryBytes), Unit(gpu.Use.MeanWatts, 1, "W"),
                    Unit(gpu.Use.EnergyJoules, 0, "J"),
                ])]);
        }
        List<(BenchmarkResult Result, string Label)> timed =
        [
            .. results.Zip(labels).Where(pair => pair.First.MedianSeconds is not null),
        ];
        if (timed.Count > 1)
        {
            yield return new ChartBlock(
                new BarChart(
                    "Median wall time of each command",
                    "seconds",
                    "",
                    [.. timed.Select(pair => pair.Label)],
                    [("seconds", [.. timed.Select(pair => pair.Result.MedianSeconds!.Value)])]));
        }
        List<ChartLine> iterations =
        [
            .. results
                .Zip(labels)
                .Where(pair => pair.First.Iterations.Count > 1)
                .Select(
                    pair => new ChartLine(
                        pair.Second,
                        [.. pair.First.Iterations.Select(time => ((double)time.Iteration, time.Seconds / time.Span))])),
        ];
        if (iterations.Count > 0)
        {
            yield return new ChartBlock(
                new LineChart("Time of each iteration", "iteration", "seconds", iterations) { HasWholeX = true });
        }
        if (results.Any(result => result.Seconds.Length > 1))
        {
            yield return new ChartBlock(
                new LineChart(
                    "Every run, in order",
                    "run",
                    "seconds",
                    [
                        .. results
                            .Zip(labels)
                            .Where(pair => pair.First.Seconds.Length > 1)
                            .Select(
                                pair => new ChartLine(
                                    pair.Second,
                                    [.. pair.First.Seconds.Select((seconds, run) => (run + 1.0, seconds))])),
                    ])
                {
                    HasWholeX = true,
                });
        }
        foreach ((BenchmarkResult result, string label) in results.Zip(labels))
        {
            if (result.Comparison is { } comparison)
            {
                yield return new TextBlock(comparison.Times.IsDifferent
                    ? $"{label}: {Quantity.Decimals(comparison.SpeedUp, 2)} times as fast as the first command, pair "
                        + $"by pair; the ratio of times is {comparison.Times}."
                    : $"{label}: no difference shown from the first command; the ratio of times, pair by pair, is "
                        + $"{comparison.Times}.");
            }
            if (result.Projection is { } projection)
            {
                yield return new TextBlock(string.Create(CultureInfo.InvariantCulture,
                    $"{label}: a full run of {projection.FullIterations} iterations is foreseen to take "
                    + $"{projection.Seconds:0} s ({projection.LowerSeconds:0} to {projection.UpperSeconds:0} s). This "
                    + $"is not a measurement. {projection.Caveat}"));
            }
        }
        if (hasInterval)
        {
            yield return new TextBlock(
                "The interval is that of the median by bootstrap; its level is at most what so few runs allow, and is "
                + "shown where that is below 95 %.");
        }
    }

    /// <summary>What touches the times: beside them, before any chart.</summary>
    private static IEnumerable<ReportBlock> Warnings(
        IReadOnlyList<BenchmarkResult> results, IReadOnlyList<string> labels)
    {
        List<(string Label, BenchmarkWarning Warning)> doubts =
        [
            .. results.Zip(labels).SelectMany(pair => pair.First.Warnings.Select(warning => (pair.Second, warning))),
        ];
        if (doubts.Count > 0)
        {
            yield return new TableBlock(
                "Why the times may not be what they seem",
                ["Warning", "Seen", "What to do", "Command", "Run"],
                [.. doubts
                    .GroupBy(doubt => (doubt.Warning.Id, doubt.Warning.Message))
                    .Select(group => (IReadOnlyList<string>)
                    [
                        group.Key.Id, group.Key.Message, group.First().Warning.Remedy,
                        string.Join("; ", group.Select(doubt => doubt.Label).Distinct()),
                        Quantity.List(group.Select(doubt => doubt.Warning.RunNumber).OfType<int>().Distinct()),
                    ])])
            {
                Tones =
                [
                    .. doubts.GroupBy(doubt => (doubt.Warning.Id, doubt.Warning.Message)).Select(_ => ReportTone.Warn),
                ],
            };
        }
        string[] warnings = [.. results.SelectMany(result => result.Runs).SelectMany(run => run.Warnings).Distinct()];
        if (warnings.Length > 0) yield return new VerdictBlock(ReportTone.Warn, "RELION warned", warnings);
        string[] notes =
        [
            .. results.SelectMany(result => result.Runs).SelectMany(run => run.Notes)
                .Select(note => note.Message).Distinct(),
        ];
        if (notes.Length > 0) yield return new VerdictBlock(ReportTone.Warn, "What RELION says of the GPUs", notes);
    }

    private static string Marks(BenchmarkResult result)
    {
        string[] ids = [.. result.Warnings.Select(warning => warning.Id).Distinct()];
        return ids.Length == 0 ? "-" : $"{ReportTones.Sign(ReportTone.Warn)} {string.Join(", ", ids)}";
    }

    private static string Unit(double? value, int decimals, string unit) =>
        value is null ? "-" : $"{Quantity.Decimals(value, decimals)} {unit}";

    private static string Interval(ConfidenceInterval? interval) => interval is null
        ? "-"
        : $"{Quantity.Seconds(interval.Lower)}–{Quantity.Seconds(interval.Upper)}"
            + (interval.Coverage < interval.Level
                ? FormattableString.Invariant($" ({100 * interval.Coverage:0} %)")
                : "");

    private static string Seconds(double? seconds) => seconds is null ? "-" : Quantity.Seconds(seconds);
}
