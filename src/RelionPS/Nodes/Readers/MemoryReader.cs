using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>Memory in use, NUMA nodes, and the kernel's settings for memory.</summary>
internal static class MemoryReader
{
    private const string Numa = "/sys/devices/system/node";

    public static MemoryFacts Read(
        NodeFiles files, IReadOnlyList<SmbiosStructure> smbios, GpuMemoryNodes gpuMemory)
    {
        MemoryFacts facts = MemoryModuleReader.Read(files, smbios);
        IReadOnlyList<string> lines = files.Lines("/proc/meminfo");
        const string HugePages = "/sys/kernel/mm/transparent_hugepage/enabled";
        return facts with
        {
            AvailableBytes = Known.Number(
                Bytes(lines, "MemAvailable:") is { } free ? Math.Max(0, free - gpuMemory.FreeBytes) : null,
                "/proc/meminfo"),
            SwapTotalBytes = Known.Number(Bytes(lines, "SwapTotal:"), "/proc/meminfo"),
            SwapFreeBytes = Known.Number(Bytes(lines, "SwapFree:"), "/proc/meminfo"),
            ReservedHugePageBytes = ReservedHugePages(files, lines),
            CommitLimitBytes = CommitLimit(files, lines),
            NumaDomains = Domains(files, gpuMemory),
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
            return long.TryParse(
                words.ElementAtOrDefault(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
                && kibibytes < 1L << 50
                ? kibibytes * 1024
                : null;
        }
        return null;
    }

    /// <summary>Pages of all sizes: in one line since Linux 4.15, else counted.</summary>
    private static Fact<long?> ReservedHugePages(NodeFiles files, IReadOnlyList<string> lines)
    {
        const string Source = "/proc/meminfo", Folder = "/sys/kernel/mm/hugepages";
        if (Bytes(lines, "Hugetlb:") is { } all) return new(all, Source);
        long? counted = null;
        foreach (string name in files.Names(Folder))
        {
            const string Prefix = "hugepages-", Unit = "kB";
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Unit, StringComparison.Ordinal))
            {
                continue;
            }
            if (!long.TryParse(
                name.AsSpan()[Prefix.Length..^Unit.Length],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long kibibytes))
            {
                continue;
            }
            if (files.Number($"{Folder}/{name}/nr_hugepages") is { } pages)
            {
                counted = (counted ?? 0) + Product(pages, kibibytes * 1024);
            }
        }
        if (counted is not null) return new(counted, Folder);
        long? size = Bytes(lines, "Hugepagesize:");
        string? count = lines.FirstOrDefault(
            line => line.StartsWith("HugePages_Total:", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return size is not null && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long total)
            ? new(Product(total, size.Value), Source)
            : Known.Number((long?)null, Source);
    }

    private static long Product(long count, long size) =>
        count < 0 || size < 0 ? 0 : (long)Int128.Min((Int128)count * size, long.MaxValue / 2);

    private static Fact<long?> CommitLimit(NodeFiles files, IReadOnlyList<string> lines)
    {
        const string Mode = "/proc/sys/vm/overcommit_memory";
        const long IsStrict = 2;
        return files.Number(Mode) switch
        {
            null => Known.Number((long?)null, Mode),
            IsStrict => Known.Number(Bytes(lines, "CommitLimit:"), "/proc/meminfo"),
            _ => new(long.MaxValue, Mode),
        };
    }

    private static Fact<IReadOnlyList<NumaDomain>> Domains(NodeFiles files, GpuMemoryNodes gpuMemory)
    {
        int[] ids = [.. files.Numbered(Numa, "node").Except(gpuMemory.Numbers)];
        if (ids.Length == 0)
        {
            return new(null, $"{Numa}/node*", "needs a kernel with NUMA, or the folder in the capture");
        }
        return new([.. ids.Select(id =>
        {
            IReadOnlyList<string> lines = files.Lines($"{Numa}/node{id}/meminfo");
            IReadOnlyList<int> cpus = files.Cpus($"{Numa}/node{id}/cpulist", $"{Numa}/node{id}/cpumap") ?? [];
            return new NumaDomain(
                id,
                CpuList.Format(cpus),
                Bytes(lines, "MemTotal:"),
                Bytes(lines, "MemFree:"),
                Distances(files.Text($"{Numa}/node{id}/distance")));
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
