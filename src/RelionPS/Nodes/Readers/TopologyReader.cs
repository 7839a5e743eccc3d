using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// Which logical CPUs are online and which core, socket and NUMA node each belongs to. Cores and sockets are told apart
/// by their sets of
/// siblings, as lscpu does, because the numbers in core_id and physical_package_id are sparse, repeated or -1 on many
/// machines.
/// </summary>
internal static class TopologyReader
{
    private const string CpuFolder = "/sys/devices/system/cpu";
    private const string NumaFolder = "/sys/devices/system/node";

    /// <summary>Every logical CPU that is online, by number.</summary>
    public static IReadOnlyList<LogicalCpu> Read(NodeFiles files, CpuInfo info, IReadOnlySet<int>? allowed)
    {
        IReadOnlyList<int> online = Online(files, info);
        HashSet<int> isOnline = [.. online];
        Dictionary<int, int> numaNodes = NumaNodesByCpu(files);
        Dictionary<int, Dictionary<string, string>> fallback = BlocksByCpu(info);
        var cores = new Numbering();
        var sockets = new Numbering();
        var cpus = new List<LogicalCpu>(online.Count);
        // One CPU's list tells of all in it, so that most files need not be opened.
        Dictionary<int, string> coreOf = [], socketOf = [];
        foreach (int cpu in online)
        {
            string topology = $"{CpuFolder}/cpu{cpu}/topology";
            Dictionary<string, string>? block = fallback.GetValueOrDefault(cpu);
            string socket = Siblings(files, topology, cpu, isOnline, socketOf, "package_cpus", "core_siblings")
                ?? Identity(files, $"{topology}/physical_package_id", block, "physical id") ?? "only";
            string core = Siblings(files, topology, cpu, isOnline, coreOf, "core_cpus", "thread_siblings")
                ?? CoreIdentity(files, topology, block, socket) ?? $"cpu{cpu}";
            bool isUsable = allowed is null || allowed.Contains(cpu);
            cpus.Add(
                new LogicalCpu(cpu, cores.Of(core), sockets.Of(socket), numaNodes.GetValueOrDefault(cpu), isUsable));
        }
        return cpus;
    }

    /// <summary>NUMA nodes, those without CPUs included, those of GPUs' own memory not.</summary>
    public static int CountNumaNodes(NodeFiles files, GpuMemoryNodes gpuMemory) =>
        Math.Max(1, files.Numbered(NumaFolder, "node").Except(gpuMemory.Numbers).Count());

    private static IReadOnlyList<int> Online(NodeFiles files, CpuInfo info)
    {
        if (files.Cpus($"{CpuFolder}/online") is { Count: > 0 } online) return online;
        // Kernels without hotplug have no list; an offline CPU has no topology folder.
        IReadOnlyList<int> folders =
        [
            .. files.Numbered(CpuFolder, "cpu").Where(cpu => files.Exists($"{CpuFolder}/cpu{cpu}/topology")),
        ];
        return folders.Count > 0 ? folders : [.. BlocksByCpu(info).Keys.Order()];
    }

    private static string? Siblings(
        NodeFiles files,
        string topology,
        int cpu,
        HashSet<int> isOnline,
        Dictionary<int, string> known,
        string name,
        string oldName)
    {
        if (known.TryGetValue(cpu, out string? key)) return key;
        IReadOnlyList<int>? siblings =
            files.Cpus($"{topology}/{name}_list", $"{topology}/{name}")
                ?? files.Cpus($"{topology}/{oldName}_list", $"{topology}/{oldName}");
        // A set that lacks its own CPU is nonsense from a broken firmware or capture.
        if (siblings is null || !siblings.Contains(cpu)) return null;
        int[] members = [.. siblings.Where(isOnline.Contains)];
        string list = CpuList.Format(members);
        foreach (int member in members) known.TryAdd(member, list);
        return list;
    }

    private static string? Identity(
        NodeFiles files, string path, Dictionary<string, string>? block, string blockName) =>
        files.Text(path) is { Length: > 0 } text && text != "-1" ? text : block?.GetValueOrDefault(blockName);

    private static string? CoreIdentity(
        NodeFiles files, string topology, Dictionary<string, string>? block, string socket) =>
        Identity(files, $"{topology}/core_id", block, "core id") is { } core
            ? $"{socket}/{files.Text($"{topology}/die_id")}/{core}"
            : null;

    private static Dictionary<int, int> NumaNodesByCpu(NodeFiles files)
    {
        var nodes = new Dictionary<int, int>();
        foreach (int node in files.Numbered(NumaFolder, "node"))
        {
            foreach (int cpu in files.Cpus($"{NumaFolder}/node{node}/cpulist", $"{NumaFolder}/node{node}/cpumap") ?? [])
            {
                nodes[cpu] = node;
            }
        }
        return nodes;
    }

    private static Dictionary<int, Dictionary<string, string>> BlocksByCpu(CpuInfo info)
    {
        var blocks = new Dictionary<int, Dictionary<string, string>>();
        foreach (Dictionary<string, string> block in info.Blocks)
        {
            if (int.TryParse(
                block.GetValueOrDefault("processor"), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu))
            {
                blocks[cpu] = block;
            }
        }
        return blocks;
    }

    /// <summary>Numbers keys 0, 1, 2 … in the order they are first met.</summary>
    private sealed class Numbering
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public int Of(string key) =>
            _numbers.TryGetValue(key, out int number) ? number : _numbers[key] = _numbers.Count;
    }
}
