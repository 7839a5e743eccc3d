namespace RelionPS.Studies.Report;

/// <summary>One section of a report. It is drawn where it has blocks, and knows no other section.</summary>
internal interface IReportSection
{
    /// <summary>Heading.</summary>
    string Title { get; }

    /// <summary>What it has to say about the content; nothing where the content has nothing for it.</summary>
    IEnumerable<ReportBlock> Blocks(ReportContent content);
}
