using RelionPS.Core.Errors;

namespace RelionPS.Nodes.Profile;

/// <summary>Counts over a set of logical CPUs, and the set for a machine that is only planned.</summary>
internal static class NodeTopology
{
    /// <summary>A profile that holds the counts of the CPUs; the rest is unknown.</summary>
    public static NodeProfile Describe(IReadOnlyList<LogicalCpu> cpus) => new()
    {
        Name = "Unknown",
        CpuModel = "Unknown",
        CpuVendor = "Unknown",
        Architecture = "Unknown",
        Sockets = cpus.Select(cpu => cpu.Socket).Distinct().Count(),
        CoresPerSocket = cpus
            .GroupBy(cpu => cpu.Socket)
            .Max(socket => socket.Select(cpu => cpu.Core).Distinct().Count()),
        ThreadsPerCore = cpus.GroupBy(cpu => cpu.Core).Max(core => core.Count()),
        PhysicalCores = cpus.Select(cpu => cpu.Core).Distinct().Count(),
        LogicalCpus = cpus.Count,
        UsableCpus = cpus.Count(cpu => cpu.IsUsable),
        NumaNodes = 1,
        MemoryBytes = null,
        Isa = [],
        HyperThreading = HyperThreading.Unknown,
        Kernel = "Unknown",
        OperatingSystem = "Unknown",
        Cpus = cpus,
        Source = "given",
    };

    /// <summary>
    /// A regular machine, numbered as Linux numbers x86: first one thread of every core, then the next.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionNumaNodesUneven</c> where the NUMA nodes do not share the cores
    /// evenly.</exception>
    public static IReadOnlyList<LogicalCpu> Regular(int sockets, int coresPerSocket, int threadsPerCore, int numaNodes)
    {
        int cores = sockets * coresPerSocket;
        if (numaNodes > cores || cores % numaNodes != 0) throw ProfileErrors.NumaNodesUneven(numaNodes, cores);
        int coresPerNumaNode = cores / numaNodes;
        return [.. Enumerable.Range(0, cores * threadsPerCore).Select(id =>
        {
            int core = id % cores;
            return new LogicalCpu(id, core, core / coresPerSocket, core / coresPerNumaNode, IsUsable: true);
        })];
    }
}
