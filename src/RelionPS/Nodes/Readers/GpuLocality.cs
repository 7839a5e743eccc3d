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
    /// <param name="numaNodes">NUMA nodes of the machine.</param>
    public static GpuDevice Place(GpuDevice device, NodeFiles files, string? folder, int numaNodes)
    {
        string source = $"{folder ?? PciDisplays.Bus}/numa_node";
        long? node = folder is null ? null : files.Number(source);
        // -1 is what the kernel says of firmware that is silent; where there is one node, it is that.
        int? number = node is >= 0 and <= int.MaxValue ? (int)node : node is < 0 && numaNodes == 1 ? 0 : null;
        string list = $"{folder ?? PciDisplays.Bus}/local_cpulist";
        string? cpus = folder is not null && files.Cpus(list) is { Count: > 0 } near ? CpuList.Format(near) : null;
        return device with
        {
            NumaNode = number is null
                ? new(null, source, node is null ? Capture : Firmware)
                : new(number, source),
            LocalCpus = number is null && node is not null
                // All CPUs of the machine stand there then.
                ? new(null, list, Firmware)
                : Known.Text(cpus, list, Capture),
        };
    }
}
