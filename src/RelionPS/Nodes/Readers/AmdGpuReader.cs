using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// AMD's GPUs: from the PCI bus, from the files of the driver amdgpu beside them, and from the topology of its compute
/// part, kfd, whose order is that of HIP.
/// </summary>
internal static class AmdGpuReader
{
    public const string Topology = "/sys/class/kfd/kfd/topology/nodes";

    private const string ProcessFolder = "/sys/class/kfd/kfd/proc";
    private const string Module = "/sys/module/amdgpu/version";
    private const string Rocm = "/opt/rocm/.info/version";
    private const int AmdNumber = 0x1002;
    private const int MostNodes = 1024;
    private const int MostProcesses = 1024;

    /// <summary>A device as HIP counts it.</summary>
    /// <param name="BusId">The GPU.</param>
    /// <param name="GpuId">The kernel's own number of it.</param>
    /// <param name="Properties">What the kernel says of it.</param>
    public sealed record ComputeNode(string BusId, long GpuId, IReadOnlyDictionary<string, long> Properties);

    /// <summary>The devices that HIP would count, in its order; null where the topology is not there.</summary>
    public static IReadOnlyList<ComputeNode>? ComputeNodes(NodeFiles files)
    {
        if (!files.Exists(Topology)) return null;
        var nodes = new List<ComputeNode>();
        foreach (int number in Folders(files).Take(MostNodes))
        {
            // Of a node that this session may not use the kernel shows nothing.
            Dictionary<string, long> properties = Properties(files, $"{Topology}/{number}/properties");
            if (properties.GetValueOrDefault("simd_count") <= 0) continue;
            if (properties.TryGetValue("vendor_id", out long vendor) && vendor != AmdNumber) continue;
            long place = properties.GetValueOrDefault("location_id");
            // The uppermost bits number the partitions of one GPU.
            string address = string.Create(
                CultureInfo.InvariantCulture,
                $"{properties.GetValueOrDefault("domain") & 0xffff:x4}:{place >> 8 & 0xff:x2}:{place >> 3 & 0x1f:x2}."
                + $"{place & 7:x}");
            nodes.Add(new ComputeNode(address, files.Number($"{Topology}/{number}/gpu_id") ?? 0, properties));
        }
        return nodes;
    }

    /// <summary>The GPUs in HIP's order, those behind that compute for nobody here.</summary>
    public static IReadOnlyList<GpuDevice> Read(
        NodeFiles files, IReadOnlyList<PciDisplay> bus, IReadOnlyList<ComputeNode>? nodes, NodeDomains domains)
    {
        PciDisplay[] own = [.. bus.Where(item => GpuModels.Vendor(item.Vendor) == GpuModels.Amd)];
        string[] addresses =
        [
            .. (nodes ?? []).Select(node => node.BusId)
                .Concat(own.Select(item => item.Address).Order(StringComparer.Ordinal)).Distinct(),
        ];
        ILookup<long, GpuProcess>? processes = Processes(files);
        return
        [
            .. addresses.Select((address, index) => One(
                files, address, index, own.FirstOrDefault(item => item.Address == address),
                [.. (nodes ?? []).Where(node => node.BusId == address)], processes, domains)),
        ];
    }

    /// <summary>The driver's version: that of ROCm's, <c>kernel</c> for the kernel's own.</summary>
    public static Fact<string> DriverVersion(NodeFiles files, IReadOnlyList<GpuDevice> devices) =>
        files.Text(Module) is { Length: > 0 } version ? new(version, Module)
        : devices.FirstOrDefault(device => device.MemoryBytes.IsKnown) is { } driven
            ? new("kernel", driven.MemoryBytes.Source)
        : files.Root == "/" ? new("none", Module)
        : new(null, Module, "capture sys/module/amdgpu/version, and the files of the GPU");

    /// <summary>ROCm's version.</summary>
    public static Fact<string> RocmVersion(NodeFiles files) =>
        files.Text(Rocm) is { Length: > 0 } version ? new(version, Rocm)
        : files.Root == "/" ? new("none", Rocm)
        : new(null, Rocm, "capture opt/rocm/.info/version");

