using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// GPUs whose own memory the kernel shows as a NUMA node, as those of POWER9 and Grace Hopper: the driver says which
/// in <c>numa_status</c>. The kernel counts it in MemTotal, and a program that fills the node's memory would fill the
/// GPUs'; it is no memory of the node.
/// </summary>
internal sealed class GpuMemoryNodes
{
    private const string Domains = "/sys/devices/system/node", Status = "numa_status";

    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly HashSet<int> _numbers = [];

    /// <summary>Reads what the driver says of its GPUs; most have no such file.</summary>
    public GpuMemoryNodes(NodeFiles files)
    {
        foreach (string name in files.Names(NvidiaGpuReader.Gpus)) Add(files, name);
        foreach (int number in _numbers)
        {
            IReadOnlyList<string> lines = files.Lines($"{Domains}/node{number}/meminfo");
            Bytes += MemoryReader.Bytes(lines, "MemTotal:") ?? 0;
            FreeBytes += MemoryReader.Bytes(lines, "MemFree:") ?? 0;
        }
    }

    /// <summary>Numbers of the NUMA nodes that are memory of GPUs.</summary>
    public IReadOnlySet<int> Numbers => _numbers;

    /// <summary>What of MemTotal is memory of GPUs, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>What of MemAvailable is, in bytes.</summary>
    public long FreeBytes { get; }

    /// <summary>The GPU's memory in bytes; null where it is no NUMA node.</summary>
    public long? SizeOf(string address) => _sizes.TryGetValue(address, out long size) ? size : null;

    private void Add(NodeFiles files, string name)
    {
        Dictionary<string, string> values = files.Lines($"{NvidiaGpuReader.Gpus}/{name}/{Status}")
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(words => words.Length == 2)
            .DistinctBy(words => words[0])
            .ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
        if (!int.TryParse(
            values.GetValueOrDefault("Node"), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return;
        }
        _numbers.Add(number);
        if (long.TryParse(
            values.GetValueOrDefault("Size"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out long size) && size is > 0 and < 1L << 50)
        {
            _sizes[PciDisplays.Normalised(name)] = size;
        }
    }
}
