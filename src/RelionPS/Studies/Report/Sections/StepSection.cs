using RelionPS.Core.Text;
using RelionPS.Libraries;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Where the time goes: the steps of an iteration.</summary>
internal sealed class StepSection : IReportSection
{
    public string Title => "Steps";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        List<(BenchmarkResult Result, string Label)> stepped =
        [
            .. content.Of<BenchmarkResult>().Zip(content.Labels()).Where(pair => pair.First.StepShares.Count > 0),
        ];
        if (stepped.Count == 0) yield break;
        List<RefineStep> steps =
        [
            .. stepped.SelectMany(pair => pair.Result.StepShares).Select(share => share.Step).Distinct().Order(),
        ];
        yield return new TableBlock(
            "Share of each step in the whole run; the seconds in brackets",
            ["Command", .. steps.Select(step => $"{step}#")],
            [
                .. stepped.Select(
                    pair => (IReadOnlyList<string>)[pair.Label, .. steps.Select(step => Share(pair.Result, step))]),
            ]);
        yield return new ChartBlock(
            new BarChart("Seconds of each step", "seconds", "", [.. stepped.Select(pair => pair.Label)],
            [
                .. steps.Select(
                    step => (
                        step.ToString(),
                        (IReadOnlyList<double>)[
                            .. stepped.Select(
                                pair => pair.Result.StepShares
                                    .Where(share => share.Step == step)
                                    .Sum(share => share.Seconds)),
                        ])),
            ]));
        ChartLine[] expectations =
        [
            .. stepped
                .Select(pair => new ChartLine(
                    pair.Label,
                    [
                        .. pair.Result.Steps
                            .Where(step => step.Step == RefineStep.Expectation)
                            .GroupBy(step => step.Iteration)
                            .Select(iteration => ((double)iteration.Key, iteration.Sum(step => step.Seconds))),
                    ]))
                .Where(line => line.Points.Count > 0),
        ];
        if (expectations.Length > 0)
        {
            yield return new ChartBlock(
                new LineChart("Expectation of each iteration", "iteration", "seconds", expectations)
                {
                    HasWholeX = true,
                });
        }
    }

    private static string Share(BenchmarkResult result, RefineStep step) =>
        result.StepShares.FirstOrDefault(share => share.Step == step) is { } share
            ? $"{Quantity.Decimals(100 * share.Share, 1)} % ({Quantity.Seconds(share.Seconds)})"
            : "-";
}