    private static GpuDevice One(
        NodeFiles files, string address, int index, PciDisplay? display, ComputeNode[] nodes,
        ILookup<long, GpuProcess>? processes, NodeDomains domains)
    {
        string folder = display?.Folder ?? $"{PciDisplays.Bus}/{address}";
        int number = display?.Device
            ?? (int)((nodes.FirstOrDefault()?.Properties.GetValueOrDefault("device_id") ?? 0) & 0xffff);
        (string Model, string Architecture)? known = GpuModels.ByNumber(AmdNumber, number);
        string how = files.Root == "/" ? "load the driver amdgpu" : $"capture {folder[1..]}";
        string? partition = files.Text($"{folder}/current_compute_partition");
        bool? isCut = partition is { Length: > 0 }
            ? partition is not ("SPX" or "N/A")
            : nodes.Length > 0 ? nodes.Length > 1 : null;
        long? errors = Errors(files, $"{folder}/ras");
        var device = new GpuDevice
        {
            Index = index,
            Vendor = GpuModels.Amd,
            BusId = address,
            Model = files.Text($"{folder}/product_name") is { Length: > 0 } name ? new(name, $"{folder}/product_name")
                : known is { } row ? new(row.Model, GpuModels.PciTable)
                : new(null, $"{folder}/product_name", "ask rocm-smi --showproductname"),
            Uuid = Uuid(files, folder, nodes, how),
            Minor = new(null, folder, "AMD's GPUs have no such number"),
            MemoryBytes = Positive(files, $"{folder}/mem_info_vram_total", how),
            MemoryUsedBytes = Positive(files, $"{folder}/mem_info_vram_used", how),
            Architecture = Architecture(nodes, known?.Architecture),
            BusyPercent = files.Number($"{folder}/gpu_busy_percent") is >= 0 and <= 100 and var busy
                ? new((int)busy, $"{folder}/gpu_busy_percent")
                : new(null, $"{folder}/gpu_busy_percent", how),
            Mig = isCut is null
                ? new(null, $"{folder}/current_compute_partition", how)
                : new(isCut, partition is null ? Topology : $"{folder}/current_compute_partition"),
            Slices = isCut switch
            {
                null => new(null, Topology, "capture sys/class/kfd/kfd/topology"),
                false => new([], Topology),
                _ => new(
                    [.. nodes.Select((_, at) => new GpuSlice(at, partition ?? "partition", "", null))], Topology),
            },
            Processes = processes is null
                ? new(null, ProcessFolder, how)
                : new([.. nodes.Select(node => node.GpuId).Distinct().SelectMany(id => processes[id])], ProcessFolder),
            Ecc = errors is null ? new(null, $"{folder}/ras", how) : new(true, $"{folder}/ras"),
            EccErrors = Known.Number(errors, $"{folder}/ras", how),
            PowerLimitWatts = PowerLimit(files, folder, how),
            PersistenceMode = new(null, folder, "AMD's driver has no such mode: it stays loaded"),
        };
        return GpuLocality.Place(device, files, display?.Folder, domains);
    }

    private static IReadOnlyList<int> Folders(NodeFiles files) =>
        files.Numbered(Topology, "");

    private static Dictionary<string, long> Properties(NodeFiles files, string path)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in files.Lines(path))
        {
            // A unique number may have all 64 bits.
            if (line.Split(' ', 2) is [var name, var text]
                && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                values[name] = unchecked((long)number);
            }
        }
        return values;
    }

    private static Fact<string> Uuid(NodeFiles files, string folder, ComputeNode[] nodes, string how)
    {
        if (files.Text($"{folder}/unique_id") is { Length: > 0 and <= 32 } text)
        {
            return new($"GPU-{text.ToLowerInvariant().PadLeft(16, '0')}", $"{folder}/unique_id");
        }
        long? number = nodes.FirstOrDefault()?.Properties.GetValueOrDefault("unique_id");
        return number is null or 0
            ? new(null, $"{folder}/unique_id", how)
            : new(string.Create(CultureInfo.InvariantCulture, $"GPU-{number:x16}"), Topology);
    }

    private static Fact<string> Architecture(ComputeNode[] nodes, string? byNumber)
    {
        long version = nodes.FirstOrDefault()?.Properties.GetValueOrDefault("gfx_target_version") ?? 0;
        return GpuModels.Target(version) is { } target ? new(target, $"{Topology}, gfx_target_version")
            : byNumber is not null ? new(byNumber, GpuModels.PciTable)
            : new(null, $"{Topology}, gfx_target_version", "ask rocminfo, or capture sys/class/kfd/kfd/topology");
    }

    private static Fact<long?> Positive(NodeFiles files, string path, string how) =>
        files.Number(path) is >= 0 and var number ? new(number, path) : new(null, path, how);

    /// <summary>Errors that were not corrected of all blocks: files <c>umc_err_count</c> with <c>ue: 0</c>.</summary>
    private static long? Errors(NodeFiles files, string folder)
    {
        long? sum = null;
        foreach (string name in files.Names(folder))
        {
            if (!name.EndsWith("_err_count", StringComparison.Ordinal)) continue;
            foreach (string line in files.Lines($"{folder}/{name}"))
            {
                if (line.Split(':', 2, StringSplitOptions.TrimEntries) is ["ue", var text]
                    && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint count))
                {
                    sum = (sum ?? 0) + count;
                }
            }
        }
        return sum;
    }

    private static Fact<double?> PowerLimit(NodeFiles files, string folder, string how)
    {
        string monitors = $"{folder}/hwmon";
        foreach (string name in files.Names(monitors))
        {
            // In millionths of a watt.
            if (files.Number($"{monitors}/{name}/power1_cap") is > 0 and var power)
            {
                return new(power / 1e6, $"{monitors}/{name}/power1_cap");
            }
        }
        return new(null, $"{monitors}/hwmon*/power1_cap", how);
    }

    /// <summary>
    /// Processes by the kernel's number of the GPU: <c>proc/PID/vram_GPUID</c> holds bytes; null where nothing tells.
    /// </summary>
    private static ILookup<long, GpuProcess>? Processes(NodeFiles files)
    {
        const string Prefix = "vram_";
        if (!files.Exists(ProcessFolder)) return null;
        var found = new List<(long Gpu, GpuProcess Process)>();
        foreach (int id in files.Numbered(ProcessFolder, "").Take(MostProcesses))
        {
            foreach (string name in files.Names($"{ProcessFolder}/{id}"))
            {
                if (!name.StartsWith(Prefix, StringComparison.Ordinal)
                    || !long.TryParse(
                        name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long gpu))
                {
                    continue;
                }
                // Every process that has asked the driver is there; those that hold nothing only looked.
                if (files.Number($"{ProcessFolder}/{id}/{name}") is > 0 and var bytes)
                {
                    found.Add((gpu, new GpuProcess(id, files.Text($"/proc/{id}/comm") ?? "Unknown", bytes)));
                }
            }
        }
        return found.ToLookup(item => item.Gpu, item => item.Process);
    }
}
