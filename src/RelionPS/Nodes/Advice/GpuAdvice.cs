using RelionPS.Core.Reasons;
using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Advice;

/// <summary>
/// GPUs. None of these fails but where a run on the GPU would not start: a job on the CPUs of the node may do without.
/// </summary>
internal static class GpuAdvice
{
    private const string Category = "Gpu";

    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "GpuDriver", Category = Category, Source = "field", Wanted = "a driver for the GPUs",
            Why = "a program counts the GPUs that the driver shows, and RELION with --gpu ends where there is none",
            Remedy = "load NVIDIA's driver, or amdgpu with ROCm; where it does not load, dmesg says why",
            Check = Driver,
        },
        new()
        {
            Id = "GpuVisible", Category = Category, Source = "field", Wanted = "all GPUs of the node",
            Why = "GPUs that the session may not use stay idle, and RELION numbers those that are left from 0",
            Remedy =
                "ask the batch system for more GPUs, or unset CUDA_VISIBLE_DEVICES, ROCR_VISIBLE_DEVICES and "
                + "HIP_VISIBLE_DEVICES; of a GPU that the driver lost, dmesg tells",
            Check = Visible,
        },
        new()
        {
            Id = "GpuCuda", Category = Category, Source = CudaDrivers.Source,
            Wanted = "a driver of the binary's CUDA or later",
            Why = "programs of a newer CUDA start on an older driver of its major version only where nothing needs "
                + "translating, and on one of an older major version not at all",
            Remedy = "install a newer driver, or build RELION with the driver's CUDA or an older one",
            Check = Cuda,
        },
        new()
        {
            Id = "GpuModels", Category = Category, Source = "field", Wanted = "one model",
            Why = "followers share the particles evenly, so the slowest GPU sets the pace, and the one with the least "
                + "memory the largest box; CUDA numbers the fastest GPU first, nvidia-smi by address",
            Remedy = "give a job GPUs of one model, and set CUDA_DEVICE_ORDER=PCI_BUS_ID",
            Check = Models,
        },
        new()
        {
            Id = "GpuMig", Category = Category, Source = "field", Wanted = "whole GPUs",
            Why = "a process sees one slice (MIG) only, so that each rank needs CUDA_VISIBLE_DEVICES of its own, and "
                + "has a slice's memory",
            Remedy = "take GPUs without MIG, or as root: nvidia-smi -mig 0; on AMD: rocm-smi --setcomputepartition SPX",
            Check = Mig,
        },
        new()
        {
            Id = "GpuNearCores", Category = Category, Source = "field", Wanted = "usable CPUs near every GPU",
            Why = "images go through the link between the sockets where a rank's cores are not those near its GPU",
            Remedy = "ask the batch system for cores near the GPUs (Slurm: --gres-flags=enforce-binding)",
            Check = NearCores,
        },
        new()
        {
            Id = "GpuSockets", Category = Category, Source = "field", Wanted = "GPUs on every socket that is used",
            Why = "the maximisation never uses the GPU and wants all cores, half of which are far from every GPU",
            Remedy = "bind the ranks to the socket of the GPUs; in a new node, spread the cards over both",
            Check = Sockets,
        },
        new()
        {
            Id = "GpuPersistence", Category = Category, Source = "field", Wanted = "enabled",
            Why = "without persistence mode the driver starts the GPU anew for each program, seconds at a time",
            Remedy = "start nvidia-persistenced, or as root: nvidia-smi -pm 1",
            Check = input => Each(
                input, device => device.Vendor == GpuModels.Nvidia, device => device.PersistenceMode,
                device => device.PersistenceMode.Value is { } isOn ? isOn : null, _ => "disabled", "enabled"),
        },
        new()
        {
            Id = "GpuBusy", Category = Category, Source = "field", Wanted = "less than {0} in use on every GPU",
            Threshold = 1e9, Show = Quantity.Gigabytes,
            Why = "RELION takes all memory of a GPU that is free at its start, and another program takes time too",
            Remedy = "wait, or name other GPUs; nvidia-smi (rocm-smi --showpids) says whose the processes are",
            Check = Busy,
        },
        new()
        {
            Id = "GpuEcc", Category = Category, Source = "field", Wanted = "no error that was not corrected",
            Why = "a GPU whose memory had errors ends programs, and is likely to do it again",
            Remedy = "reset the GPU or restart the node, and have it replaced where the errors come back",
            Check = input => Each(
                input, device => device.Ecc.Value != false, device => device.EccErrors,
                device => device.EccErrors.Value is { } count ? count == 0 : null,
                device => Quantity.Value(device.EccErrors.Value), "none"),
        },
    ];

    private static RuleResult Driver(RuleInput input) => OfDevices(input, _ => Verdict.Of(
        input.Node.Gpu.DriverVersion, version => version != "none", FindingStatus.Warn,
        version => version == "none" ? $"none for {input.Node.Gpu}" : version));

    private static RuleResult Visible(RuleInput input) => OfDevices(input, all =>
    {
        Fact<IReadOnlyList<VisibleGpu>> visible = input.Node.Gpu.Visible;
        if (visible.Value is null) return Verdict.Unknown($"{visible.Source} does not tell", visible.HowToKnow ?? "");
        GpuDevice[] hidden = [.. all.Where(device => !device.IsVisible)];
        return hidden.Length == 0
            ? new(FindingStatus.Pass, $"{all.Count} of {all.Count}", visible.Source)
            : new(
                FindingStatus.Warn,
                $"{all.Count - hidden.Length} of {all.Count}, without {Names(hidden)}",
                visible.Source);
    });

    private static RuleResult Cuda(RuleInput input)
    {
        GpuFacts gpu = input.Node.Gpu;
        if (input.Cuda is not { } cuda)
        {
            return Verdict.NotApplicable(
                gpu.CudaVersion.IsKnown ? $"CUDA {gpu.CudaVersion}" : "Unknown",
                "no binary's CUDA was given: -CudaVersion");
        }
        return OfDevices(input, all =>
        {
            if (all.All(device => device.Vendor != GpuModels.Nvidia))
            {
                return Verdict.NotApplicable("no GPU of NVIDIA's", "other makers' drivers know no CUDA");
            }
            string found = $"driver {gpu.DriverVersion} of CUDA {gpu.CudaVersion}, for {cuda}";
            return CudaDrivers.Of(gpu.DriverVersion.Value, gpu.CudaVersion.Value, cuda) switch
            {
                CudaSupport.Full => new(FindingStatus.Pass, found, gpu.CudaVersion.Source),
                CudaSupport.SameMajor => new(
                    FindingStatus.Warn, found, gpu.CudaVersion.Source,
                    $"{Newer(cuda)}, or build RELION for the very architecture of the GPUs "
                    + $"({string.Join(", ", all.Select(device => device.Architecture.ToString()).Distinct())})"),
                CudaSupport.None => new(
                    FindingStatus.Fail, found, gpu.CudaVersion.Source,
                    $"{Newer(cuda)}, or build RELION with CUDA {gpu.CudaVersion} or older"),
                _ => Verdict.Unknown($"{gpu.CudaVersion.Source} can't be read", gpu.CudaVersion.HowToKnow ?? ""),
            };
        });
    }

    private static string Newer(string cuda) =>
        CudaDrivers.DriverOf(cuda) is { } driver ? $"install driver {driver} or later" : "install a newer driver";

    private static RuleResult Models(RuleInput input) => OfVisible(input, all =>
    {
        if (all.FirstOrDefault(device => !device.Model.IsKnown) is { } unnamed)
        {
            return Verdict.Unknown($"{unnamed.Model.Source} can't be read", unnamed.Model.HowToKnow ?? "");
        }
        string[] models =
        [
            .. all.GroupBy(device => device.ToString()).Select(group => $"{group.Count()} x {group.Key}"),
        ];
        return new(
            models.Length == 1 ? FindingStatus.Pass : FindingStatus.Warn,
            string.Join(", ", models),
            input.Node.Gpu.Devices.Source);
    });

    private static RuleResult Mig(RuleInput input) => OfVisible(input, all =>
    {
        GpuDevice[] cut = [.. all.Where(device => device.Mig.Value == true)];
        if (cut.Length == 0)
        {
            return all.FirstOrDefault(device => !device.Mig.IsKnown) is { } unknown
                ? Verdict.Unknown($"{unknown.Mig.Source} can't be read", unknown.Mig.HowToKnow ?? "")
                : new(FindingStatus.Pass, "whole", all[0].Mig.Source);
        }
        IEnumerable<string> slices = cut.Select(device => device.Slices.Value switch
        {
            null => $"{device.Index}: slices unknown",
            { Count: 0 } => $"{device.Index}: no slice, not usable",
            var made => $"{device.Index}: " + string.Join(
                " + ", made.GroupBy(slice => slice.Profile).Select(group => $"{group.Count()} x {group.Key}")),
        });
        return new(FindingStatus.Warn, string.Join("; ", slices), cut[0].Mig.Source);
    });

    private static RuleResult NearCores(RuleInput input) => OfVisible(input, all =>
    {
        HashSet<int> usable = [.. input.Node.Cpus.Where(cpu => cpu.IsUsable).Select(cpu => cpu.Id)];
        var far = new List<GpuDevice>();
        GpuDevice? unknown = null;
        foreach (GpuDevice device in all)
        {
            if (Near(input.Node, device) is not { } near) unknown ??= device;
            else if (!near.Any(cpu => usable.Contains(cpu.Id))) far.Add(device);
        }
        if (far.Count > 0)
        {
            return new(FindingStatus.Warn, $"none near {Names(far)}", far[0].NumaNode.Source);
        }
        return unknown is null
            ? new(FindingStatus.Pass, $"near {(all.Count == 1 ? "it" : $"all {all.Count}")}", all[0].NumaNode.Source)
            : Verdict.Unknown($"{unknown.NumaNode.Source} does not tell", unknown.NumaNode.HowToKnow ?? "");
    });

    private static RuleResult Sockets(RuleInput input) => OfVisible(input, all =>
    {
        int[] used = [.. input.Node.Cpus.Where(cpu => cpu.IsUsable).Select(cpu => cpu.Socket).Distinct()];
        if (used.Length < 2 || all.Count < 2)
        {
            return Verdict.NotApplicable(
                $"{all.Count} GPU(s), {used.Length} socket(s)", "it takes two of both to spread them");
        }
        var withGpu = new HashSet<int>();
        foreach (GpuDevice device in all)
        {
            if (Near(input.Node, device) is not { Count: > 0 } near)
            {
                return Verdict.Unknown($"{device.NumaNode.Source} does not tell", device.NumaNode.HowToKnow ?? "");
            }
            withGpu.UnionWith(near.Select(cpu => cpu.Socket));
        }
        int[] without = [.. used.Except(withGpu).Order()];
        return without.Length == 0
            ? new(FindingStatus.Pass, $"on all {used.Length} sockets", all[0].NumaNode.Source)
            : new(
                FindingStatus.Warn,
                $"none on socket {string.Join(", ", without)} of {used.Length}",
                all[0].NumaNode.Source);
    });

    private static RuleResult Busy(RuleInput input) => OfVisible(input, all =>
    {
        string[] busy =
        [
            .. all.Where(device => device.MemoryUsedBytes.Value >= input.Threshold || device.BusyPercent.Value >= 10)
                .Select(device => $"{device.Index}: {Quantity.Bytes(device.MemoryUsedBytes.Value)}, "
                    + (device.BusyPercent.Value is { } share ? $"{share} % busy" : "load unknown")
                    + (device.Processes.Value is { Count: > 0 } ? $", {device.Processes}" : "")),
        ];
        if (busy.Length > 0) return new(FindingStatus.Warn, string.Join("; ", busy), all[0].MemoryUsedBytes.Source);
        return all.FirstOrDefault(device => !device.MemoryUsedBytes.IsKnown) is { } unknown
            ? Verdict.Unknown(
                $"{unknown.MemoryUsedBytes.Source} does not tell", unknown.MemoryUsedBytes.HowToKnow ?? "")
            : new(FindingStatus.Pass, "idle", all[0].MemoryUsedBytes.Source);
    });

    /// <summary>CPUs near a GPU: those that the kernel lists for it, or else those of its NUMA node.</summary>
    private static IReadOnlyList<LogicalCpu>? Near(NodeProfile node, GpuDevice device)
    {
        if (device.LocalCpus.Value is { } list && CpuList.TryParse(list) is { Count: > 0 } cpus)
        {
            HashSet<int> numbers = [.. cpus];
            return [.. node.Cpus.Where(cpu => numbers.Contains(cpu.Id))];
        }
        return device.NumaNode.Value is { } number ? [.. node.Cpus.Where(cpu => cpu.NumaNode == number)] : null;
    }

    /// <summary>Judges each GPU that may be used by one fact: warns of those that do not meet it.</summary>
    private static RuleResult Each(
        RuleInput input, Func<GpuDevice, bool> isMeant, Func<GpuDevice, INodeFact> fact,
        Func<GpuDevice, bool?> isMet, Func<GpuDevice, string> show, string met) => OfVisible(input, visible =>
    {
        GpuDevice[] all = [.. visible.Where(isMeant)];
        if (all.Length == 0) return Verdict.NotApplicable("none", "no GPU of the node has it");
        GpuDevice[] failed = [.. all.Where(device => isMet(device) == false)];
        if (failed.Length > 0)
        {
            return new(
                FindingStatus.Warn,
                string.Join("; ", failed.Select(device => $"{device.Index}: {show(device)}")),
                fact(failed[0]).Source);
        }
        return all.FirstOrDefault(device => isMet(device) is null) is { } unknown
            ? Verdict.Unknown($"{fact(unknown).Source} does not tell", fact(unknown).HowToKnow ?? "")
            : new(FindingStatus.Pass, met, fact(all[0]).Source);
    });

    private static RuleResult OfDevices(RuleInput input, Func<IReadOnlyList<GpuDevice>, RuleResult> check)
    {
        Fact<IReadOnlyList<GpuDevice>> devices = input.Node.Gpu.Devices;
        return devices.Value switch
        {
            null => Verdict.Unknown($"{devices.Source} can't be read", devices.HowToKnow ?? ""),
            { Count: 0 } => Verdict.NotApplicable("no GPU", devices.Source),
            var all => check(all),
        };
    }

    private static RuleResult OfVisible(RuleInput input, Func<IReadOnlyList<GpuDevice>, RuleResult> check) =>
        OfDevices(input, all => all.Where(device => device.IsVisible).ToArray() is { Length: > 0 } visible
            ? check(visible)
            : Verdict.NotApplicable("none to use", "this session may use no GPU of the node"));

    private static string Names(IReadOnlyList<GpuDevice> devices) =>
        "GPU " + string.Join(", ", devices.Select(device => device.Index));
}
