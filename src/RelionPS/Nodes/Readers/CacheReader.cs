using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>Caches by level, type and size, each counted once however many CPUs share it.</summary>
internal static class CacheReader
{
    public static Fact<IReadOnlyList<CpuCache>> Read(NodeFiles files, IReadOnlyList<LogicalCpu> cpus)
    {
        const string Source = "/sys/devices/system/cpu/cpu*/cache";
        var found = new List<CpuCache>();
        // The CPUs of a cache share its files: one of them is enough.
        var kinds = new Dictionary<int, Kind>();
        foreach (LogicalCpu cpu in cpus)
        {
            if (kinds.Count > 0 && kinds.Values.All(kind => kind.Seen.Contains(cpu.Id))) continue;
            string folder = $"/sys/devices/system/cpu/cpu{cpu.Id}/cache";
            // The kernel numbers them without gaps (drivers/base/cacheinfo.c): no folder needs to be listed.
            for (int index = 0; ; index++)
            {
                string cache = $"{folder}/index{index}";
                if (!kinds.TryGetValue(index, out Kind? kind))
                {
                    if (files.Number($"{cache}/level") is not { } level || files.Text($"{cache}/type") is not { } type)
                    {
                        if (files.Exists(cache)) continue;
                        break;
                    }
                    kinds[index] = kind = new Kind((int)level, type);
                }
                if (!kind.Seen.Add(cpu.Id)) continue;
                kind.Seen.UnionWith(files.Cpus($"{cache}/shared_cpu_list", $"{cache}/shared_cpu_map") ?? []);
                if (Size(files.Text($"{cache}/size")) is not { } size) continue;
                found.Add(new CpuCache(kind.Level, kind.Type, size, Instances: 1));
            }
        }
        return found.Count == 0
            ? new(null, Source, "neither hypervisor nor architecture shows caches")
            : new(
                [
                    .. found.GroupBy(cache => cache)
                        .Select(alike => alike.Key with { Instances = alike.Count() })
                        .OrderBy(cache => cache.Level)
                        .ThenBy(cache => cache.Type, StringComparer.Ordinal)
                        .ThenBy(cache => cache.SizeBytes),
                ],
                Source);
    }

    /// <summary>What an index means, the same on every CPU of a machine.</summary>
    /// <param name="Level">1 is nearest to the core.</param>
    /// <param name="Type"><c>Data</c>, <c>Instruction</c> or <c>Unified</c>.</param>
    private sealed record Kind(int Level, string Type)
    {
        /// <summary>CPUs whose cache of this index was counted.</summary>
        public HashSet<int> Seen { get; } = [];
    }

    /// <summary><c>32K</c>, <c>8M</c>.</summary>
    private static long? Size(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        int shift = text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(
            shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number > 0
            && number < 1L << 32
            ? number << shift
            : null;
    }
}
