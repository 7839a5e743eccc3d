using RelionPS.Core.Reasons;

namespace RelionPS.Nodes.Advice;

/// <summary>BIOS settings, cores and instruction sets (guide 2.1, 3.2, 3.3, 3.4).</summary>
internal static class ProcessorAdvice
{
    private const string Category = "Processor";

    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "SpeedStep", Category = Category, Source = "guide 2.1", Wanted = "enabled",
            Why = "turbo is available only where SpeedStep (P-states) is enabled",
            Remedy = "enable 'Enhanced Intel SpeedStep Tech' (P-states) in the BIOS, and load the frequency driver",
            Check = input => Verdict.Of(
                input.Node.Processor.FrequencyScaling, value => value == true, FindingStatus.Fail, Verdict.OnOff),
        },
        new()
        {
            Id = "Turbo", Category = Category, Source = "guide 2.1", Wanted = "enabled",
            Why = "turbo raises the clock where power and temperature allow",
            Remedy = "enable turbo (boost) in the BIOS, and write 0 to intel_pstate/no_turbo or 1 to cpufreq/boost",
            Check = input => Verdict.Of(
                input.Node.Processor.Turbo, value => value == true, FindingStatus.Fail, Verdict.OnOff),
        },
        new()
        {
            Id = "HyperThreading", Category = Category, Source = "guide 2.1, 3.4", Wanted = "on",
            Why = GuideRules.HyperThreading.Says,
            Remedy = "enable hyper-threading (SMT) in the BIOS, and take nosmt off the kernel's command line",
            Check = HyperThreading,
        },
        new()
        {
            Id = "CoresPerNode", Category = Category, Source = "guide 3.2", Wanted = "at least {0} physical cores",
            Threshold = 48, Show = Verdict.Count,
            Why = "the guide's cluster has 48 to 64 cores a node; fewer mean more nodes, and scaling ends at 16",
            Remedy = "plan with more nodes of this kind, or buy nodes with more cores",
            Check = input => Verdict.AtLeast(
                input.Node.PhysicalCores, input.Threshold, Verdict.Count, "the topology", ""),
        },
        new()
        {
            Id = "DualSocket", Category = Category, Source = "guide 3.2", Wanted = "{0} sockets", Threshold = 2,
            Show = Verdict.Count,
            Why = "the guide's cluster and its figures are of dual-socket nodes",
            Remedy = "none is needed where the cores suffice; compare timings with the guide's per core",
            Check = input => input.Node.Platform.Hypervisor.Value is not (null or "none")
                ? Verdict.NotApplicable(Verdict.Count(input.Node.Sockets), "a virtual machine's sockets are made up")
                : Verdict.AtLeast(
                    input.Node.Sockets, input.Threshold, Verdict.Count, "the topology", "", FindingStatus.Warn),
        },
        new()
        {
            Id = "Avx512", Category = Category, Source = "guide 3.3",
            Wanted = "AVX-512 F and CD, on an Intel processor",
            Why = "the guide's fast build is compiled with -xCOMMON-AVX512, which runs on Intel processors alone",
            Remedy = "build RELION for AVX2 (guide 3.3, step 4), or with gcc for this processor",
            Check = Avx512,
        },
        new()
        {
            Id = "Governor", Category = Category, Source = "field", Wanted = "performance",
            Why = "other governors raise the clock late, after each of the leader's pauses",
            Remedy = "cpupower frequency-set -g performance, as root, on every boot",
            Check = input => Verdict.Of(
                input.Node.Processor.Governor, value => value == "performance", FindingStatus.Warn),
        },
        new()
        {
            Id = "AllCpusUsable", Category = Category, Source = "field", Wanted = "all online CPUs",
            Why = "a cpuset or affinity hides CPUs from this process, and with them from the plan",
            Remedy = "profile inside a job that has the whole node (Slurm: --exclusive)",
            Check = input => new RuleResult(
                input.Node.UsableCpus == input.Node.LogicalCpus ? FindingStatus.Pass : FindingStatus.Warn,
                $"{input.Node.UsableCpus} of {input.Node.LogicalCpus}", "/proc/self/status and the control groups"),
        },
    ];

    private static RuleResult HyperThreading(RuleInput input)
    {
        NodeProfile node = input.Node;
        string source = node.Processor.SmtControl.Source;
        bool isVirtual = node.Platform.Hypervisor.Value is not (null or "none");
        return node.HyperThreading switch
        {
            RelionPS.HyperThreading.On => new(FindingStatus.Pass, $"on, {node.ThreadsPerCore} threads a core", source),
            RelionPS.HyperThreading.Off => new(FindingStatus.Fail, "off", source),
            RelionPS.HyperThreading.ForcedOff =>
                new(
                    FindingStatus.Fail,
                    "forced off",
                    source,
                    "take nosmt=force off the kernel's command line and boot"),
            RelionPS.HyperThreading.NotSupported when isVirtual =>
                new(
                    FindingStatus.Warn,
                    "not shown by the hypervisor",
                    source,
                    "have the hypervisor show the threads of its cores, or plan by virtual CPUs"),
            // The kernel says the same of a BIOS that hides the threads.
            RelionPS.HyperThreading.NotSupported when node.CpuVendor is "Intel" or "AMD" =>
                new(FindingStatus.Fail, "not supported, or disabled in the BIOS", source),
            RelionPS.HyperThreading.NotSupported =>
                Verdict.NotApplicable("not supported", "the processor has one thread a core"),
            _ =>
                Verdict.Unknown(
                    $"{source} can't be read",
                    "look into the BIOS: the kernel does not say whether the cores could run two threads"),
        };
    }

    private static RuleResult Avx512(RuleInput input)
    {
        Fact<IReadOnlyList<string>> missing = input.Node.Processor.MissingForAvx512;
        if (missing.Value is null) return Verdict.Unknown($"{missing.Source} can't be read", missing.HowToKnow ?? "");
        if (missing.Value.Count > 0) return new(FindingStatus.Fail, $"lacks {missing}", missing.Source);
        return input.Node.CpuVendor == "Intel"
            ? new(FindingStatus.Pass, "all flags", missing.Source)
            : new(
                FindingStatus.Warn,
                $"all flags, on {input.Node.CpuVendor}",
                missing.Source,
                "build RELION with gcc for this processor (-march=native): -x builds refuse other makers");
    }
}
