namespace RelionPS.Refinement.Planning.Rules;

/// <summary>The host and the cores of each rank.</summary>
internal sealed class PlacementOfRanks : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        draft.Placement = Placer.Place(
            Placer.HostNames(draft.Hosts, request.Node, draft.NodeCount), draft.Nodes, draft.RanksPerNode,
            node => SharesOf(draft, CoreDomains.Of(node, request.ReserveCore)), draft.CoresPerRank,
            draft.UsesMpi, request.RankOrder);
    }

    private static RankShares SharesOf(PlanDraft draft, CoreDomains domains) => draft.GpuShares is null
        ? domains.Shares(draft.RanksPerNode, draft.Share)
        : GpuShares.Of(domains, draft.Devices, draft.FollowerDevices).ForLeaderFirst(draft.UsesMpi);
}
