namespace RelionPS.Refinement.Planning.Rules;

/// <summary>The host and the cores of each rank.</summary>
internal sealed class PlacementOfRanks : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        draft.Placement = Placer.Place(
            Placer.HostNames(draft.Hosts, request.Node, draft.NodeCount), draft.Nodes, draft.RanksPerNode,
            draft.Share, draft.CoresPerRank, request.ReserveCore, draft.UsesMpi, request.RankOrder);
    }
}
