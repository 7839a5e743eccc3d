using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>Memory in use, NUMA nodes, and the kernel's settings for memory.</summary>
internal static class MemoryReader
{
    private const string Numa = "/sys/devices/system/node";

    public static MemoryFacts Read(NodeFiles files, IReadOnlyList<SmbiosStructure> smbios)
    {
        MemoryFacts facts = MemoryModuleReader.Read(files, smbios);
        IReadOnlyList<string> lines = files.Lines("/proc/meminfo");
        const string HugePages = "/sys/kernel/mm/transparent_hugepage/enabled";
        return facts with
        {
            AvailableBytes = Known.Number(Bytes(lines, "MemAvailable:"), "/proc/meminfo"),
            SwapTotalBytes = Known.Number(Bytes(lines, "SwapTotal:"), "/proc/meminfo"),
            SwapFreeBytes = Known.Number(Bytes(lines, "SwapFree:"), "/proc/meminfo"),
            NumaDomains = Domains(files),
            TransparentHugePages = Known.Text(Chosen(files.Text(HugePages)), HugePages),
            ZoneReclaimMode = Known.Number(files, "/proc/sys/vm/zone_reclaim_mode"),
            NumaBalancing = Known.Number(files, "/proc/sys/kernel/numa_balancing"),
        };
    }

    /// <summary>Bytes of a line <c>MemTotal:  24684096 kB</c>, or <c>Node 0 MemTotal:  24684096 kB</c>.</summary>
    public static long? Bytes(IReadOnlyList<string> lines, string name)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int at = Array.IndexOf(words, name);
            if (at < 0) continue;
            return long.TryParse(words.ElementAtOrDefault(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) && kibibytes < 1L << 50 ? kibibytes * 1024 : null;
        }
        return null;
    }

    private static Fact<IReadOnlyList<NumaDomain>> Domains(NodeFiles files)
    {
        IReadOnlyList<int> ids = files.Numbered(Numa, "node");
        if (ids.Count == 0) return new(null, $"{Numa}/node*", "needs a kernel with NUMA, or the folder in the capture");
        return new([.. ids.Select(id =>
        {
            IReadOnlyList<string> lines = files.Lines($"{Numa}/node{id}/meminfo");
            IReadOnlyList<int> cpus = files.Cpus($"{Numa}/node{id}/cpulist", $"{Numa}/node{id}/cpumap") ?? [];
            return new NumaDomain(id, CpuList.Format(cpus), Bytes(lines, "MemTotal:"), Bytes(lines, "MemFree:"), Distances(files.Text($"{Numa}/node{id}/distance")));
        })], $"{Numa}/node*");
    }

    private static IReadOnlyList<int> Distances(string? text)
    {
        var distances = new List<int>();
        foreach (string word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int distance)) return [];
            distances.Add(distance);
        }
        return distances;
    }

    /// <summary>The word in brackets: <c>always [madvise] never</c>.</summary>
    private static string? Chosen(string? text)
    {
        int open = text?.IndexOf('[') ?? -1;
        int close = text?.IndexOf(']') ?? -1;
        return open >= 0 && close > open ? text![(open + 1)..close] : null;
    }
}
