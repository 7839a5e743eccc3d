namespace RelionPS.Benchmarking.Report.Sections;

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
            List<(int Nodes, double Seconds)> points = [.. group.GroupBy(result => result.Command.Plan.NodeCount).OrderBy(nodes => nodes.Key).Select(nodes => (nodes.Key, nodes.Min(result => result.MedianSeconds!.Value)))];
            if (points.Count < 2) continue;
            (int nodes, double seconds) = points[0];
            yield return new TableBlock(
                $"{group.Key.Name}: fastest median for each number of nodes",
                ["Nodes#", "Seconds#", "Speed-up#", "Ideal#", "Efficiency#"],
                [.. points.Select(point => (IReadOnlyList<string>)[Text($"{point.Nodes}"), Text($"{point.Seconds:0.0#}"), Text($"{seconds / point.Seconds:0.00}"), Text($"{(double)point.Nodes / nodes:0.##}"), Text($"{100 * seconds / point.Seconds * nodes / point.Nodes:0} %")])]);
            yield return new ChartBlock(new LineChart($"Speed-up of {group.Key.Name} over {nodes} node{(nodes == 1 ? "" : "s")}", "nodes", "speed-up",
            [
                new ChartLine("measured", [.. points.Select(point => ((double)point.Nodes, seconds / point.Seconds))]),
                new ChartLine("ideal", [.. points.Select(point => ((double)point.Nodes, (double)point.Nodes / nodes))]) { IsDashed = true },
            ])
            { HasWholeX = true });
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
