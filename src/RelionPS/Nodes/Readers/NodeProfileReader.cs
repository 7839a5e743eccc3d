using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>Reads a <see cref="NodeProfile"/> from /proc and /sys below a root folder.</summary>
internal static class NodeProfileReader
{
    private const string Unknown = "Unknown";

    /// <summary>Reads the node whose files stand below the root, and the file systems of two paths of it.</summary>
    /// <exception cref="RelionException"><c>RelionRootNotFound</c>, or <c>RelionNodeUnreadable</c> where neither /proc
    /// nor /sys tells of a CPU.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static NodeProfile Read(
        string root, string? dataPath = null, string? scratchPath = null, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(root)) throw ReaderErrors.RootNotFound(root);
        var files = new NodeFiles(Path.GetFullPath(root), cancellationToken);
        CpuInfo info = CpuInfo.Read(files);
        IReadOnlyList<Mount> mounts = MountTable.Read(files);
        var groups = new ControlGroups(files, mounts);
        IReadOnlyList<LogicalCpu> cpus = TopologyReader.Read(files, info, groups.AllowedCpus());
        if (cpus.Count == 0) throw ReaderErrors.NodeUnreadable(root);
        var gpuMemory = new GpuMemoryNodes(files);
        long? memoryBytes = MemoryReader.Bytes(files.Lines("/proc/meminfo"), "MemTotal:");
        if (memoryBytes > gpuMemory.Bytes) memoryBytes -= gpuMemory.Bytes;
        IReadOnlyList<SmbiosStructure> smbios = files.Bytes(SmbiosTable.Path) is { } bytes
            ? SmbiosTable.Read(bytes)
            : [];
        Fact<string> hypervisor = HypervisorReader.Hypervisor(files, info);
        int numaNodes = TopologyReader.CountNumaNodes(files, gpuMemory);
        GpuFacts gpu = GpuReader.Read(files, new NodeDomains(numaNodes, cpus, gpuMemory), cancellationToken);
        return NodeTopology.Describe(cpus) with
        {
            Name = files.Text("/proc/sys/kernel/hostname") is { Length: > 0 } host
                ? host
                : files.Text("/etc/hostname") ?? Unknown,
            CpuModel = CpuNames.Model(info),
            CpuVendor = CpuNames.Vendor(info),
            Architecture = CpuNames.Architecture(files, info),
            NumaNodes = numaNodes,
            MemoryBytes = memoryBytes,
            MemoryLimitBytes = groups.MemoryLimitBytes(memoryBytes),
            MemoryHighBytes = groups.MemoryHighBytes(memoryBytes),
            CpuLimit = groups.CpuLimit(cpus.Count(cpu => cpu.IsUsable)),
            Isa = CpuNames.Isa(info),
            HyperThreading = HyperThreadingState(files, cpus),
            Kernel = files.Text("/proc/sys/kernel/osrelease") is { Length: > 0 } release
                ? release
                : files.Text("/proc/version")?.Split(' ').ElementAtOrDefault(2) ?? Unknown,
            OperatingSystem = OperatingSystemName(files),
            Hardware = Hardware(files),
            Processor = ProcessorReader.Read(
                files, info, cpus, smbios, isVirtual: hypervisor.Value is not (null or "none")),
            Memory = MemoryReader.Read(files, smbios, gpuMemory),
            Storage = new StorageFacts
            {
                BlockDevices = BlockDeviceReader.Read(files),
                FileSystems = FileSystemReader.Read(files, mounts, Paths(dataPath, scratchPath), cancellationToken),
            },
            Network = NetworkReader.Read(files),
            Platform = PlatformReader.Read(files, hypervisor, gpu),
            Gpu = gpu,
            ReadUtc = DateTime.UtcNow,
            Source = Path.GetFullPath(root),
        };
    }

    private static IEnumerable<(string Role, string Path)> Paths(string? dataPath, string? scratchPath)
    {
        if (dataPath is not null) yield return ("Data", dataPath);
        if (scratchPath is not null) yield return ("Scratch", scratchPath);
    }

    private static HyperThreading HyperThreadingState(NodeFiles files, IReadOnlyList<LogicalCpu> cpus)
    {
        if (cpus.GroupBy(cpu => cpu.Core).Any(core => core.Count() > 1)) return HyperThreading.On;
        return files.Text("/sys/devices/system/cpu/smt/control") switch
        {
            "on" or "off" => HyperThreading.Off,
            "forceoff" => HyperThreading.ForcedOff,
            "notsupported" or "notimplemented" => HyperThreading.NotSupported,
            _ => HyperThreading.Unknown,
        };
    }

    private static string OperatingSystemName(NodeFiles files)
    {
        IReadOnlyList<string> lines = files.Lines("/etc/os-release");
        if (lines.Count == 0) lines = files.Lines("/usr/lib/os-release");
        string? name = lines.FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
        return name is null ? Unknown : name["PRETTY_NAME=".Length..].Trim('"', '\'');
    }

    private static string Hardware(NodeFiles files)
    {
        string name =
            $"{files.Text("/sys/class/dmi/id/sys_vendor")} {files.Text("/sys/class/dmi/id/product_name")}".Trim();
        return name.Length > 0 ? name : files.Text("/proc/device-tree/model")?.TrimEnd('\0') ?? Unknown;
    }
}
