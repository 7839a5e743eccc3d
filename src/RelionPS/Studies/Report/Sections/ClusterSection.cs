using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The guide's cluster for a number of microscopes, and what an existing one has of it (guide 3.2).</summary>
internal sealed class ClusterSection : IReportSection
{
    public string Title => "Cluster";

    public IEnumerable<ReportBlock> Blocks(ReportContent content) => content.Of<ClusterPlan>().SelectMany(Of);

    private static IEnumerable<ReportBlock> Of(ClusterPlan plan)
    {
        string microscopes = ReportWords.Count(plan.MicroscopeCount, "microscope");
        bool isCompared = plan.Requirements.Any(item => item.Status != FindingStatus.NotApplicable);
        yield return new TableBlock(
            isCompared ? $"For {microscopes}, against the nodes that were given" : $"For {microscopes}",
            isCompared
                ? ["Status", "What", "Wanted", "Found", "Short of", "Why", "Source"]
                : ["What", "Wanted", "Why", "Source"],
            [
                .. plan.Requirements.Select(item => (IReadOnlyList<string>)(isCompared
                    ?
                    [
                        item.Status.ToString(), item.Name, item.Wanted, item.Found, item.Short, item.Reason,
                        item.Source,
                    ]
                    : [item.Name, item.Wanted, item.Reason, item.Source])),
            ])
        {
            SaysTone = isCompared,
            Tones = [.. plan.Requirements.Select(item => ReportWords.Tone(item.Status))],
        };
        yield return new TableBlock(
            "What one data set leaves on disk",
            ["Stage", "Size#", "Into the archive", "How it follows", "Source"],
            [
                .. plan.Stages.Select(stage => (IReadOnlyList<string>)
                [
                    stage.Stage, Quantity.Gigabytes(stage.Bytes), stage.IsArchived ? "yes" : "no", stage.Formula,
                    stage.Source,
                ]),
            ]);
        yield return new FactsBlock(
        [
            ("A data set while it is processed", Quantity.Gigabytes(plan.DatasetBytes)),
            ("In the archive", Quantity.Gigabytes(plan.ArchiveBytes)),
            ("With its raw movies", Quantity.Gigabytes(plan.ArchiveWithMoviesBytes)),
            (
                "At once on the file system",
                $"{ReportWords.Count(plan.DatasetsAtOnce, "data set")} on {Quantity.Gigabytes(plan.StorageBytes)}"),
        ]);
    }
}
