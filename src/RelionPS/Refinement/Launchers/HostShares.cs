using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Launchers;

/// <summary>
/// A plan's placement as launchers see it: hosts with their ranks, and the core sets that the ranks of a host take in
/// turn.
/// </summary>
internal static class HostShares
{
    /// <summary>Ranks by host, hosts in the order of the plan.</summary>
    public static IReadOnlyList<IGrouping<string, RankPlacement>> ByHost(RunPlan plan) =>
        [.. plan.Placement.GroupBy(rank => rank.HostName)];

    /// <summary>The core sets of a host, which its ranks take in turn.</summary>
    public static IReadOnlyList<string> Sets(RunPlan plan, IEnumerable<RankPlacement> ranks) =>
        [.. ranks.OrderBy(rank => rank.Rank).Take(plan.ComputeRanksPerNode).Select(rank => rank.Cpus)];

    /// <summary>The core sets that are the same on all hosts.</summary>
    /// <exception cref="RelionException"><c>RelionPlanNotExpressible</c> where hosts differ.</exception>
    public static IReadOnlyList<string> SameSets(RunPlan plan, string dialect)
    {
        IReadOnlyList<IGrouping<string, RankPlacement>> hosts = ByHost(plan);
        IReadOnlyList<string> first = Sets(plan, hosts[0]);
        return hosts.FirstOrDefault(host => !Sets(plan, host).SequenceEqual(first)) is { } odd
            ? throw LauncherErrors.PlanNotExpressible(
                dialect,
                $"the cores of host '{odd.Key}' are numbered otherwise than those of '{hosts[0].Key}', "
                + "and its option holds for all hosts alike")
            : first;
    }

    /// <summary>
    /// True where the ranks of each host have all its usable units (cores, or logical CPUs) in order, so many each:
    /// what a launcher does that is told
    /// the size alone. Where units are left, it would give them to the rank that is to share the leader's.
    /// </summary>
    public static bool AreConsecutive(LauncherRequest request, int size, bool isCores)
    {
        return ByHost(request.Plan)
            .Select((host, index) => (Host: host, Node: request.NodeOf(index)))
            .DistinctBy(pair => (pair.Node, string.Join(' ', Sets(request.Plan, pair.Host))))
                .All(pair => Sets(request.Plan, pair.Host).SequenceEqual(Chop(pair.Node, size, isCores)));
    }

    /// <summary>The CPUs of a set.</summary>
    public static IReadOnlyList<int> Cpus(string set) => CpuList.TryParse(set)!;

    /// <summary>A number as it is written in options.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What had to be left out since no hosts are named.</summary>
    public static Decision HostsLeftOut(string option) =>
        new(
            option,
            null,
            "LeftOut",
            "no hosts are named; the launcher takes those of the scheduler, if there is one. Name them with -HostFile "
            + "or -ComputerName",
            "guide 5.3",
            IsWarning: true);

    private static IEnumerable<string> Chop(NodeProfile node, int size, bool isCores)
    {
        IEnumerable<IReadOnlyList<int>> cores = CoreDomains.Of(node).Parts.SelectMany(part => part);
        return isCores
            ? cores.Chunk(size).Select(chunk => CpuList.Format(chunk.SelectMany(core => core)))
            : cores.SelectMany(core => core).Chunk(size).Select(CpuList.Format);
    }
}
