using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>What Test-RelionRun found, the dearest cause first.</summary>
internal sealed class DiagnosisSection : IReportSection
{
    public string Title => "Why is it slow?";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        foreach (IGrouping<string, RunFinding> run in content.Of<RunFinding>().GroupBy(finding => finding.Subject))
        {
            List<RunFinding> findings = [.. run.OrderByDescending(finding => finding.SecondsLost ?? -1)];
            yield return new TableBlock(
                $"{run.Key}: causes by the seconds they take; they overlap, and their sum can't be won",
                [
                    "Status", "Cause", "Seconds lost#", "Of#", "Share#", "Seen", "Found", "Evidence", "What to do",
                    "Source",
                ],
                [.. findings.Select(finding => (IReadOnlyList<string>)
                [
                    finding.Status.ToString(), finding.Id, Seconds(finding.SecondsLost), Seconds(finding.Seconds),
                    Quantity.Share(finding.Share), finding.IsLive ? "live" : "records", finding.Found,
                    finding.Evidence, finding.Remedy, finding.Source,
                ])])
            {
                SaysTone = true,
                Tones = [.. findings.Select(finding => ReportWords.Tone(finding.Status))],
            };
        }
    }

    private static string Seconds(double? seconds) => seconds is null ? "-" : Quantity.Seconds(seconds);
}
