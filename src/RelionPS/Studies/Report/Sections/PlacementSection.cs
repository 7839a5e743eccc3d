using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Where the ranks of a command ran, against its plan; those that differ first.</summary>
internal sealed class PlacementSection : IReportSection
{
    /// <summary>Ranks of more than these fill pages.</summary>
    private const int ShownRanks = 60;

    public string Title => "Placement";

    public IEnumerable<ReportBlock> Blocks(ReportContent content) => content.Of<PlacementResult>().Select(Table);

    private static TableBlock Table(PlacementResult placement)
    {
        RankCheck[] ranks =
        [
            .. placement.Ranks.OrderBy(rank => rank.IsAsPlanned).ThenBy(rank => rank.Rank).Take(ShownRanks),
        ];
        string what = $"{placement.Command.Name}, {placement.Mpi}: {placement}";
        return new TableBlock(
            ranks.Length == placement.Ranks.Count
                ? what
                : InvariantText.Of($"{what}; {ranks.Length} of {placement.Ranks.Count} ranks, ")
                    + "those that differ first",
            ["As planned", "Rank#", "Host of the plan", "Host", "CPUs of the plan", "CPUs", "What differs"],
            [
                .. ranks.Select(rank => (IReadOnlyList<string>)
                [
                    rank.IsAsPlanned ? "yes" : "no", Quantity.Value(rank.Rank), rank.PlannedHost,
                    rank.ActualHost ?? "-", rank.PlannedCpus, rank.ActualCpus ?? "-", rank.Note,
                ]),
            ])
        {
            SaysTone = true,
            Tones = [.. ranks.Select(rank => rank.IsAsPlanned ? ReportTone.Good : ReportTone.Bad)],
        };
    }
}
