namespace RelionPS.Refinement.Planning.Rules;

/// <summary>As many ranks a node as its quota has CPUs' worth of time for, each with one thread at least.</summary>
internal sealed class ComputeRanksInQuota : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        int wanted = draft.RanksPerNode;
        if (request is not { Node.CpuLimit: { } limit, RanksPerNode: null } || wanted <= limit) return;
        int chosen = draft.Domains.RankCounts(limit).Append(1)
            .Where(count => count <= limit && !(request.IsAutoRefine && count * draft.NodeCount % 2 != 0))
            .FirstOrDefault(wanted);
        if (chosen == wanted) return;
        draft.Decisions.Add(new Decision(nameof(RunPlan.ComputeRanksPerNode), chosen, CpuQuota.Rule,
            $"the quota allows {limit} CPUs' worth of time on a node, and {wanted} ranks would share it",
            CpuQuota.Source));
        draft.RanksPerNode = chosen;
    }
}
