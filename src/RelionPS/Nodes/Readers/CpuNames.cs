namespace RelionPS.Nodes.Readers;

/// <summary>Vendor, model, architecture and instruction sets from what /proc/cpuinfo says, as tables.</summary>
internal static class CpuNames
{
    private static readonly Dictionary<string, string> Vendors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["GenuineIntel"] = "Intel",
        ["AuthenticAMD"] = "AMD",
        ["HygonGenuine"] = "Hygon",
        ["CentaurHauls"] = "Zhaoxin",
        ["IBM/S390"] = "IBM",
        ["0x41"] = "ARM",
        ["0x42"] = "Broadcom",
        ["0x43"] = "Cavium",
        ["0x46"] = "Fujitsu",
        ["0x48"] = "HiSilicon",
        ["0x4e"] = "NVIDIA",
        ["0x50"] = "APM",
        ["0x51"] = "Qualcomm",
        ["0x61"] = "Apple",
        ["0x70"] = "Phytium",
        ["0xc0"] = "Ampere",
    };

    private static readonly (string Word, string Vendor)[] VendorWords =
        [
            ("Intel", "Intel"),
            ("Xeon", "Intel"),
            ("AMD", "AMD"),
            ("EPYC", "AMD"),
            ("Neoverse", "ARM"),
            ("Ampere", "Ampere"),
            ("POWER", "IBM"),
        ];

    /// <summary>
    /// ARM's own cores by "CPU part", as the Linux source names them (arch/arm64/include/asm/cputype.h).
    /// </summary>
    private static readonly Dictionary<string, string> ArmParts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["0xd03"] = "Cortex-A53",
        ["0xd05"] = "Cortex-A55",
        ["0xd07"] = "Cortex-A57",
        ["0xd08"] = "Cortex-A72",
        ["0xd0b"] = "Cortex-A76",
        ["0xd0c"] = "Neoverse-N1",
        ["0xd40"] = "Neoverse-V1",
        ["0xd46"] = "Cortex-A510",
        ["0xd47"] = "Cortex-A710",
        ["0xd49"] = "Neoverse-N2",
        ["0xd4d"] = "Cortex-A715",
        ["0xd4e"] = "Cortex-X3",
        ["0xd4f"] = "Neoverse-V2",
        ["0xd84"] = "Neoverse-V3",
        ["0xd85"] = "Cortex-X925",
        ["0xd87"] = "Cortex-A725",
        ["0xd8e"] = "Neoverse-N3",
    };

    /// <summary>Instruction sets by flag, widest last; only those that a RELION build is compiled for.</summary>
    private static readonly (string Flag, string Name)[] InstructionSets =
    [
        ("sse2", "SSE2"), ("sse4_2", "SSE4.2"), ("avx", "AVX"), ("fma", "FMA"), ("avx2", "AVX2"),
        ("avx512f", "AVX512F"), ("avx512cd", "AVX512CD"), ("avx512bw", "AVX512BW"), ("avx512dq", "AVX512DQ"),
        ("avx512vl", "AVX512VL"),
        ("avx512_vnni", "AVX512VNNI"), ("amx_tile", "AMX"),
        ("asimd", "NEON"), ("sve", "SVE"), ("sve2", "SVE2"), ("vx", "VX"),
    ];

    public static string Vendor(CpuInfo info)
    {
        if (info.First("CPU Family")?.StartsWith("Loongson", StringComparison.Ordinal) == true) return "Loongson";
        if (info.First("vendor_id", "CPU implementer", "vendor") is { } id) return Vendors.GetValueOrDefault(id, id);
        return info.First("cpu")?.StartsWith("POWER", StringComparison.Ordinal) == true ? "IBM" : "Unknown";
    }

    /// <summary>The vendor that a model's name gives away.</summary>
    public static string VendorOfModel(string model) =>
        VendorWords.FirstOrDefault(word => model.Contains(word.Word, StringComparison.OrdinalIgnoreCase)).Vendor
            ?? "Unknown";

    public static string Model(CpuInfo info)
    {
        if (info.First("model name", "Model Name", "cpu model") is { } name) return name;
        if (info.First("CPU part") is { } part)
        {
            return ArmParts.GetValueOrDefault(part, $"{Vendor(info)} CPU part {part}");
        }
        if (info.First("cpu") is { } power) return power.Split(',')[0];
        // s390 puts the machine type into each processor's line: "version = FF, identification = 233EF8, machine =
        // 3906".
        string? machine = info.First("processor 0")?.Split(
            "machine =", StringSplitOptions.TrimEntries).ElementAtOrDefault(1);
        return machine is null ? "Unknown" : $"IBM/S390 machine {machine}";
    }

    /// <summary>The machine as <c>uname -m</c> names it, inferred where the kernel does not say (before 6.1).</summary>
    public static string Architecture(NodeFiles files, CpuInfo info)
    {
        if (files.Text("/proc/sys/kernel/arch") is { Length: > 0 } arch) return arch;
        if (info.First("CPU implementer") is not null)
        {
            return info.First("CPU architecture") == "7" ? "armv7l" : "aarch64";
        }
        if (info.First("vendor_id") == "IBM/S390") return "s390x";
        if (info.First("CPU Family")?.StartsWith("Loongson", StringComparison.Ordinal) == true) return "loongarch64";
        if (info.First("arch") == "IA-64") return "ia64";
        if (info.First("type")?.StartsWith("sun4", StringComparison.Ordinal) == true) return "sparc64";
        // Linux distributions run POWER8 and later little endian, earlier ones big endian.
        if (info.First("cpu") is { } power && power.StartsWith("POWER", StringComparison.Ordinal))
        {
            return power.Length > 5 && power[5] is >= '4' and <= '7' ? "ppc64" : "ppc64le";
        }
        if (info.First("isa")?.StartsWith("rv64", StringComparison.Ordinal) == true) return "riscv64";
        IReadOnlySet<string> flags = info.Flags;
        return flags.Contains("lm") ? "x86_64" : flags.Contains("fpu") ? "i686" : "Unknown";
    }

    public static IReadOnlyList<string> Isa(CpuInfo info)
    {
        IReadOnlySet<string> flags = info.Flags;
        List<string> names = [.. InstructionSets.Where(set => flags.Contains(set.Flag)).Select(set => set.Name)];
        if (info.First("cpu")?.Contains("altivec", StringComparison.Ordinal) == true) names.Add("VSX");
        return names;
    }
}
