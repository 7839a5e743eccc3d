namespace RelionPS.Nodes.Readers;

/// <summary>/proc/cpuinfo: names, flags and, where /sys is silent, the topology.</summary>
internal sealed class CpuInfo
{
    private readonly IReadOnlyList<Dictionary<string, string>> _blocks;
    private HashSet<string>? _flags;

    private CpuInfo(IReadOnlyList<Dictionary<string, string>> blocks) => _blocks = blocks;

    /// <summary>
    /// One block a processor; a block before the first "processor" line (s390, old ARM) holds what is common.
    /// </summary>
    public IReadOnlyList<Dictionary<string, string>> Blocks => _blocks;

    public static CpuInfo Read(NodeFiles files)
    {
        var blocks = new List<Dictionary<string, string>>();
        Dictionary<string, string>? block = null;
        foreach (string rawLine in (files.Text("/proc/cpuinfo") ?? "").Split('\n'))
        {
            int colon = rawLine.IndexOf(':');
            if (colon < 0)
            {
                if (string.IsNullOrWhiteSpace(rawLine)) block = null;
                continue;
            }
            if (block is null) blocks.Add(block = new Dictionary<string, string>(StringComparer.Ordinal));
            block.TryAdd(rawLine[..colon].Trim(), rawLine[(colon + 1)..].Trim());
        }
        return new CpuInfo(blocks);
    }

    /// <summary>The first value of any of the names, over all blocks.</summary>
    public string? First(params string[] names)
    {
        foreach (string name in names)
        {
            foreach (Dictionary<string, string> block in _blocks)
            {
                if (block.TryGetValue(name, out string? value) && value.Length > 0) return value;
            }
        }
        return null;
    }

    /// <summary>CPU flags (x86), features (ARM, s390).</summary>
    public IReadOnlySet<string> Flags => _flags ??=
        (First("flags", "Features", "features") ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.Ordinal);
}
