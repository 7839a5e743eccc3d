using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>What the memory model expects of each kind of rank, and what was measured.</summary>
internal sealed class MemorySection : IReportSection
{
    public string Title => "Memory";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        foreach (MemoryEstimate estimate in content.Of<MemoryEstimate>())
        {
            yield return new TextBlock(
                $"Expected on the fullest node: {Quantity.Bytes(estimate.NodeBytes)}, in the step "
                + $"{estimate.NodeStep}.");
            yield return Table("Expected memory by kind of rank", estimate.Ranks);
        }
        if (content.Of<RankMemory>() is { Count: > 0 } ranks)
        {
            yield return Table("Expected memory by kind of rank", ranks);
        }
    }

    private static TableBlock Table(string caption, IReadOnlyList<RankMemory> ranks) => new(
        caption,
        ["Rank", "Count#", "On the fullest node#", "Peak#", "In step", "Largest part", "Expectation#", "Maximization#"],
        [.. ranks.Select(rank => (IReadOnlyList<string>)
        [
            rank.Kind.ToString(), Quantity.Value(rank.Count), Quantity.Value(rank.CountOnFullestNode),
            Quantity.Bytes(rank.PeakBytes), rank.PeakStep.ToString(), rank.Dominant,
            Quantity.Bytes(rank.ExpectationBytes), Quantity.Bytes(rank.MaximizationBytes),
        ])]);
}
