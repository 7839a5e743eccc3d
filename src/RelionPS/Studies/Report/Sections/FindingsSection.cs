namespace RelionPS.Studies.Report.Sections;

/// <summary>How the nodes stand to the guide's rules; the worst first.</summary>
internal sealed class FindingsSection : IReportSection
{
    private static readonly FindingStatus[] Order =
    [
        FindingStatus.Fail, FindingStatus.Warn, FindingStatus.Unknown, FindingStatus.Pass,
    ];

    /// <summary>Categories of Test-RelionInput.</summary>
    private static readonly string[] OfInputs = ["Particles", "Reference", "Option", "Disk"];

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
        bool isMany = findings.Select(finding => finding.Subject).Distinct().Count() > 1;
        yield return new TableBlock(
            findings.All(finding => !OfInputs.Contains(finding.Category))
                ? "The node against the guide's rules"
                : "What was checked, the worst first",
            [
                "Status", "Rule", .. isMany ? ["Of"] : Array.Empty<string>(), "Found", "Wanted", "What to do", "Source",
            ],
            [
                .. findings.Select(finding => (IReadOnlyList<string>)
                [
                    finding.Status.ToString(), finding.Id, .. isMany ? [finding.Subject] : Array.Empty<string>(),
                    finding.Found, finding.Wanted, finding.Remedy, finding.Source,
                ]),
            ])
        {
            SaysTone = true,
            Tones = [.. findings.Select(finding => ReportWords.Tone(finding.Status))],
        };
    }
}
