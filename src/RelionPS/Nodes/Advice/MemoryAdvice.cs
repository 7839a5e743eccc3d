using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>Memory, its modules and the kernel's settings for it (guide 2.2, 3.4).</summary>
internal static class MemoryAdvice
{
    private const string Category = "Memory";

    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "MemoryPerNode", Category = Category, Source = "guide 2.2", Wanted = "at least {0}",
            Threshold = GuideRules.RecommendedMemory.Value, Show = Quantity.Gigabytes,
            Why = GuideRules.RecommendedMemory.Says,
            Remedy = "add memory, or run fewer ranks a node",
            Check = input => Verdict.AtLeast(
                input.Node.MemoryBytes,
                input.Threshold,
                Quantity.Gigabytes,
                "/proc/meminfo",
                "capture proc/meminfo, or give -MemoryBytes"),
        },
        new()
        {
            Id = "MemoryForAllRanks", Category = Category, Source = "guide 3.4", Wanted = "at least {0}",
            Threshold = GuideRules.MemoryForAllRanks.Value, Show = Quantity.Gigabytes,
            Why = "with less, fewer than 8 ranks fit a node",
            Remedy = "run fewer ranks a node, as New-RelionRefineCommand plans it, or add memory",
            Check = input => Verdict.AtLeast(
                input.Node.MemoryBytes,
                input.Threshold,
                Quantity.Gigabytes,
                "/proc/meminfo",
                "capture proc/meminfo, or give -MemoryBytes"),
        },
        new()
        {
            Id = "DimmPerChannel", Category = Category, Source = "guide 2.2", Wanted = "a module in every channel",
            Why = "channels without a module cost bandwidth, and the cores wait",
            Remedy = "put at least one module into each channel, as the board's manual orders them",
            Check = DimmPerChannel,
        },
        new()
        {
            Id = "ChannelsAlike", Category = Category, Source = "guide 2.2",
            Wanted = "the same memory in every channel",
            Why = "memory is interleaved over channels that hold the same amount; the rest is slower",
            Remedy = "fill all channels with modules of one size, type and speed",
            Check = ChannelsAlike,
        },
        new()
        {
            Id = "PersistentMemory", Category = Category, Source = "guide 2.2", Wanted = "none",
            Why = "RELION does not gain from persistent memory, which takes slots from faster modules",
            Remedy = "none is needed; buy DRAM next time",
            Check = input => Verdict.Of(
                input.Node.Memory.PersistentMemory,
                value => value == false,
                FindingStatus.Warn,
                value => value == true ? "present" : "none"),
        },
        new()
        {
            Id = "MemoryLimit", Category = Category, Source = "field", Wanted = "no limit below the plan's {0} a rank",
            Threshold = GuideRules.MemoryPerRankBytes, Show = Quantity.Gigabytes,
            Why = "the kernel ends a rank that goes beyond the limit of its control group, and with it the run",
            Remedy = "ask for more memory (Slurm: --mem=0), raise the container's limit, or run fewer ranks",
            Check = MemoryLimit,
        },
        new()
        {
            Id = "TransparentHugePages", Category = Category, Source = "field", Wanted = "always or madvise",
            Why = "RELION's volumes are large, and small pages cost time in the kernel",
            Remedy = "echo always > /sys/kernel/mm/transparent_hugepage/enabled, as root, on every boot",
            Check = input => Verdict.Of(
                input.Node.Memory.TransparentHugePages, value => value is "always" or "madvise", FindingStatus.Warn),
        },
        new()
        {
            Id = "NumaBalancing", Category = Category, Source = "field", Wanted = "0",
            Why = "the kernel moves pages of ranks that are pinned already",
            Remedy = "sysctl kernel.numa_balancing=0, as root, on every boot",
            Check = input => input.Node.NumaNodes == 1 && input.Node.Memory.NumaBalancing.IsKnown
                ? Verdict.NotApplicable(input.Node.Memory.NumaBalancing.ToString(), "one NUMA node")
                : Verdict.Of(input.Node.Memory.NumaBalancing, value => value == 0, FindingStatus.Warn),
        },
        new()
        {
            Id = "ZoneReclaim", Category = Category, Source = "field", Wanted = "0",
            Why = "the kernel drops the file cache of a NUMA node though others have free memory",
            Remedy = "sysctl vm.zone_reclaim_mode=0, as root, on every boot",
            Check = input => Verdict.Of(input.Node.Memory.ZoneReclaimMode, value => value == 0, FindingStatus.Warn),
        },
    ];

    private static RuleResult DimmPerChannel(RuleInput input)
    {
        MemoryFacts memory = input.Node.Memory;
        if (memory.Channels.Value is { } channels && memory.ChannelsPopulated.Value is { } populated)
        {
            return new(
                populated == channels ? FindingStatus.Pass : FindingStatus.Fail,
                $"{populated} of {channels} channels",
                memory.Channels.Source);
        }
        // Every slot taken leaves no channel empty, whatever the channels are called.
        if (memory.Slots.Value is { } slots
            && memory.Modules.Value is { } modules
            && modules.Count(module => module.IsPopulated) == slots)
        {
            return new(FindingStatus.Pass, $"all {slots} slots", memory.Slots.Source);
        }
        return Verdict.Unknown($"{memory.Channels.Source} does not tell", memory.Channels.HowToKnow ?? "");
    }

    private static RuleResult ChannelsAlike(RuleInput input)
    {
        Fact<IReadOnlyList<MemoryModule>> modules = input.Node.Memory.Modules;
        if (modules.Value is not { } all)
        {
            return Verdict.Unknown($"{modules.Source} can't be read", modules.HowToKnow ?? "");
        }
        MemoryModule[] present = [.. all.Where(module => module.IsPopulated && !module.IsPersistent)];
        if (present.Any(module => module.SizeBytes is null))
        {
            return Verdict.Unknown($"{modules.Source} does not give each module's size", "look into the BIOS");
        }
        string[] kinds =
            [.. present.GroupBy(Kind)
                .OrderByDescending(kind => kind.Count())
                .ThenBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => $"{kind.Count()} x {kind.Key}")];
        if (kinds.Length != 1) return new(FindingStatus.Fail, string.Join(", ", kinds), modules.Source);
        bool isNamed = present.All(module => module.Channel is not null);
        bool isEven = !isNamed
            || present.GroupBy(module => module.Channel).Select(channel => channel.Count()).Distinct().Count() == 1;
        return new(
            isEven ? FindingStatus.Pass : FindingStatus.Fail,
            isEven ? kinds[0] : $"{kinds[0]}, not the same number in each channel",
            modules.Source);
    }

    private static RuleResult MemoryLimit(RuleInput input)
    {
        NodeProfile node = input.Node;
        if (node.MemoryBytes is null)
        {
            return Verdict.Unknown("/proc/meminfo can't be read", "capture proc/meminfo and the control groups");
        }
        if (node.MemoryLimitBytes is not { } limit) return new(FindingStatus.Pass, "no limit", "the control groups");
        double need = (input.RanksPerNode ?? GuideRules.ComputeRanks.Value) * input.Threshold;
        // A limit that leaves what the machine has is no worse than the machine.
        need = Math.Min(need, node.MemoryBytes.Value);
        return new(
            limit >= need ? FindingStatus.Pass : FindingStatus.Fail,
            $"{Quantity.Gigabytes(limit)}, needed {Quantity.Gigabytes(need)}",
            "the control groups");
    }

    /// <summary>Size, type and speed.</summary>
    private static string Kind(MemoryModule module)
    {
        string speed = module.ConfiguredMegatransfers is { } number ? InvariantText.Of($" at {number} MT/s") : "";
        return $"{Quantity.Bytes(module.SizeBytes)} {module.Type}{speed}";
    }
}
