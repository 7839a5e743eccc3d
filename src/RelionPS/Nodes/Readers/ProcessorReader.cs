namespace RelionPS.Nodes.Readers;

/// <summary>Clock, turbo, microcode and instruction sets.</summary>
internal static class ProcessorReader
{
    private const string Cpu = "/sys/devices/system/cpu";

    /// <summary>
    /// What <c>-march=core-avx2</c> may use, by the kernel's flags (Intel's compiler guide, option -x, CORE-AVX2).
    /// </summary>
    private static readonly string[] Avx2Flags =
    [
        "pni", "ssse3", "sse4_1", "sse4_2", "popcnt", "movbe", "avx", "f16c", "fma", "avx2", "bmi1", "bmi2", "abm",
    ];

    /// <summary>What <c>-xCOMMON-AVX512</c> may use over that (the same, COMMON-AVX512).</summary>
    private static readonly string[] Avx512Flags = [.. Avx2Flags, "avx512f", "avx512cd"];

    public static ProcessorFacts Read(
        NodeFiles files,
        CpuInfo info,
        IReadOnlyList<LogicalCpu> cpus,
        IReadOnlyList<SmbiosStructure> smbios,
        bool isVirtual)
    {
        string? driver = files.Text($"{Cpu}/cpu{cpus[0].Id}/cpufreq/scaling_driver")
            ?? PolicyFiles(files, "scaling_driver").FirstOrDefault();
        return new ProcessorFacts
        {
            ScalingDriver = ScalingDriver(files, driver, cpus[0].Id, isVirtual),
            FrequencyScaling = FrequencyScaling(files, driver, cpus[0].Id, isVirtual),
            Turbo = Turbo(files, info, isVirtual),
            Governor = Governor(files, cpus, isVirtual),
            MaximumMegahertz = Maximum(files, cpus[0].Id),
            SmtControl = Known.Text(
                files.Text($"{Cpu}/smt/control"), $"{Cpu}/smt/control", "needs a kernel of 4.19 or later"),
            Microcode = Known.Text(
                info.First("microcode") ?? files.Text($"{Cpu}/cpu{cpus[0].Id}/microcode/version"),
                "/proc/cpuinfo",
                "the hypervisor or the architecture does not show it"),
            MissingForAvx2 = Missing(info, Avx2Flags),
            MissingForAvx512 = Missing(info, Avx512Flags),
            InstalledProcessors = SmbiosMemory.PopulatedSockets(smbios) is { } processors
                ? new(processors, SmbiosTable.Path)
                : new(null, SmbiosTable.Path, "run as root: only root may read the SMBIOS table"),
            Caches = CacheReader.Read(files, cpus),
            NumaNodesPerSocket = NumaNodesPerSocket(files, cpus),
        };
    }

    private static string WhyNoClock(bool isVirtual) =>
        isVirtual ? "the hypervisor owns the clock: read the host" : "load the frequency driver, or look in the BIOS";

    private static Fact<string> ScalingDriver(NodeFiles files, string? driver, int cpu, bool isVirtual)
    {
        string source = $"{Cpu}/cpu{cpu}/cpufreq/scaling_driver";
        // The empty folder says that the kernel can, but that no driver found P-states to use.
        return driver is null && !isVirtual && files.Exists($"{Cpu}/cpufreq")
            ? new("none", $"{Cpu}/cpufreq")
            : Known.Text(driver, source, WhyNoClock(isVirtual));
    }

    private static Fact<bool?> FrequencyScaling(NodeFiles files, string? driver, int cpu, bool isVirtual)
    {
        if (files.Text($"{Cpu}/intel_pstate/status") == "off" && driver is null)
        {
            return new(false, $"{Cpu}/intel_pstate/status");
        }
        if (driver is not null) return new(true, $"{Cpu}/cpu{cpu}/cpufreq/scaling_driver");
        if (!isVirtual && files.Exists($"{Cpu}/cpufreq")) return new(false, $"{Cpu}/cpufreq");
        return new(null, $"{Cpu}/cpufreq", WhyNoClock(isVirtual));
    }

    private static Fact<bool?> Turbo(NodeFiles files, CpuInfo info, bool isVirtual)
    {
        if (files.Number($"{Cpu}/intel_pstate/no_turbo") is { } off)
        {
            return new(off == 0, $"{Cpu}/intel_pstate/no_turbo");
        }
        if (files.Number($"{Cpu}/cpufreq/boost") is { } boost) return new(boost != 0, $"{Cpu}/cpufreq/boost");
        if (PolicyFiles(files, "boost").ToArray() is { Length: > 0 } boosts)
        {
            return new(boosts.All(value => value == "1"), $"{Cpu}/cpufreq/policy*/boost");
        }
        // CPUID loses the flag when the BIOS disables turbo (Intel SDM, MISC_ENABLE bit 38).
        if (!isVirtual
            && info.First("vendor_id") == "GenuineIntel"
            && info.Flags is { Count: > 0 } flags
            && !flags.Contains("ida"))
        {
            return new(false, "/proc/cpuinfo, flag ida");
        }
        return new(null, $"{Cpu}/cpufreq/boost", WhyNoClock(isVirtual));
    }

    private static Fact<string> Governor(NodeFiles files, IReadOnlyList<LogicalCpu> cpus, bool isVirtual)
    {
        string[] governors = [.. PolicyFiles(files, "scaling_governor")];
        if (governors.Length == 0)
        {
            governors =
            [
                .. cpus.Select(cpu => files.Text($"{Cpu}/cpu{cpu.Id}/cpufreq/scaling_governor")).OfType<string>(),
            ];
        }
        string text = string.Join(",", governors.Distinct().Order(StringComparer.Ordinal));
        return Known.Text(text, $"{Cpu}/cpufreq/policy*/scaling_governor", WhyNoClock(isVirtual));
    }

    private static Fact<double?> Maximum(NodeFiles files, int cpu)
    {
        string path = $"{Cpu}/cpu{cpu}/cpufreq/cpuinfo_max_freq";
        return files.Number(path) is { } kilohertz
            ? new(kilohertz / 1000.0, path)
            : new(null, path, "needs a frequency driver");
    }

    private static IEnumerable<string> PolicyFiles(NodeFiles files, string name) =>
        files
            .Numbered($"{Cpu}/cpufreq", "policy")
            .Select(policy => files.Text($"{Cpu}/cpufreq/policy{policy}/{name}"))
            .OfType<string>();

    private static Fact<IReadOnlyList<string>> Missing(CpuInfo info, string[] wanted)
    {
        const string Source = "/proc/cpuinfo, flags";
        IReadOnlySet<string> flags = info.Flags;
        return flags.Count == 0
            ? new(null, Source, "capture proc/cpuinfo")
            : new([.. wanted.Where(flag => !flags.Contains(flag))], Source);
    }

    private static Fact<int?> NumaNodesPerSocket(NodeFiles files, IReadOnlyList<LogicalCpu> cpus)
    {
        const string Source = "/sys/devices/system/node/node*/cpulist";
        if (files.Numbered("/sys/devices/system/node", "node").Count == 0)
        {
            return new(null, Source, "needs a kernel with NUMA, or the folder in the capture");
        }
        return new(
            cpus.GroupBy(cpu => cpu.Socket).Max(socket => socket.Select(cpu => cpu.NumaNode).Distinct().Count()),
            Source);
    }
}
