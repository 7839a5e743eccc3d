using System.Globalization;

namespace RelionPS.Testing;

/// <summary>
/// Real machines with GPUs, by what their owners have published of them: number, model, address, memory, limits, driver
/// and slices are theirs; UUIDs are not, and what they did not publish (cores, NUMA nodes) is that of the tree.
/// </summary>
internal static class PublicGpuMachines
{
    private const string Header = "index, name, uuid, pci.bus_id, driver_version, persistence_mode, "
        + "memory.total [MiB], memory.used [MiB], utilization.gpu [%], ecc.mode.current, "
        + "ecc.errors.uncorrected.volatile.total, power.limit [W], mig.mode.current, compute_cap";

    /// <summary>A GPU as nvidia-smi told of it.</summary>
    private sealed record Gpu(
        string Name, string Bus, string Id, long Memory, double Watts, string Capability, bool HasEcc = true,
        bool IsPersistent = false, string Mig = "[N/A]", string[]? Slices = null, int? Node = null);

    /// <summary>Tree, expectation and source of each.</summary>
    public static readonly IReadOnlyDictionary<string, (Action<NodeTree> Build, ExpectedGpus Expected, string Source)>
        All = new Dictionary<string, (Action<NodeTree>, ExpectedGpus, string)>
        {
            ["l4-1"] = (
                tree => Files(tree, "0000:70:00.0", "27b8", 0, "NVIDIA L4", "95.04.65.00.13"),
                new(["NVIDIA L4 ? 8.9 @0"], null, null, ["0=0000:70:00.0"]),
                "canonical/snapd 14893: the driver's file, with a line for the DMA's mask"),
            ["rtx5060-2"] = (
                tree => Smi(tree, "580.173.02", "13.0",
                    new("NVIDIA GeForce RTX 5060 Ti", "01", "2d04", 16311, 180, "12.0", HasEcc: false),
                    new("NVIDIA GeForce RTX 5060", "07", "2d05", 8151, 145, "12.0", HasEcc: false)),
                new(
                    ["NVIDIA GeForce RTX 5060 Ti 16311 12.0 @0", "NVIDIA GeForce RTX 5060 8151 12.0 @0"],
                    "580.173.02", "13.0", ["0=0000:01:00.0", "1=0000:07:00.0"]),
                "a workstation's report of August 2026: two models, desktop cards without ECC"),
            ["rtx2080-2"] = (
                tree => Smi(tree, "590.44.01", "13.1",
                    new("NVIDIA GeForce RTX 2080", "01", "1e87", 8192, 215, "7.5", HasEcc: false, IsPersistent: true),
                    new("NVIDIA GeForce RTX 2080", "02", "1e87", 8192, 215, "7.5", HasEcc: false, IsPersistent: true)),
                new(
                    ["NVIDIA GeForce RTX 2080 8192 7.5 @0", "NVIDIA GeForce RTX 2080 8192 7.5 @0"],
                    "590.44.01", "13.1", ["0=0000:01:00.0", "1=0000:02:00.0"]),
                "influxdata/telegraf, dual_2080-v13"),
            ["a100-mig-7"] = (
                tree => Smi(tree, "535.216.01", "12.2",
                    new Gpu(
                        "NVIDIA A100-SXM4-80GB", "07", "20b2", 81920, 400, "8.0", IsPersistent: true, Mig: "Enabled",
                        Slices: [.. Enumerable.Repeat("1g.10gb", 7)])),
                new(
                    ["NVIDIA A100-SXM4-80GB 81920 8.0 @0"], "535.216.01", "12.2",
                    [$"0=0000:07:00.0/{GpuTrees.Slice(0)}"]),
                "DataDog/datadog-agent 33120: one GPU in seven slices"),
            ["a100-4-mig-1"] = (
                tree => Smi(tree, "525.105.17", "12.0",
                    new("NVIDIA A100-SXM4-80GB", "01", "20b2", 81920, 500, "8.0", IsPersistent: true, Mig: "Enabled",
                        Slices: [.. Enumerable.Repeat("1g.20gb", 4)]),
                    new("NVIDIA A100-SXM4-80GB", "41", "20b2", 81920, 500, "8.0", IsPersistent: true, Mig: "Disabled"),
                    new("NVIDIA A100-SXM4-80GB", "81", "20b2", 81920, 500, "8.0", IsPersistent: true, Mig: "Disabled"),
                    new("NVIDIA A100-SXM4-80GB", "c1", "20b2", 81920, 500, "8.0", IsPersistent: true, Mig: "Disabled")),
                new([.. Enumerable.Repeat("NVIDIA A100-SXM4-80GB 81920 8.0 @0", 4)], "525.105.17", "12.0", []),
                "influxdata/telegraf 5812: four GPUs, the first of them cut"),
            ["dgx-station"] = (
                tree => Smi(tree, "525.105.17", "12.0",
                    new("NVIDIA A100-SXM4-80GB", "01", "20b2", 81920, 275, "8.0", Mig: "Disabled"),
                    new("NVIDIA A100-SXM4-80GB", "47", "20b2", 81920, 275, "8.0", Mig: "Disabled"),
                    new("NVIDIA A100-SXM4-80GB", "81", "20b2", 81920, 275, "8.0", Mig: "Enabled",
                        Slices: ["3g.40gb", "3g.40gb"]),
                    new("NVIDIA DGX Display", "c1", "1fb0", 4096, 50, "7.5", HasEcc: false),
                    new("NVIDIA A100-SXM4-80GB", "c2", "20b2", 81920, 275, "8.0", Mig: "Enabled",
                        Slices: ["3g.40gb", "3g.40gb"])),
                new(
                    [
                        "NVIDIA A100-SXM4-80GB 81920 8.0 @0", "NVIDIA A100-SXM4-80GB 81920 8.0 @0",
                        "NVIDIA A100-SXM4-80GB 81920 8.0 @0", "NVIDIA DGX Display 4096 7.5 @0",
                        "NVIDIA A100-SXM4-80GB 81920 8.0 @0",
                    ],
                    "525.105.17", "12.0", []),
                "a site's PBS script, nvidia-smi -L: a card for the screen among those that compute, two of them cut"),
            ["v100-4"] = (
                tree => Smi(tree, "440.64.00", null,
                    new("Tesla V100-SXM2-32GB", "07", "1db5", 32510, 300, "7.0", IsPersistent: true),
                    new("Tesla V100-SXM2-32GB", "0b", "1db5", 32510, 300, "7.0", IsPersistent: true),
                    new("Tesla V100-SXM2-32GB", "48", "1db5", 32510, 300, "7.0", IsPersistent: true, Node: 1),
                    new("Tesla V100-SXM2-32GB", "4c", "1db5", 32510, 300, "7.0", IsPersistent: true, Node: 1)),
                new(
                    [
                        .. Enumerable.Repeat("Tesla V100-SXM2-32GB 32510 7.0 @0", 2),
                        .. Enumerable.Repeat("Tesla V100-SXM2-32GB 32510 7.0 @1", 2),
                    ],
                    "440.64.00", "10.2", ["0=0000:07:00.0", "1=0000:0b:00.0", "2=0000:48:00.0", "3=0000:4c:00.0"]),
                "mahendrapaipuri/ceems, collector: a driver without MIG, and less memory than the name says"),
            ["h100-8"] = (
                tree => Smi(tree, "580.126.20", "13.0",
                [
                    .. new[] { "0a", "18", "3a", "43", "87", "90", "b8", "c1" }.Select((bus, index) =>
                        new Gpu("NVIDIA H100 80GB HBM3", bus, "2330", 81559, 700, "9.0", IsPersistent: true,
                            Mig: "Disabled", Node: index / 4)),
                ]),
                new(
                    [
                        .. Enumerable.Repeat("NVIDIA H100 80GB HBM3 81559 9.0 @0", 4),
                        .. Enumerable.Repeat("NVIDIA H100 80GB HBM3 81559 9.0 @1", 4),
                    ],
                    "580.126.20", "13.0",
                    [
                        "0=0000:0a:00.0", "1=0000:18:00.0", "2=0000:3a:00.0", "3=0000:43:00.0", "4=0000:87:00.0",
                        "5=0000:90:00.0", "6=0000:b8:00.0", "7=0000:c1:00.0",
                    ]),
                "a run's report with nvidia-smi's table, driver 580.126.20 (the eighth address was cut off)"),
            ["mi300x"] = (
                tree =>
                {
                    // location_id is the bus times 256; the kernel's numbers of processors and of GPUs are one series.
                    GpuTrees.Amd(tree, "0000:47:00.0", "74a1", 0, 206141652992, "0x120000");
                    GpuTrees.Kfd(tree, 0, 0, "", 0, 0);
                    GpuTrees.Kfd(tree, 1, 0, "", 0, 0);
                    GpuTrees.Kfd(tree, 2, 1216, "47", 90402, 29857);
                },
                new(["AMD Instinct MI300X 196592 gfx942 @0"], "kernel", "none", ["0=0000:47:00.0"]),
                "gpuq, tests of HIP: the kernel's properties of an MI300X, location_id 18176"),
        };

