namespace RelionPS.Refinement.Planning.Rules;

/// <summary>
/// No more threads in all than a node's quota allows: those that wait for others, spinning, would use it up.
/// </summary>
internal sealed class ThreadsInQuota : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        (PlanRequest request, int ranks) = (draft.Request, draft.RanksPerNode);
        if (request.Node.CpuLimit is not { } limit || ranks * draft.Threads <= limit) return;
        int chosen = request.Thread ?? Math.Max(1, limit / ranks);
        bool isOver = chosen * ranks > limit;
        string outcome = isOver
            ? $"{ranks} rank(s) × {chosen} threads are more, and all of them are stopped for a part of each period: "
                + "lift the quota, or ask for fewer"
            : $"{limit} / {ranks} compute rank(s)";
        draft.Decisions.Add(new Decision(nameof(RunPlan.ThreadsPerRank), chosen, CpuQuota.Rule,
            $"the quota allows {limit} CPUs' worth of time on node '{request.Node.Name}' "
            + $"(cpu.max, cpu.cfs_quota_us): {outcome}",
            CpuQuota.Source, IsWarning: isOver));
        draft.Threads = chosen;
    }
}
