using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Planning;

/// <summary>What the user may not decide, because no run could follow from it.</summary>
internal static class Refusals
{
    public static void Check(PlanRequest request)
    {
        if (request.RanksPerNode is < 1) throw Refuse("RelionRanksPerNodeInvalid", request.RanksPerNode);
        if (request.Thread is < 1) throw Refuse("RelionThreadInvalid", request.Thread);
        if (request.Pool is < 1) throw Refuse("RelionPoolInvalid", request.Pool);
        if (request.NodeCount is < 1) throw Refuse("RelionNodeCountInvalid", request.NodeCount);
        // Whoever named them: no plan has a host that a launcher, or ssh, would take for something else.
        foreach (string host in request.Hosts) HostName.Check(host);
        if (request.NodeCount is { } count && request.Hosts.Count > 0 && request.Hosts.Count < count)
        {
            throw new RelionException("RelionNodeCountMismatch", count, count, request.Hosts.Count);
        }
        int cores = CoreDomains.Of(request.Node, request.ReserveCore).TotalCores;
        if (request.ReserveCore < 0 || cores < 1)
        {
            throw new RelionException("RelionReserveCoreInvalid", request.ReserveCore, request.ReserveCore, CoreDomains.Of(request.Node).TotalCores, request.Node.Name);
        }
        if (request.Nodes.Count > 1 && request.NodeCount > request.Nodes.Count)
        {
            throw new RelionException("RelionNodeCountMismatch", request.NodeCount, request.NodeCount, request.Nodes.Count);
        }
        if (request.RanksPerNode > cores)
        {
            throw new RelionException("RelionMoreRanksThanCores", request.RanksPerNode, request.RanksPerNode, cores, request.Node.Name);
        }
        if (request.UseMpi == false)
        {
            int nodes = request.NodeCount ?? Math.Max(1, request.Hosts.Count);
            if (nodes > 1) throw new RelionException("RelionThreadsOnlyNeedsOneNode", nodes, nodes);
            if (request.RanksPerNode > 1) throw new RelionException("RelionThreadsOnlyNeedsOneRank", request.RanksPerNode, request.RanksPerNode);
        }
    }

    private static RelionException Refuse(string id, int? value) => new(id, value, value);
}
