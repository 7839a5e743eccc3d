using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Planning;

/// <summary>Several nodes of one job: what all of them have, so that a plan fits each.</summary>
internal static class NodeSet
{
    /// <summary>The node with the fewest usable cores, with the least memory of any.</summary>
    public static NodeProfile Weakest(IReadOnlyList<NodeProfile> nodes)
    {
        NodeProfile weakest = nodes.MinBy(Strength)!;
        long? memory = nodes.Min(node => node.UsableMemoryBytes);
        if (weakest.UsableMemoryBytes == memory) return weakest;
        MemoryFacts facts = weakest.Memory with
        {
            ReservedHugePageBytes = Fact<long?>.NotRead,
            CommitLimitBytes = Fact<long?>.NotRead,
        };
        return weakest with { MemoryBytes = memory, MemoryLimitBytes = null, MemoryHighBytes = null, Memory = facts };
    }

    /// <summary>What differs from the weakest node, one sentence a kind; empty where all are alike.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<NodeProfile> nodes)
    {
        NodeProfile weakest = Weakest(nodes);
        return [.. nodes.Where(node => Shape(node) != Shape(weakest)).GroupBy(Shape).Select(Sentence)];
    }

    private static string Sentence(IGrouping<string, NodeProfile> alike)
    {
        const int Most = 5;
        string names = string.Join(", ", alike.Take(Most).Select(node => node.Name));
        string more = alike.Count() > Most ? $" and {alike.Count() - Most} more" : "";
        return $"{names}{more}: {alike.Key}";
    }

    /// <exception cref="RelionException"><c>RelionNodesDiffer</c>.</exception>
    public static void RequireAlike(IReadOnlyList<NodeProfile> nodes)
    {
        if (Differences(nodes) is { Count: > 0 } differences)
        {
            NodeProfile weakest = Weakest(nodes);
            throw PlanErrors.NodesDiffer(differences, weakest.Name, Shape(weakest));
        }
    }

    public static Decision? Decide(IReadOnlyList<NodeProfile> nodes) =>
        Differences(nodes) is not { Count: > 0 } differences
            ? null
            : new Decision("Nodes", Weakest(nodes).Name, "WeakestNode",
                $"the nodes differ, and every rank waits for the slowest: planned for '{Weakest(nodes).Name}' "
                + $"({Shape(Weakest(nodes))}); {string.Join("; ", differences)}",
                "-NodeProfile",
                IsWarning: true);

    private static int Strength(NodeProfile node) =>
        Math.Min(CoreDomains.Of(node).TotalCpus, node.CpuLimit ?? int.MaxValue);

    /// <summary>
    /// What a plan depends on. Memory counts in steps, since equal machines show some MB more or less.
    /// </summary>
    private static string Shape(NodeProfile node)
    {
        CoreDomains domains = CoreDomains.Of(node);
        string quota = node.CpuLimit is { } limit ? $" with a quota of {limit}" : "";
        string memory = node.UsableMemoryBytes is { } bytes ? $", {Math.Round(bytes / 16e9) * 16:0} GB" : "";
        return $"{domains.Count} × {string.Join('/', domains.Cores.Distinct())} cores, {domains.TotalCpus} "
            + $"CPUs{quota}{memory}";
    }
}
