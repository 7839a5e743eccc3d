namespace RelionPS.Refinement.Planning.Rules;

/// <summary>What a reservation leaves to the ranks.</summary>
internal sealed class ReservedCores : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        CoreDomains domains = draft.Domains;
        if (!domains.HasReserve) return;
        int used = draft.Shares.Cores;
        int idle = domains.TotalCores - used;
        string rest = idle > 0 ? $"; {idle} more stay free, since each rank gets as many whole cores" : "";
        draft.Decisions.Add(new Decision(nameof(RunPlan.ReservedCores), draft.Request.ReserveCore, "Override",
            $"as asked for: the ranks have {used} of {domains.WholeCores.Sum()} cores{rest}", "-ReserveCore"));
    }
}
