using RelionPS.Libraries;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Speed-up over the number of nodes, against the ideal.</summary>
internal sealed class ScalingSection : IReportSection
{
    public string Title => "Scaling";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        // Only the nodes may differ, or the ratio says something else.
        var groups = content.Of<BenchmarkResult>().Where(result => result.MedianSeconds is not null)
            .GroupBy(result => (result.Name, result.Command.Executable, result.Command.Acceleration));
        foreach (var group in groups)
        {
            IReadOnlyList<ScalingPoint> points = ScalingPoint.Series(
                group.Select(result => (result.Command.Plan.NodeCount, result.MedianSeconds!.Value)));
            if (points.Count < 2) continue;
            int least = points[0].NodeCount;
            yield return new TableBlock(
                $"{group.Key.Name}: median wall time by number of nodes",
                ["Nodes#", "Seconds#", "Speed-up#", "Ideal#", "Efficiency#"],
                [
                    .. points.Select(
                        point => (IReadOnlyList<string>)[
                            Text($"{point.NodeCount}"),
                            Text($"{point.Seconds:0.0#}"),
                            Text($"{point.SpeedUp:0.00}"),
                            Text($"{(double)point.NodeCount / least:0.##}"),
                            Text($"{100 * point.Efficiency:0} %"),
                        ]),
                ]);
            yield return new ChartBlock(
                new LineChart(
                    $"Speed-up of {group.Key.Name} over {least} node{(least == 1 ? "" : "s")}", "nodes", "speed-up",
                    [
                        new ChartLine(
                            "measured", [.. points.Select(point => ((double)point.NodeCount, point.SpeedUp))]),
                        new ChartLine(
                            "ideal",
                            [.. points.Select(point => ((double)point.NodeCount, (double)point.NodeCount / least))])
                        {
                            IsDashed = true,
                        },
                    ])
                { HasWholeX = true });
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
