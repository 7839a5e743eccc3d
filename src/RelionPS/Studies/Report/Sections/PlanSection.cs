
namespace RelionPS.Studies.Report.Sections;

/// <summary>Why the commands are as they are.</summary>
internal sealed class PlanSection : IReportSection
{
    public string Title => "Plan";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<string> labels = content.Labels();
        foreach ((BenchmarkResult result, int index) in content
            .Of<BenchmarkResult>()
            .Select((result, index) => (result, index)))
        {
            yield return new TableBlock(
                labels.Count == 1 ? result.Command.Plan.ToString() : $"{labels[index]}: {result.Command.Plan}",
                ["Decision", "Value", "Reason", "Source"],
                [
                    .. result.Command.Decisions.Select(
                        decision => (IReadOnlyList<string>)[
                            decision.Name, decision.ValueText, decision.Reason, decision.Source,
                        ]),
                ])
            {
                Tones =
                [
                    .. result.Command.Decisions.Select(
                        decision => decision.IsWarning ? ReportTone.Warn : ReportTone.Neutral),
                ],
            };
        }
    }
}
