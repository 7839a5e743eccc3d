using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>What a batch system, a container or an administrator has set below what the machine has.</summary>
internal static class LimitAdvice
{
    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "CpuQuota", Category = "Processor", Source = "field", Wanted = "no quota below the usable CPUs",
            Why =
                "RELION's threads wait for each other, and a quota (cpu.max, CPUQuota=, docker --cpus) stops all of "
                + "them for the rest of each period",
            Remedy =
                "lift the quota, or raise it to the CPUs that the job may use; plans start no more threads than it "
                + "allows",
            Check = input => input.Node.CpuLimit is { } limit
                ? new(FindingStatus.Warn, $"{limit} of {input.Node.UsableCpus} CPUs", "the control groups")
                : new(FindingStatus.Pass, "no quota", "the control groups"),
        },
        new()
        {
            Id = "MemoryThrottle", Category = "Memory", Source = "field",
            Wanted = "no memory.high below the plan's {0} a rank",
            Threshold = GuideRules.MemoryPerRankBytes, Show = Quantity.Gigabytes,
            Why =
                "beyond memory.high the kernel takes pages back and slows the ranks down, until they seem to stand "
                + "still",
            Remedy = "raise memory.high (systemd: MemoryHigh=), or run fewer ranks",
            Check = MemoryThrottle,
        },
        new()
        {
            Id = "ReservedHugePages", Category = "Memory", Source = "field", Wanted = "at most {0}", Threshold = 1e9,
            Show = Quantity.Gigabytes,
            Why = "memory that is set aside as huge pages is none for RELION, which does not ask for such pages",
            Remedy = "sysctl vm.nr_hugepages=0, as root, and take hugepages= off the kernel's command line",
            Check = input => Verdict.Of(
                input.Node.Memory.ReservedHugePageBytes,
                value => value <= input.Threshold,
                FindingStatus.Warn,
                Quantity.Bytes),
        },
        new()
        {
            Id = "CommitLimit", Category = "Memory", Source = "field", Wanted = "no limit",
            Why =
                "with vm.overcommit_memory=2 an allocation beyond the limit fails, also where memory is free, and "
                + "RELION ends with bad_alloc",
            Remedy = "sysctl vm.overcommit_memory=0, as root, or raise vm.overcommit_ratio",
            Check = input => Verdict.Of(
                input.Node.Memory.CommitLimitBytes, value => value == long.MaxValue, FindingStatus.Warn, Limit),
        },
        new()
        {
            Id = "ProcessMemoryLimit", Category = "Memory", Source = "field", Wanted = "at least {0} a rank",
            Threshold = GuideRules.MemoryPerRankBytes, Show = Quantity.Gigabytes,
            Why =
                "an allocation beyond the limit of a process (ulimit -v, ulimit -d) fails, and RELION ends with "
                + "bad_alloc",
            Remedy =
                "ulimit -v unlimited; ulimit -d unlimited; or ask the batch system for more (SGE: h_vmem, PBS: pvmem, "
                + "LSF: -v)",
            Check = input => Verdict.Of(
                input.Node.Platform.ProcessMemoryBytes, value => value >= input.Threshold, FindingStatus.Fail, Limit),
        },
        new()
        {
            Id = "OpenMpiSettings", Category = "Run", Source = "field", Wanted = "none that changes where ranks go",
            Why =
                "Open MPI adds the site's settings to the planned line, and then refuses it or places the ranks "
                + "otherwise",
            Remedy = "unset these variables (or take them out of the mca-params.conf) where the run is started",
            Check = Settings,
        },
    ];

    private static string Limit(long? bytes) => bytes == long.MaxValue ? "no limit" : Quantity.Bytes(bytes);

    private static RuleResult MemoryThrottle(RuleInput input)
    {
        NodeProfile node = input.Node;
        if (node.MemoryBytes is not { } memory)
        {
            return Verdict.Unknown("/proc/meminfo can't be read", "capture proc/meminfo and the control groups");
        }
        if (node.MemoryHighBytes is not { } high) return new(FindingStatus.Pass, "no limit", "the control groups");
        double need = Math.Min((input.RanksPerNode ?? GuideRules.ComputeRanks.Value) * input.Threshold, memory);
        FindingStatus status = high >= need ? FindingStatus.Pass : FindingStatus.Warn;
        return new(status, $"{Quantity.Gigabytes(high)}, needed {Quantity.Gigabytes(need)}", "the control groups");
    }

    private static RuleResult Settings(RuleInput input)
    {
        Fact<IReadOnlyList<string>> settings = input.Node.Platform.OpenMpiSettings;
        if (settings.Value is not { } all)
        {
            return Verdict.Unknown($"{settings.Source} can't be read", settings.HowToKnow ?? "");
        }
        string[] broken = [.. all.Where(OpenMpiConflicts.IsOne)];
        return broken.Length == 0
            ? new(FindingStatus.Pass, "none", settings.Source)
            : new(FindingStatus.Warn, string.Join(", ", broken), settings.Source);
    }
}
