using System.Globalization;

namespace RelionPS.Testing;

/// <summary>What a profile of a machine with GPUs has to say.</summary>
/// <param name="Gpus">Models with memory in MiB, architecture and NUMA node, in order; <c>?</c> is unknown.</param>
/// <param name="Driver">Version of the driver.</param>
/// <param name="Cuda">The driver's CUDA.</param>
/// <param name="Visible">What the session's programs count.</param>
internal sealed record ExpectedGpus(string[] Gpus, string? Driver, string? Cuda, string[] Visible);

/// <summary>
/// Small trees of machines with GPUs, in the layouts of their drivers: the files of /proc and /sys, and nvidia-smi's
/// answers. Names of GPUs and processes are made up.
/// </summary>
internal static class GpuTrees
{
    /// <summary>Columns of a driver of 510 and later, of 450 to 495, and of those before.</summary>
    private const string OldHeader = "index, name, uuid, pci.bus_id, driver_version, persistence_mode, "
        + "memory.total [MiB], memory.used [MiB], utilization.gpu [%], ecc.mode.current, "
        + "ecc.errors.uncorrected.volatile.total, power.limit [W]";

    private const string MigHeader = $"{OldHeader}, mig.mode.current";
    private const string Header = $"{MigHeader}, compute_cap";

