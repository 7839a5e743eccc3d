using System.Globalization;
using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning;

/// <summary>How many nodes, and what is amiss with them for RELION (guide 2.1, 2.2, 3.4).</summary>
internal static class NodeRules
{
    public static int DecideNodeCount(PlanRequest request, List<Decision> decisions)
    {
        (int count, string rule, string reason, string source) = request switch
        {
            { NodeCount: { } given, Hosts.Count: var hosts } when hosts > given =>
                (given, "Override", $"the first {given} of {hosts} hosts named, as asked for", "-NodeCount"),
            { NodeCount: { } given } => (given, "Override", "as asked for", "-NodeCount"),
            { Nodes.Count: > 1 and var profiles } => (profiles, "Override", "as many as profiles are given", "-NodeProfile"),
            { Hosts.Count: > 0 and var hosts } => (hosts, "Override", "as many as hosts are named", request.HostsFrom),
            _ => (1, "OneNode", "one node, as nothing else was asked for", "-NodeCount"),
        };
        decisions.Add(new Decision(nameof(RunPlan.NodeCount), count, rule, reason, source));
        return count;
    }

    public static IEnumerable<Decision> Warnings(NodeProfile node, int nodeCount)
    {
        if (nodeCount > GuideRules.NodeCeiling.Value)
        {
            yield return Warn(GuideRules.NodeCeiling, nameof(RunPlan.NodeCount), nodeCount,
                $"{nodeCount} nodes are more than the {GuideRules.NodeCeiling.Value} up to which RELION scales: the leader hands out particles in batches, and ever more ranks wait for ever fewer of them");
        }
        if (HyperThreadingReason(node) is { } reason)
        {
            yield return Warn(GuideRules.HyperThreading, nameof(NodeProfile.HyperThreading), node.HyperThreading, reason);
        }
        if (node.UsableMemoryBytes is { } bytes && bytes < GuideRules.RecommendedMemory.Value)
        {
            string limit = LimitRules.WhatLimits(node) is { } what ? $" by {what}" : "";
            yield return Warn(GuideRules.RecommendedMemory, nameof(NodeProfile.MemoryBytes), bytes,
                $"node '{node.Name}' has {Quantity.Gigabytes(bytes)}{limit}, {GuideRules.RecommendedMemory.Says}: large boxes or many classes may not fit");
        }
    }

    private static string? HyperThreadingReason(NodeProfile node) => node.HyperThreading switch
    {
        HyperThreading.Off => $"hyper-threading is off on node '{node.Name}', {GuideRules.HyperThreading.Says}: switch it on in the BIOS",
        HyperThreading.ForcedOff => $"hyper-threading is forced off on node '{node.Name}', {GuideRules.HyperThreading.Says}: take nosmt=force off the kernel's command line",
        HyperThreading.NotSupported => $"node '{node.Name}' shows one thread a core, {GuideRules.HyperThreading.Says}: on a virtual machine ask for the threads to be shown",
        _ => null,
    };

    private static Decision Warn(GuideRule rule, string name, object value, string reason) =>
        new(name, value, rule.Name, reason, rule.Section, IsWarning: true);
}
