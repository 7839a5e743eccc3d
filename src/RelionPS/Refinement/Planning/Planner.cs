using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Planning;

/// <summary>Makes a <see cref="RunPlan"/> from a node's facts, the guide's rules and what the user has decided.</summary>
internal static class Planner
{
    /// <summary>Plans a run. The same request always gives the same plan.</summary>
    /// <exception cref="RelionException">Where what the user decided makes no sense; the id names the value at fault.</exception>
    public static RunPlan Plan(PlanRequest request)
    {
        Refusals.Check(request);
        CoreDomains domains = CoreDomains.Of(request.Node, request.ReserveCore);
        var decisions = new List<Decision>();

        if (NodeSet.Decide(request.Nodes.Count > 0 ? request.Nodes : [request.Node]) is { } differences) decisions.Add(differences);
        decisions.AddRange(request.HostNotes);
        int nodeCount = NodeRules.DecideNodeCount(request, decisions);
        int ranksPerNode = RankRules.Decide(request, domains, nodeCount, decisions);
        ranksPerNode = MemoryRules.DecideRanks(request, domains, nodeCount, ranksPerNode, decisions);
        ranksPerNode = LimitRules.DecideRanks(request, domains, nodeCount, ranksPerNode, decisions);
        bool usesMpi = RankRules.DecideMpi(request, nodeCount, ranksPerNode, decisions);
        if (!usesMpi) ranksPerNode = 1;
        int ranks = RankRules.DecideTotal(nodeCount, ranksPerNode, usesMpi, decisions);
        int share = domains.CpusPerRank(ranksPerNode);
        int threads = ThreadRules.DecideThreads(request, domains, ranksPerNode, share, decisions);
        threads = LimitRules.DecideThreads(request, ranksPerNode, threads, decisions);
        int pool = ThreadRules.DecidePool(request, threads, decisions);
        pool = WorkRules.DecidePool(request, nodeCount * ranksPerNode, threads, pool, decisions);
        pool = MemoryRules.DecidePool(request, nodeCount, ranksPerNode, threads, pool, usesMpi, decisions);
        MemoryEstimate? memory = MemoryRules.Judge(request, nodeCount, ranksPerNode, threads, pool, usesMpi, decisions);
        LimitRules.JudgeProcess(request.Node, memory, decisions);
        if (usesMpi) decisions.Add(ThreadRules.PinDomain(domains, ranksPerNode, share));
        if (domains.HasReserve) decisions.Add(RankRules.Reserve(request, domains, ranksPerNode));
        decisions.AddRange(NodeRules.Warnings(request.Node, nodeCount));
        IReadOnlyList<string> hosts = [.. request.Hosts.Take(nodeCount)];

        return new RunPlan
        {
            NodeCount = nodeCount,
            ComputeRanksPerNode = ranksPerNode,
            Ranks = ranks,
            ThreadsPerRank = threads,
            Pool = pool,
            UsesMpi = usesMpi,
            PinDomain = usesMpi ? share : null,
            CoresPerRank = usesMpi ? domains.CoresPerRank(ranksPerNode) : null,
            Hosts = hosts,
            HostFile = request.HostFile,
            ReservedCores = request.ReserveCore,
            RankOrder = request.RankOrder,
            Placement = Placer.Place(
                Placer.HostNames(hosts, request.Node, nodeCount), request.Nodes.Count > 0 ? request.Nodes : [request.Node],
                ranksPerNode, domains.CoresPerRank(ranksPerNode), request.ReserveCore, usesMpi, request.RankOrder),
            Memory = memory,
            Decisions = decisions,
        };
    }
}
