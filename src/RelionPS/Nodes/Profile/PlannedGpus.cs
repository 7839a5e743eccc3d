namespace RelionPS.Nodes.Profile;

/// <summary>GPUs of a machine that is only planned, or of which no more is known than how many there are.</summary>
internal static class PlannedGpus
{
    /// <summary>What is known of the GPUs of one kind.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Model">Their name; null where it is not known.</param>
    /// <param name="MemoryBytes">Memory of each; null where it is not known.</param>
    /// <param name="Architecture">What programs are compiled for; null for that of the model.</param>
    public sealed record Kind(int Count, string? Model, long? MemoryBytes = null, string? Architecture = null);

    /// <summary>The GPUs, one kind behind the other.</summary>
    /// <param name="kinds">What is known of them; none for a node without GPUs.</param>
    /// <param name="cpus">
    /// The CPUs of the node, over whose NUMA nodes the GPUs are spread evenly, as in the usual servers; null where
    /// their place is not known.
    /// </param>
    /// <param name="source">Who says so.</param>
    public static GpuFacts Make(IReadOnlyList<Kind> kinds, IReadOnlyList<LogicalCpu>? cpus, string source)
    {
        int[] nodes = [.. (cpus ?? []).Select(cpu => cpu.NumaNode).Distinct().Order()];
        int count = kinds.Sum(kind => kind.Count);
        GpuDevice[] devices =
        [
            .. kinds.SelectMany(kind => Enumerable.Repeat(kind, kind.Count)).Select((kind, index) =>
            {
                GpuDevice device = Of(kind, index, source);
                return nodes.Length == 0
                    ? device
                    : Placed(device, nodes[(int)((long)index * nodes.Length / count)], cpus!, source);
            }),
        ];
        return new GpuFacts
        {
            Devices = new(devices, source),
            Visible = new([.. devices.Select(device => new VisibleGpu(device.Index, device.BusId, null))], source),
        };
    }

    private static GpuDevice Of(Kind kind, int index, string source)
    {
        const string Unsaid = "it was not given";
        string vendor = (kind.Model is null ? null : GpuModels.VendorOf(kind.Model))
            ?? (kind.Architecture is null ? "Unknown"
                : kind.Architecture.StartsWith("gfx", StringComparison.Ordinal) ? GpuModels.Amd : GpuModels.Nvidia);
        return new GpuDevice
        {
            Index = index,
            Vendor = vendor,
            BusId = $"planned:{index}",
            Model = kind.Model is null ? new(null, source, Unsaid) : new(kind.Model, source),
            MemoryBytes = kind.MemoryBytes is not null ? new(kind.MemoryBytes, source)
                : kind.Model is not null && GpuModels.MemoryBytes(kind.Model) is { } bytes
                    ? new(bytes, "the model's name")
                    : new(null, source, Unsaid),
            Architecture = ArchitectureOf(vendor, kind, source),
        };
    }

    private static GpuDevice Placed(GpuDevice device, int node, IReadOnlyList<LogicalCpu> cpus, string source) =>
        device with
        {
            NumaNode = new(node, source),
            LocalCpus = new(CpuList.Format(cpus.Where(cpu => cpu.NumaNode == node).Select(cpu => cpu.Id)), source),
            Mig = new(false, source),
            Slices = new([], source),
        };

    private static Fact<string> ArchitectureOf(string vendor, Kind kind, string source)
    {
        if (kind.Architecture is not null) return new(kind.Architecture, source);
        string? known = kind.Model is null ? null : GpuModels.Architecture(vendor, kind.Model);
        return known is null
            ? new(null, source, "give -GpuArchitecture: the name is none that the module knows")
            : new(known, vendor == GpuModels.Amd ? GpuModels.AmdTable : GpuModels.NvidiaTable);
    }
}
