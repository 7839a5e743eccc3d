using RelionPS.Studies.Report.Sections;

namespace RelionPS.Studies.Report;

/// <summary>The sections of a report, in order. A new one is a class and a line here.</summary>
internal static class ReportSections
{
    public static IReadOnlyList<IReportSection> All { get; } =
    [
        new VerdictSection(),
        new SummarySection(),
        new CommandSection(),
        new PlacementSection(),
        new TimingSection(),
        new StepSection(),
        new RunSection(),
        new DiagnosisSection(),
        new ScalingSection(),
        new ForecastSection(),
        new SearchSection(),
        new HistorySection(),
        new ComparisonSection(),
        new PlanSection(),
        new DatasetSection(),
        new ClusterSection(),
        new MachineSection(),
        new FindingsSection(),
        new MemorySection(),
        new BuildSection(),
        new AnchorsSection(),
        new ProvenanceSection(),
    ];

    /// <summary>Each section that has something to say.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<ReportBlock> Blocks)> Drawn(ReportContent content) =>
        All.Select(
            section => (
                section.Title,
                Blocks: (IReadOnlyList<ReportBlock>)[
                    .. section.Blocks(content),
                ])).Where(section => section.Blocks.Count > 0);
}
