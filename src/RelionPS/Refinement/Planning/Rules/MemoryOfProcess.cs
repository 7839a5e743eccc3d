using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>A warning where a rank is to take more than the limit of a process lets it have.</summary>
internal sealed class MemoryOfProcess : IPlanRule
{
    private const string Rule = "ProcessMemoryLimit";

    public void Apply(PlanDraft draft)
    {
        NodeProfile node = draft.Request.Node;
        Fact<long?> limit = node.Platform.ProcessMemoryBytes;
        if (limit.Value is not { } bytes) return;
        long need = draft.Memory?.Ranks.Max(rank => rank.PeakBytes) ?? GuideRules.MemoryPerRankBytes;
        if (bytes >= need) return;
        string whence = draft.Memory is null ? "the guide counts" : "the largest rank is to take";
        draft.Decisions.Add(new Decision(nameof(RankMemory.PeakBytes), need, Rule,
            $"{whence} {Quantity.Gigabytes(need)}, and a process on node '{node.Name}' may have "
            + $"{Quantity.Gigabytes(bytes)} of address space or data: ulimit -v unlimited; ulimit -d unlimited; "
            + "or ask the batch system for more",
            limit.Source, IsWarning: true));
    }
}