    public static TheoryData<string> Names => [.. All.Keys];

    public static NodeTree Make(string name)
    {
        NodeTree tree = new NodeTree().X86(2, 8, 2).Memory(512_000_000);
        All[name].Build(tree);
        return tree;
    }

    private static void Smi(NodeTree tree, string driver, string? cuda, params Gpu[] gpus)
    {
        var rows = new List<string>();
        var list = new List<string>();
        int slice = 0;
        foreach ((int index, Gpu gpu) in gpus.Index())
        {
            string address = $"0000:{gpu.Bus}:00.0", uuid = GpuTrees.Uuid(index);
            Files(tree, address, gpu.Id, index, gpu.Name, "00.00.00.00.00", gpu.Node ?? 0);
            string watts = gpu.Watts.ToString("0.00", CultureInfo.InvariantCulture);
            rows.Add(
                $"{index}, {gpu.Name}, {uuid}, 0000{address.ToUpperInvariant()}, {driver}, "
                + $"{(gpu.IsPersistent ? "Enabled" : "Disabled")}, {gpu.Memory}, 1, "
                + $"{(gpu.Slices is null ? "0" : "[N/A]")}, {(gpu.HasEcc ? "Enabled" : "[N/A]")}, "
                + $"{(gpu.HasEcc ? "0" : "[N/A]")}, {watts}, {gpu.Mig}, {gpu.Capability}");
            list.Add($"GPU {index}: {gpu.Name} (UUID: {uuid})");
            foreach ((int place, string profile) in (gpu.Slices ?? []).Index())
            {
                list.Add($"  MIG {profile,-11} Device {place,2}: (UUID: {GpuTrees.Slice(slice++)})");
            }
        }
        tree.Write("/nvidia-smi/gpus.csv", $"{Header}\n{string.Join('\n', rows)}")
            .Write("/nvidia-smi/list.txt", string.Join('\n', list));
        if (cuda is not null)
        {
            tree.Write(
                "/nvidia-smi/driver.txt",
                $"==============NVSMI LOG==============\n\nDriver Version : {driver}\nCUDA Version : {cuda}\n");
        }
    }

    private static void Files(
        NodeTree tree, string address, string device, int minor, string model, string bios, int node = 0) =>
        GpuTrees.Pci(tree, address, "0x10de", $"0x{device}", "0x030200", node)
            .Write($"/proc/driver/nvidia/gpus/{address}/information",
                $"Model: \t\t {model}\nIRQ:   \t\t {16 + minor}\nGPU UUID: \t {GpuTrees.Uuid(minor)}\n"
                + $"Video BIOS: \t {bios}\nBus Type: \t PCIe\nDMA Size: \t 47 bits\nDMA Mask: \t 0x7fffffffffff\n"
                + $"Bus Location: \t {address}\nDevice Minor: \t {minor}\nGPU Excluded:\t No");
}
