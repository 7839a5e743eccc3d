using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>What is amiss with the nodes for RELION (guide 2.1, 2.2, 3.4).</summary>
internal sealed class NodeWarnings : IPlanRule
{
    public void Apply(PlanDraft draft) => draft.Decisions.AddRange(Of(draft.Request.Node, draft.NodeCount));

    private static IEnumerable<Decision> Of(NodeProfile node, int nodeCount)
    {
        if (nodeCount > GuideRules.NodeCeiling.Value)
        {
            yield return Warn(GuideRules.NodeCeiling, nameof(RunPlan.NodeCount), nodeCount,
                $"{nodeCount} nodes are more than the {GuideRules.NodeCeiling.Value} up to which RELION scales: "
                + "the leader hands out particles in batches, and ever more ranks wait for ever fewer of them");
        }
        if (HyperThreadingReason(node) is { } reason)
        {
            yield return Warn(
                GuideRules.HyperThreading, nameof(NodeProfile.HyperThreading), node.HyperThreading, reason);
        }
        if (node.UsableMemoryBytes is { } bytes && bytes < GuideRules.RecommendedMemory.Value)
        {
            string limit = WhatLimits(node) is { } what ? $" by {what}" : "";
            yield return Warn(GuideRules.RecommendedMemory, nameof(NodeProfile.MemoryBytes), bytes,
                $"node '{node.Name}' has {Quantity.Gigabytes(bytes)}{limit}, {GuideRules.RecommendedMemory.Says}: "
                + "large boxes or many classes may not fit");
        }
    }

    /// <summary>What makes the usable memory less than the machine's, in words; null where nothing does.</summary>
    private static string? WhatLimits(NodeProfile node)
    {
        if (node.UsableMemoryBytes is not { } usable || usable == node.MemoryBytes) return null;
        return usable == node.MemoryLimitBytes ? "the limit of its control group"
            : usable == node.MemoryHighBytes ? "memory.high of its control group"
            : usable == node.Memory.CommitLimitBytes.Value ? "vm.overcommit_memory and its CommitLimit"
            : "huge pages that are set aside";
    }

    private static string? HyperThreadingReason(NodeProfile node) => node.HyperThreading switch
    {
        HyperThreading.Off => $"hyper-threading is off on node '{node.Name}', {GuideRules.HyperThreading.Says}: "
            + "switch it on in the BIOS",
        HyperThreading.ForcedOff =>
            $"hyper-threading is forced off on node '{node.Name}', {GuideRules.HyperThreading.Says}: "
            + "take nosmt=force off the kernel's command line",
        HyperThreading.NotSupported =>
            $"node '{node.Name}' shows one thread a core, {GuideRules.HyperThreading.Says}: "
            + "on a virtual machine ask for the threads to be shown",
        _ => null,
    };

    private static Decision Warn(GuideRule rule, string name, object value, string reason) =>
        new(name, value, rule.Name, reason, rule.Section, IsWarning: true);
}
