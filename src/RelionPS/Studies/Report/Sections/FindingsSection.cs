namespace RelionPS.Studies.Report.Sections;

/// <summary>How the nodes stand to the guide's rules; the worst first.</summary>
internal sealed class FindingsSection : IReportSection
{
    private static readonly FindingStatus[] Order =
    [
        FindingStatus.Fail, FindingStatus.Warn, FindingStatus.Unknown, FindingStatus.Pass,
    ];

    public string Title => "Findings";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        List<Finding> findings =
        [
            .. content
                .Of<Finding>()
                .Where(finding => finding.Status != FindingStatus.NotApplicable)
                .OrderBy(finding => Array.IndexOf(Order, finding.Status)),
        ];
        if (findings.Count == 0) yield break;
        yield return new TableBlock(
            "The node against the guide's rules",
            ["Status", "Rule", "Found", "Wanted", "What to do", "Source"],
            [
                .. findings.Select(
                    finding => (IReadOnlyList<string>)[
                        finding.Status.ToString(),
                        finding.Id,
                        finding.Found,
                        finding.Wanted,
                        finding.Remedy,
                        finding.Source,
                    ]),
            ])
        {
            SaysTone = true,
            Tones = [.. findings.Select(finding => ReportWords.Tone(finding.Status))],
        };
    }
}
