using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>The GPUs of a node that compute, of all makers.</summary>
internal static class GpuReader
{
    private const string Source =
        $"{PciDisplays.Bus}, {NvidiaGpuReader.Driver}, {AmdGpuReader.Topology}, {PciDisplays.Cards}";

    /// <summary>Reads what the kernel, the drivers and, on a live node, nvidia-smi say.</summary>
    /// <param name="files">The node's files.</param>
    /// <param name="domains">The machine's CPUs and NUMA nodes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GpuFacts Read(NodeFiles files, NodeDomains domains, CancellationToken cancellationToken)
    {
        NvidiaSmi? smi = NvidiaSmi.Read(files, cancellationToken);
        string[] places = [PciDisplays.Bus, NvidiaGpuReader.Driver, AmdGpuReader.Topology, PciDisplays.Cards];
        if (smi is null && files.Root != "/" && !places.Any(files.Exists)) return Unknown();
        IReadOnlyList<PciDisplay> bus = PciDisplays.Read(files);
        IReadOnlyList<NvidiaGpuReader.Found> nvidia = NvidiaGpuReader.Read(files, bus, smi, domains);
        IReadOnlyList<AmdGpuReader.ComputeNode>? nodes = AmdGpuReader.ComputeNodes(files);
        IReadOnlyList<GpuDevice> amd = AmdGpuReader.Read(files, bus, nodes, domains);
        IReadOnlyList<GpuDevice> intel = IntelGpus(files, bus, domains);
        GpuEnvironment environment = GpuEnvironment.Read(files);
        Fact<IReadOnlyList<VisibleGpu>> visible = Visible(files, nvidia, amd, intel, nodes, smi, environment);
        Fact<string> driver = nvidia.Count > 0 ? NvidiaGpuReader.DriverVersion(files, smi)
            : amd.Count > 0 ? AmdGpuReader.DriverVersion(files, amd)
            : new("none", Source);
        return new GpuFacts
        {
            Devices = new(
                [.. Marked(nvidia, amd, intel, nodes, visible)], smi is null ? Source : $"{smi.Source}, {Source}"),
            DriverVersion = driver,
            CudaVersion = nvidia.Count > 0
                ? NvidiaGpuReader.CudaVersion(smi, driver)
                : new("none", Source),
            RocmVersion = amd.Count > 0 ? AmdGpuReader.RocmVersion(files) : new("none", Source),
            Visible = visible,
        };
    }

    private static GpuFacts Unknown()
    {
        const string How = "capture sys/bus/pci/devices, proc/driver/nvidia and sys/class/kfd";
        return new GpuFacts
        {
            Devices = new(null, Source, How),
            DriverVersion = new(null, NvidiaGpuReader.Driver, How),
            CudaVersion = new(null, NvidiaGpuReader.Driver, How),
            RocmVersion = new(null, "/opt/rocm", How),
            Visible = new(null, Source, How),
        };
    }

    private static GpuDevice[] IntelGpus(NodeFiles files, IReadOnlyList<PciDisplay> bus, NodeDomains domains) =>
    [
        .. bus.Where(item => GpuModels.Vendor(item.Vendor) == GpuModels.Intel).Select((item, index) =>
        {
            (string model, string architecture) = GpuModels.ByNumber(item.Vendor, item.Device)!.Value;
            return GpuLocality.Place(
                new GpuDevice
                {
                    Index = index,
                    Vendor = GpuModels.Intel,
                    BusId = item.Address,
                    Model = new(model, GpuModels.PciTable),
                    Architecture = new(architecture, GpuModels.PciTable),
                    MemoryBytes = new(null, item.Folder, "ask xpu-smi discovery"),
                },
                files, item.Folder, domains);
        }),
    ];

    /// <summary>NVIDIA's and AMD's each count from 0, as a program is built for one of them.</summary>
    private static Fact<IReadOnlyList<VisibleGpu>> Visible(
        NodeFiles files, IReadOnlyList<NvidiaGpuReader.Found> nvidia, IReadOnlyList<GpuDevice> amd,
        IReadOnlyList<GpuDevice> intel, IReadOnlyList<AmdGpuReader.ComputeNode>? nodes, NvidiaSmi? smi,
        GpuEnvironment environment)
    {
        var visible = new List<VisibleGpu>();
        var sources = new List<string>();
        if (nvidia.Count > 0)
        {
            if (nvidia.All(found => found.IsDriven is null))
            {
                return new(null, NvidiaGpuReader.Driver, "capture proc/driver/nvidia, or nvidia-smi's answers");
            }
            Fact<IReadOnlyList<VisibleGpu>> cuda = GpuVisibility.OfCuda(
                [.. nvidia.Where(found => found.IsDriven == true).Select(found => found.Device)],
                environment,
                smi?.Source ?? NvidiaGpuReader.Driver);
            if (cuda.Value is null) return cuda;
            visible.AddRange(cuda.Value);
            sources.Add(cuda.Source);
        }
        if (amd.Count > 0)
        {
            if (nodes is null && files.Root != "/")
            {
                return new(null, AmdGpuReader.Topology, "capture sys/class/kfd/kfd/topology");
            }
            Fact<IReadOnlyList<VisibleGpu>> hip = GpuVisibility.OfHip(amd, nodes ?? [], environment);
            visible.AddRange(hip.Value!);
            sources.Add(hip.Source);
        }
        if (intel.Count > 0)
        {
            visible.AddRange(intel.Select((device, number) => new VisibleGpu(number, device.BusId, null)));
            sources.Add(PciDisplays.Bus);
        }
        return new(visible, sources.Count > 0 ? string.Join("; ", sources) : Source);
    }

    /// <summary>
    /// The devices, with whether this session may use them. Where only their numbers are unknown, all may be that the
    /// driver shows.
    /// </summary>
    private static IEnumerable<GpuDevice> Marked(
        IReadOnlyList<NvidiaGpuReader.Found> nvidia, IReadOnlyList<GpuDevice> amd, IReadOnlyList<GpuDevice> intel,
        IReadOnlyList<AmdGpuReader.ComputeNode>? nodes, Fact<IReadOnlyList<VisibleGpu>> visible)
    {
        HashSet<string>? known = visible.Value?.Select(gpu => gpu.BusId).ToHashSet(StringComparer.Ordinal);
        foreach (NvidiaGpuReader.Found found in nvidia)
        {
            yield return found.Device with
            {
                IsVisible = known?.Contains(found.Device.BusId) ?? found.IsDriven != false,
            };
        }
        foreach (GpuDevice device in amd)
        {
            yield return device with
            {
                IsVisible = known?.Contains(device.BusId)
                    ?? nodes?.Any(node => node.BusId == device.BusId) ?? true,
            };
        }
        foreach (GpuDevice device in intel) yield return device;
    }
}