    public static readonly IReadOnlyDictionary<string, (Action<NodeTree> Build, ExpectedGpus Expected)> All =
        new Dictionary<string, (Action<NodeTree>, ExpectedGpus)>
        {
            // A driver of 470 knows no compute_cap and answers so before the question without it; no ECC, no MIG.
            ["geforce-1"] = (
                tree => Nvidia(tree, "0000:65:00.0", "2204", 0, 0, "NVIDIA GeForce RTX 3090")
                    .Write("/nvidia-smi/gpus.csv", "Field \"compute_cap\" is not a valid field to query.\n\n"
                        + $"{MigHeader}\n0, NVIDIA GeForce RTX 3090, {Uuid(0)}, 00000000:65:00.0, 470.223.02, "
                        + "Disabled, 24268, 1310, 3, [N/A], [N/A], 350.00, [N/A]")
                    .Write("/nvidia-smi/list.txt", $"GPU 0: NVIDIA GeForce RTX 3090 (UUID: {Uuid(0)})")
                    .Write("/nvidia-smi/processes.csv", "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n"
                        + $"{Uuid(0)}, 4711, /opt/cryosparc/bin/python3.8, 1290")
                    .Write("/nvidia-smi/driver.txt",
                        "==============NVSMI LOG==============\n\nDriver Version : 470.223.02\nCUDA Version : 11.4\n"),
                new(
                    ["NVIDIA GeForce RTX 3090 24268 8.6 @0"], "470.223.02", "11.4", ["0=0000:65:00.0"])),
            // Two GPUs on each socket.
            ["a100-4"] = (
                tree =>
                {
                    string[] at = ["0000:17:00.0", "0000:31:00.0", "0000:b1:00.0", "0000:ca:00.0"];
                    var rows = at.Select((address, index) =>
                    {
                        Nvidia(tree, address, "20b2", index, index / 2, "NVIDIA A100-SXM4-80GB");
                        return Row(index, "NVIDIA A100-SXM4-80GB", address, "535.129.03", 81920, "400.00", "8.0");
                    });
                    tree.Write("/nvidia-smi/gpus.csv", $"{Header}\n{string.Join('\n', rows)}")
                        .Write("/proc/driver/nvidia/version",
                            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023");
                },
                new(
                    [
                        "NVIDIA A100-SXM4-80GB 81920 8.0 @0", "NVIDIA A100-SXM4-80GB 81920 8.0 @0",
                        "NVIDIA A100-SXM4-80GB 81920 8.0 @1", "NVIDIA A100-SXM4-80GB 81920 8.0 @1",
                    ],
                    "535.129.03", "12.2",
                    ["0=0000:17:00.0", "1=0000:31:00.0", "2=0000:b1:00.0", "3=0000:ca:00.0"])),
            ["h100-8"] = (
                tree =>
                {
                    string[] at = ["1b", "43", "52", "61", "9d", "c3", "d1", "df"];
                    var rows = at.Select((bus, index) =>
                    {
                        Nvidia(tree, $"0000:{bus}:00.0", "2330", index, index / 4, "NVIDIA H100 80GB HBM3");
                        return Row(
                            index, "NVIDIA H100 80GB HBM3", $"0000:{bus}:00.0", "550.54.15", 81559, "700.00", "9.0");
                    });
                    // As a user asks who leaves the header away.
                    tree.Write("/nvidia-smi/gpus.csv", string.Join('\n', rows));
                },
                new(
                    [
                        .. Enumerable.Repeat("NVIDIA H100 80GB HBM3 81559 9.0 @0", 4),
                        .. Enumerable.Repeat("NVIDIA H100 80GB HBM3 81559 9.0 @1", 4),
                    ],
                    "550.54.15", "12.4",
                    [
                        "0=0000:1b:00.0", "1=0000:43:00.0", "2=0000:52:00.0", "3=0000:61:00.0", "4=0000:9d:00.0",
                        "5=0000:c3:00.0", "6=0000:d1:00.0", "7=0000:df:00.0",
                    ])),
            // Both cut: a process sees the first slice of the first.
            ["mig-2"] = (
                tree =>
                {
                    string[] at = ["0000:07:00.0", "0000:0f:00.0"];
                    var rows = at.Select((address, index) =>
                    {
                        Nvidia(tree, address, "20b0", index, 0, "NVIDIA A100-SXM4-40GB");
                        return Row(
                            index, "NVIDIA A100-SXM4-40GB", address, "525.105.17", 40960, "400.00", "8.0", "Enabled");
                    });
                    tree.Write("/nvidia-smi/gpus.csv", $"{Header}\n{string.Join('\n', rows)}")
                        .Write("/nvidia-smi/list.txt",
                            $"GPU 0: NVIDIA A100-SXM4-40GB (UUID: {Uuid(0)})\n"
                            + $"  MIG 3g.20gb     Device  0: (UUID: {Slice(0)})\n"
                            + $"  MIG 1g.5gb      Device  1: (UUID: {Slice(1)})\n"
                            + $"  MIG 1g.5gb      Device  2: (UUID: {Slice(2)})\n"
                            + $"GPU 1: NVIDIA A100-SXM4-40GB (UUID: {Uuid(1)})\n");
                },
                new(
                    ["NVIDIA A100-SXM4-40GB 40960 8.0 @0", "NVIDIA A100-SXM4-40GB 40960 8.0 @0"],
                    "525.105.17", "12.0", [$"0=0000:07:00.0/{Slice(0)}"])),
            ["mixed-3"] = (
                tree =>
                {
                    (string Bus, string Id, string Name, long Memory, string Capability)[] at =
                    [
                        ("3b", "1db6", "Tesla V100-PCIE-32GB", 32768, "7.0"),
                        ("af", "2230", "NVIDIA RTX A6000", 49140, "8.6"),
                        ("d8", "1db6", "Tesla V100-PCIE-32GB", 32768, "7.0"),
                    ];
                    var rows = at.Select((gpu, index) =>
                    {
                        Nvidia(tree, $"0000:{gpu.Bus}:00.0", gpu.Id, index, Math.Min(index, 1), gpu.Name);
                        return Row(
                            index, gpu.Name, $"0000:{gpu.Bus}:00.0", "570.86.10", gpu.Memory, "250.00", gpu.Capability,
                            "[N/A]");
                    });
                    tree.Write("/nvidia-smi/gpus.csv", $"{Header}\n{string.Join('\n', rows)}");
                },
                new(
                    [
                        "Tesla V100-PCIE-32GB 32768 7.0 @0", "NVIDIA RTX A6000 49140 8.6 @1",
                        "Tesla V100-PCIE-32GB 32768 7.0 @1",
                    ],
                    "570.86.10", "12.8", ["0=0000:3b:00.0", "1=0000:af:00.0", "2=0000:d8:00.0"])),
            // Two cards of two GPUs each; the kernel's order is not that of the addresses.
            ["mi250x-4"] = (
                tree =>
                {
                    (string Bus, int Node)[] at = [("c1", 0), ("c6", 0), ("d1", 1), ("d6", 1)];
                    foreach ((string bus, int node) in at) Amd(tree, $"0000:{bus}:00.0", "7408", node, 68702699520);
                    tree.Write("/sys/module/amdgpu/version", "6.3.6").Write("/opt/rocm/.info/version", "6.0.2-115");
                    Kfd(tree, 0, 0, "", 0, 0);
                    Kfd(tree, 1, 0, "", 0, 0);
                    Kfd(tree, 2, 440, "d1", 90010, 0x7408);
                    Kfd(tree, 3, 440, "d6", 90010, 0x7408);
                    Kfd(tree, 4, 440, "c1", 90010, 0x7408);
                    Kfd(tree, 5, 440, "c6", 90010, 0x7408);
                },
                new(
                    [
                        "AMD Instinct MI250X 65520 gfx90a @1", "AMD Instinct MI250X 65520 gfx90a @1",
                        "AMD Instinct MI250X 65520 gfx90a @0", "AMD Instinct MI250X 65520 gfx90a @0",
                    ],
                    "6.3.6", "none", ["0=0000:d1:00.0", "1=0000:d6:00.0", "2=0000:c1:00.0", "3=0000:c6:00.0"])),
            // One GPU in four partitions, which the kernel numbers in the uppermost bits of the place.
            ["mi300x-qpx"] = (
                tree =>
                {
                    Amd(tree, "0000:05:00.0", "74a1", 0, 206141652992, "0x120000")
                        .Write("/sys/bus/pci/devices/0000:05:00.0/current_compute_partition", "QPX")
                        .Write("/sys/bus/pci/devices/0000:05:00.0/product_name", "AMD Instinct MI300X OAM");
                    Kfd(tree, 0, 0, "", 0, 0);
                    foreach (int part in Enumerable.Range(0, 4))
                    {
                        Kfd(tree, 1 + part, 304, "05", 90402, 0x74a1, part);
                    }
                },
                new(
                    ["AMD Instinct MI300X OAM 196592 gfx942 @0"], "kernel", "none",
                    [
                        "0=0000:05:00.0/QPX:0", "1=0000:05:00.0/QPX:1", "2=0000:05:00.0/QPX:2",
                        "3=0000:05:00.0/QPX:3",
                    ])),
            // Captured without nvidia-smi.
            ["proc-only-2"] = (
                tree =>
                {
                    Nvidia(tree, "0000:86:00.0", "1b38", 1, 1, "Tesla P40");
                    Nvidia(tree, "0000:18:00.0", "1b38", 0, 0, "Tesla P40")
                        .Write("/proc/driver/nvidia/version",
                            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  555.42.06  Release Build\n"
                            + "GCC version:  gcc version 11.4.0");
                },
                new(
                    ["Tesla P40 ? 6.1 @0", "Tesla P40 ? 6.1 @1"], "555.42.06", "12.5",
                    ["0=0000:18:00.0", "1=0000:86:00.0"])),
            // The job's control group hides two of four; Slurm's numbers are those of the device files of the node.
            ["slurm-job"] = (
                tree =>
                {
                    string[] at = ["0000:21:00.0", "0000:41:00.0", "0000:81:00.0", "0000:a1:00.0"];
                    for (int index = 0; index < 4; index++)
                    {
                        Nvidia(tree, at[index], "20f1", index, index / 2, "NVIDIA A100-PCIE-40GB");
                    }
                    tree.Write("/nvidia-smi/gpus.csv", $"{Header}\n"
                        + Row(0, "NVIDIA A100-PCIE-40GB", at[2], "545.23.08", 40960, "250.00", "8.0", number: 2) + "\n"
                        + Row(1, "NVIDIA A100-PCIE-40GB", at[3], "545.23.08", 40960, "250.00", "8.0", number: 3))
                        .Write("/environment", "SLURM_JOB_GPUS=2,3\nCUDA_VISIBLE_DEVICES=0,1");
                },
                new(
                    [
                        "NVIDIA A100-PCIE-40GB 40960 8.0 @1", "NVIDIA A100-PCIE-40GB 40960 8.0 @1",
                        "NVIDIA A100-PCIE-40GB ? 8.0 @0", "NVIDIA A100-PCIE-40GB ? 8.0 @0",
                    ],
                    "545.23.08", "12.3", ["0=0000:81:00.0", "1=0000:a1:00.0"])),
            // The board's own graphics, and that of the processor.
            ["no-gpu"] = (
                tree =>
                {
                    Pci(tree, "0000:02:00.0", "0x1a03", "0x2000", "0x030000", -1);
                    Pci(tree, "0000:00:02.0", "0x8086", "0x4680", "0x030000", -1);
                    Pci(tree, "0000:04:00.0", "0x10de", "0x10f8", "0x040300", 0);
                },
                new([], "none", "none", [])),
        };

    public static TheoryData<string> Names => [.. All.Keys];

    public static NodeTree Make(string name)
    {
        NodeTree tree = new NodeTree().X86(2, 8, 2).Memory(256_000_000);
        All[name].Build(tree);
        return tree;
    }

    public static string Uuid(int number) => $"GPU-{number:x8}-aaaa-4bbb-8ccc-0123456789ab";

    public static string Slice(int number) => $"MIG-{number:x8}-dddd-5eee-9fff-0123456789ab";

    /// <summary>A device of the PCI bus.</summary>
    public static NodeTree Pci(NodeTree tree, string address, string vendor, string device, string kind, int node)
    {
        string folder = $"/sys/bus/pci/devices/{address}";
        // The CPUs of the tree: 8 cores a socket, the second threads 16 further.
        string near = node switch { 0 => "0-7,16-23", 1 => "8-15,24-31", _ => "0-31" };
        return tree.Write($"{folder}/vendor", vendor).Write($"{folder}/device", device).Write($"{folder}/class", kind)
            .Write($"{folder}/numa_node", node.ToString(CultureInfo.InvariantCulture))
            .Write($"{folder}/local_cpulist", near);
    }

    /// <summary>A GPU of NVIDIA's with the driver's file.</summary>
    public static NodeTree Nvidia(NodeTree tree, string address, string device, int minor, int node, string model) =>
        Pci(tree, address, "0x10de", $"0x{device}", "0x030200", node)
            .Write($"/proc/driver/nvidia/gpus/{address}/information",
                $"Model: \t\t {model}\nIRQ:   \t\t {100 + minor}\nGPU UUID: \t {Uuid(minor)}\nVideo BIOS: \t "
                + $"90.00.00.00.01\nBus Type: \t PCIe\nDMA Size: \t 47 bits\nBus Location: \t {address}\n"
                + $"Device Minor: \t {minor}\nGPU Excluded:\t No");

    public static NodeTree Amd(
        NodeTree tree, string address, string device, int node, long memory, string kind = "0x038000")
    {
        string folder = $"/sys/bus/pci/devices/{address}";
        return Pci(tree, address, "0x1002", $"0x{device}", kind, node)
            .Write($"{folder}/mem_info_vram_total", memory.ToString(CultureInfo.InvariantCulture))
            .Write($"{folder}/mem_info_vram_used", "10960896").Write($"{folder}/gpu_busy_percent", "0")
            .Write($"{folder}/unique_id", $"00ab{address[5..7]}0123456789")
            .Write($"{folder}/hwmon/hwmon4/power1_cap", "560000000")
            .Write($"{folder}/ras/umc_err_count", "ue: 0\nce: 2").Write($"{folder}/ras/gfx_err_count", "ue: 0\nce: 0");
    }

    public static void Kfd(
        NodeTree tree, int number, int simd, string bus, int target, int device, int partition = 0)
    {
        string folder = $"/sys/class/kfd/kfd/topology/nodes/{number}";
        long place = bus.Length == 0
            ? 0
            : (long.Parse(bus, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) << 8)
                + ((long)partition << 28);
        tree.Write($"{folder}/gpu_id", simd == 0 ? "0" : $"{40000 + number}").Write(
            $"{folder}/properties",
            $"cpu_cores_count {(simd == 0 ? 16 : 0)}\nsimd_count {simd}\nmem_banks_count 1\n"
            + $"gfx_target_version {target}\nvendor_id {(simd == 0 ? 0 : 4098)}\ndevice_id {device}\n"
            + $"location_id {place}\ndomain 0\nunique_id 12345678901234567890");
    }

    private static string Row(
        int index, string name, string address, string driver, long memory, string power, string capability,
        string mig = "Disabled", int? number = null) =>
        $"{index}, {name}, {Uuid(number ?? index)}, 0000{address.ToUpperInvariant()}, {driver}, Enabled, {memory}, 4, "
        + $"0, Enabled, 0, {power}, {mig}, {capability}";
}
