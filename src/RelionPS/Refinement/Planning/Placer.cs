using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// Gives each rank its host and cores. The ranks of a host take its core sets in turn; the first host has one rank more
/// than
/// sets, so that its last rank comes round to the leader's cores: the leader computes nothing while the others do
/// (guide 3.4).
/// </summary>
internal static class Placer
{
    /// <param name="hosts">Names of the hosts, one for each node.</param>
    /// <param name="nodes">Their profiles; one stands for all.</param>
    /// <param name="ranksPerNode">Compute ranks of each.</param>
    /// <param name="sharesOf">The cores of a node's ranks.</param>
    /// <param name="coresPerRank">Cores of each rank, for the error.</param>
    /// <param name="usesMpi">True where there is a leader beside the compute ranks.</param>
    /// <param name="order">In which order ranks fill the hosts.</param>
    /// <exception cref="RelionException"><c>RelionNodeTooSmall</c>: a node lacks the cores.</exception>
    public static IReadOnlyList<RankPlacement> Place(
        IReadOnlyList<string> hosts,
        IReadOnlyList<NodeProfile> nodes,
        int ranksPerNode,
        Func<NodeProfile, RankShares> sharesOf,
        int coresPerRank,
        bool usesMpi,
        RankOrder order)
    {
        var setsByNode = new Dictionary<NodeProfile, IReadOnlyList<string>>(ReferenceEqualityComparer.Instance);
        int ranks = (hosts.Count * ranksPerNode) + (usesMpi ? 1 : 0);
        var placement = new RankPlacement[ranks];
        int[] placedOnHost = new int[hosts.Count];
        for (int rank = 0; rank < ranks; rank++)
        {
            int host = HostOf(rank, ranksPerNode, hosts.Count, usesMpi, order);
            IReadOnlyList<string> sets = Sets(nodes[nodes.Count == 1 ? 0 : host]);
            placement[rank] = new RankPlacement(rank, hosts[host], sets[placedOnHost[host]++ % sets.Count]);
        }
        return placement;

        IReadOnlyList<string> Sets(NodeProfile node)
        {
            if (setsByNode.TryGetValue(node, out IReadOnlyList<string>? known)) return known;
            IReadOnlyList<string> sets =
            [
                .. sharesOf(node).Sets.Select(set => CpuList.Format(set.SelectMany(core => core))),
            ];
            if (sets.Count != ranksPerNode) throw PlanErrors.NodeTooSmall(node, ranksPerNode, coresPerRank);
            return setsByNode[node] = sets;
        }
    }

    /// <summary>
    /// Names for the nodes of a plan: those given, or else the profile's own, or <c>#1</c>, <c>#2</c>, ….
    /// </summary>
    public static IReadOnlyList<string> HostNames(IReadOnlyList<string> given, NodeProfile node, int nodeCount)
    {
        if (given.Count > 0) return given;
        return nodeCount == 1 ? [node.Name] : [.. Enumerable.Range(1, nodeCount).Select(HostPlaceholder.Of)];
    }

    private static int HostOf(int rank, int ranksPerNode, int hosts, bool usesMpi, RankOrder order)
    {
        if (!usesMpi) return 0;
        return order == RankOrder.LastRankWraps ? rank / ranksPerNode % hosts : Math.Max(0, rank - 1) / ranksPerNode;
    }
}
