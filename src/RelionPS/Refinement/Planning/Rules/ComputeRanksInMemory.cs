using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>Fewer ranks a node, where the fullest node does not hold those that the other rules want.</summary>
internal sealed class ComputeRanksInMemory : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        if (request is not { Size: { } size, RanksPerNode: null }) return;
        if (NodeMemoryLimit.Of(request.Node) is not { } limit) return;
        int wanted = draft.RanksPerNode;
        long asked = Bytes(wanted);
        if (asked <= limit) return;
        int[] candidates = [.. draft.Domains.RankCounts(wanted).Append(1).Where(IsFewer).Distinct()];
        if (candidates.Length == 0) return;
        int chosen = candidates.FirstOrDefault(count => Bytes(count) <= limit, candidates[^1]);
        string even = Bytes(chosen) <= limit ? "" : "even ";
        string outcome = $"{even}{chosen} take {NodeMemoryLimit.Text(Bytes(chosen))}";
        draft.Decisions.Add(new Decision(nameof(RunPlan.ComputeRanksPerNode), chosen, NodeMemoryLimit.Rule,
            $"{wanted} ranks would take {NodeMemoryLimit.Text(asked)} of "
            + $"{NodeMemoryLimit.Text(request.Node.UsableMemoryBytes!.Value)} on the fullest node, and "
            + $"{NodeMemoryLimit.SharePercent} of it may be used; {outcome} ({NodeMemoryLimit.Describe(size)})",
            NodeMemoryLimit.Source));
        draft.RanksPerNode = chosen;

        bool IsFewer(int count) => count < wanted && !(request.IsAutoRefine && count * draft.NodeCount % 2 != 0);

        long Bytes(int ranks) => MemoryModel.Estimate(size, draft.Layout with
        {
            RanksPerNode = ranks,
            Threads = request.Thread ?? draft.Domains.Shares(ranks).CpusPerRank,
            // The pool can still be lowered.
            Pool = request.Pool ?? 1,
            UsesMpi = request.UseMpi ?? (draft.NodeCount > 1 || ranks > 1),
        }).NodeBytes;
    }
}
