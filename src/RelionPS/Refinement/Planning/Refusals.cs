using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning.Rules;

namespace RelionPS.Refinement.Planning;

/// <summary>What the user may not decide, because no run could follow from it.</summary>
internal static class Refusals
{
    public static void Check(PlanRequest request)
    {
        if (request.RanksPerNode is < 1 and var ranks) throw PlanErrors.RanksPerNodeInvalid(ranks);
        if (request.Thread is < 1 and var threads) throw PlanErrors.ThreadInvalid(threads);
        if (request.Pool is < 1 and var images) throw PlanErrors.PoolInvalid(images);
        if (request.NodeCount is < 1 and var none) throw PlanErrors.NodeCountInvalid(none);
        // Whoever named them: no plan has a host that a launcher, or ssh, would take for something else.
        foreach (string host in request.Hosts) HostName.Check(host);
        if (request.NodeCount is { } count && request.Hosts.Count > 0 && request.Hosts.Count < count)
        {
            throw PlanErrors.NodeCountMismatch(count, request.Hosts.Count);
        }
        int cores = CoreDomains.Of(request.Node, request.ReserveCore).TotalCores;
        if (request.ReserveCore < 0 || cores < 1)
        {
            throw PlanErrors.ReserveCoreInvalid(
                request.ReserveCore, CoreDomains.Of(request.Node).TotalCores, request.Node.Name);
        }
        if (request.Nodes.Count > 1 && request.NodeCount is { } asked && asked > request.Nodes.Count)
        {
            throw PlanErrors.NodeCountMismatch(asked, request.Nodes.Count);
        }
        if (request.RanksPerNode is { } tooMany && tooMany > cores)
        {
            throw PlanErrors.MoreRanksThanCores(tooMany, cores, request.Node.Name);
        }
        if (request.IsGradient) GradientRun.Refuse(request);
        if (request is { IsAutoRefine: true, UseMpi: false })
        {
            throw PlanErrors.AutoRefineNeedsMpi(request.UseMpiFrom);
        }
        if (request.UseMpi == false)
        {
            int nodes = request.NodeCount ?? Math.Max(1, request.Hosts.Count);
            if (nodes > 1) throw PlanErrors.ThreadsOnlyNeedsOneNode(nodes);
            if (request.RanksPerNode is > 1 and var several) throw PlanErrors.ThreadsOnlyNeedsOneRank(several);
        }
    }
}
