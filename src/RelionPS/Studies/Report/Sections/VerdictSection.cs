namespace RelionPS.Studies.Report.Sections;

/// <summary>What it all says, before the numbers that say it.</summary>
internal sealed class VerdictSection : IReportSection
{
    public string Title => "Verdict";

    public IEnumerable<ReportBlock> Blocks(ReportContent content) => Conclusions.Of(content);
}
