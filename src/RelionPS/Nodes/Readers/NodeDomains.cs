using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>What the place of a device in the machine is told by.</summary>
/// <param name="NumaNodes">NUMA nodes of the machine, those of GPUs' own memory not counted.</param>
/// <param name="Cpus">CPUs of the machine.</param>
/// <param name="GpuMemory">NUMA nodes that are memory of GPUs.</param>
internal sealed record NodeDomains(int NumaNodes, IReadOnlyList<LogicalCpu> Cpus, GpuMemoryNodes GpuMemory)
{
    /// <summary>For who asks what GPUs there are and not where.</summary>
    public static NodeDomains Unplaced(NodeFiles files) => new(1, [], new GpuMemoryNodes(files));

    /// <summary>
    /// The NUMA node of CPUs; null where they are of several, are none of the machine's, or are all of a machine of
    /// several sockets or nodes, which is what the kernel writes where the firmware does not say.
    /// </summary>
    public int? NodeOf(IReadOnlyList<int> near)
    {
        HashSet<int> wanted = [.. near];
        LogicalCpu[] found = [.. Cpus.Where(cpu => wanted.Contains(cpu.Id))];
        int[] nodes = [.. found.Select(cpu => cpu.NumaNode).Distinct()];
        return nodes.Length == 1 && found.Length < Cpus.Count ? nodes[0] : null;
    }
}
