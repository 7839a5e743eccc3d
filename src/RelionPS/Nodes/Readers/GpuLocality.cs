using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>Where in the node a GPU hangs.</summary>
internal static class GpuLocality
{
    private const string Firmware = "the firmware or the hypervisor does not say: ask nvidia-smi topo -m, or the host";
    private const string Capture = "capture sys/bus/pci/devices/ADDRESS/numa_node and local_cpulist";

    /// <summary>The device with its NUMA node and the CPUs near it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="files">The node's files.</param>
    /// <param name="folder">The device's; null where there is none.</param>
    /// <param name="domains">The machine's CPUs and NUMA nodes.</param>
    public static GpuDevice Place(GpuDevice device, NodeFiles files, string? folder, NodeDomains domains)
    {
        string source = $"{folder ?? PciDisplays.Bus}/numa_node";
        string list = $"{folder ?? PciDisplays.Bus}/local_cpulist";
        long? said = folder is null ? null : files.Number(source);
        IReadOnlyList<int>? near = folder is null ? null : files.Cpus(list, $"{folder}/local_cpus");
        if (near is { Count: 0 }) near = null;
        // -1 is what the kernel says of firmware that is silent; where there is one node, it is that.
        int? number = said is >= 0 and <= int.MaxValue ? (int)said : said is < 0 && domains.NumaNodes == 1 ? 0 : null;
        int? byCpus = number is null && near is not null ? domains.NodeOf(near) : null;
        string? cpus = near is null ? null : CpuList.Format(near);
        return device with
        {
            NumaNode = (number, byCpus) switch
            {
                (not null, _) => new(number, source),
                (_, not null) => new(byCpus, list),
                _ => new(null, source, said is null ? Capture : Firmware),
            },
            LocalCpus = number is null && byCpus is null && said is not null
                // All CPUs of the machine stand there then.
                ? new(null, list, Firmware)
                : Known.Text(cpus, list, Capture),
        };
    }
}
