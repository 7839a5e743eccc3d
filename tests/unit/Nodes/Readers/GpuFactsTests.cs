using System.Globalization;
using RelionPS.Nodes.Advice;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>GPUs of machines that are not here: their files, and nvidia-smi's captured answers.</summary>
public sealed class GpuFactsTests : IDisposable
{
    private readonly Lazy<PowerShellSession> _session = new();
    private readonly TemporaryFolder _folder = new();

    private PowerShellSession Session => _session.Value;

    public static TheoryData<string> Names => GpuTrees.Names;

    public void Dispose()
    {
        if (_session.IsValueCreated) Session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gpus_driver_and_what_a_session_sees_are_those_of_the_machine(string name)
    {
        using NodeTree tree = GpuTrees.Make(name);
        GpuFacts gpu = Profile(tree).Gpu;
        ExpectedGpus expected = GpuTrees.All[name].Expected;
        Assert.Equal(expected.Gpus, gpu.Devices.Value!.Select(Shown));
        Assert.Equal((expected.Driver, expected.Cuda), (gpu.DriverVersion.Value, gpu.CudaVersion.Value));
        Assert.Equal(expected.Visible, gpu.Visible.Value!.Select(seen => seen.ToString()));
        Assert.Equal(Enumerable.Range(0, expected.Gpus.Length), gpu.Devices.Value!.Select(device => device.Index));
        Assert.Equal(gpu.Devices.Value!.Count, Profile(tree).Platform.Gpus.Value!.Count);
        string[] seen = [.. gpu.Visible.Value!.Select(one => one.BusId).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(seen, gpu.Devices.Value!.Where(device => device.IsVisible).Select(device => device.BusId).Order(
            StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Profiles_with_gpus_survive_a_file_and_show_a_change_alone(string name)
    {
        using NodeTree tree = GpuTrees.Make(name);
        string path = _folder.Combine("node.json");
        Session.Run($"Get-RelionNodeProfile -Root '{tree.Root}' | Export-RelionNodeProfile '{path}'");
        string compare = $"Compare-RelionNodeProfile (Import-RelionNodeProfile '{path}') "
            + $"(Get-RelionNodeProfile -Root '{tree.Root}')";
        Assert.Empty(Session.Run(compare));
        Assert.Empty(Session.Errors);
        string first = File.ReadAllText(path);
        Session.Run($"Import-RelionNodeProfile '{path}' | Export-RelionNodeProfile '{path}' -Force");
        Assert.Equal(first, File.ReadAllText(path));
        if (name != "a100-4") return;
        tree.Write(
            "/nvidia-smi/gpus.csv",
            File.ReadAllText(Path.Combine(tree.Root, "nvidia-smi/gpus.csv"))
                .Replace("00000000:31:00.0, 535.129.03, Enabled, 81920, 4", "00000000:31:00.0, 535.129.03, Disabled, "
                    + "81920, 999", StringComparison.Ordinal));
        NodeProfileDifference difference = Session.One<NodeProfileDifference>(compare);
        Assert.Equal(
            ("Gpu.Devices[0000:31:00.0].PersistenceMode", "True", "False"),
            (difference.Property, difference.Reference, difference.Difference));
    }

    [Fact]
    public void What_nvidia_smi_says_of_one_gpu_is_in_its_facts()
    {
        using NodeTree tree = GpuTrees.Make("geforce-1");
        GpuDevice gpu = Assert.Single(Profile(tree).Gpu.Devices.Value!);
        Assert.Equal((GpuTrees.Uuid(0), 0, "0-7,16-23"), (gpu.Uuid.Value, gpu.Minor.Value, gpu.LocalCpus.Value));
        Assert.Equal(
            (1310L << 20, 3, 350.0), (gpu.MemoryUsedBytes.Value, gpu.BusyPercent.Value, gpu.PowerLimitWatts.Value));
        Assert.False(gpu.PersistenceMode.Value);
        Assert.False(gpu.Mig.Value);
        Assert.Empty(gpu.Slices.Value!);
        Assert.Equal((null, null), (gpu.Ecc.Value, gpu.EccErrors.Value));
        Assert.Contains("nvidia-smi", gpu.EccErrors.HowToKnow);
        Assert.Equal(
            new GpuProcess(4711, "/opt/cryosparc/bin/python3.8", 1290L << 20), Assert.Single(gpu.Processes.Value!));
        Assert.Contains("cuda-gpus", gpu.Architecture.Source);
    }

    [Fact]
    public void Slices_have_the_size_that_their_names_say_and_none_is_usable_where_none_was_made()
    {
        using NodeTree tree = GpuTrees.Make("mig-2");
        IReadOnlyList<GpuDevice> gpus = Profile(tree).Gpu.Devices.Value!;
        Assert.Equal(
            [(0, "3g.20gb", 20_000_000_000), (1, "1g.5gb", 5_000_000_000), (2, "1g.5gb", 5_000_000_000L)],
            gpus[0].Slices.Value!.Select(slice => (slice.Index, slice.Profile, slice.MemoryBytes!.Value)));
        Assert.Empty(gpus[1].Slices.Value!);
        Assert.Equal([true, true], gpus.Select(gpu => gpu.Mig.Value));
        Assert.Equal([true, false], gpus.Select(gpu => gpu.IsVisible));
    }

    [Fact]
    public void Amds_files_tell_load_power_and_errors()
    {
        using NodeTree tree = GpuTrees.Make("mi250x-4");
        tree.Write("/sys/class/kfd/kfd/proc/812/vram_40004", "1048576").Write("/proc/812/comm", "relion_refine")
            .Write("/sys/class/kfd/kfd/proc/812/vram_40002", "0");
        GpuFacts facts = Profile(tree).Gpu;
        GpuDevice gpu = facts.Devices.Value![2];
        Assert.Equal(
            ("0000:c1:00.0", "GPU-00abc10123456789", 560.0, 0L),
            (gpu.BusId, gpu.Uuid.Value, gpu.PowerLimitWatts.Value, gpu.EccErrors.Value));
        Assert.Equal(new GpuProcess(812, "relion_refine", 1 << 20), Assert.Single(gpu.Processes.Value!));
        Assert.Empty(facts.Devices.Value![0].Processes.Value!);
        Assert.Equal("6.0.2-115", facts.RocmVersion.Value);
    }

    /// <summary>CUDA's guide: a list ends at the first word that names nothing; UUIDs may be cut short.</summary>
    [Theory]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=2,0", "0=0000:b1:00.0 1=0000:17:00.0")]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=1,7,0", "0=0000:31:00.0")]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=", "")]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=NoDevFiles", "")]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=-1", "")]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=GPU-00000003,GPU-00000001-aaaa", "0=0000:ca:00.0 1=0000:31:00.0")]
    [InlineData("a100-4", "CUDA_VISIBLE_DEVICES=GPU-0000000", "")]
    [InlineData("a100-4", "SLURM_JOB_GPUS=1,3", "1=0000:31:00.0 3=0000:ca:00.0")]
    [InlineData("a100-4", "SLURM_JOB_GPUS=0-3\nSLURM_STEP_GPUS=2", "2=0000:b1:00.0")]
    [InlineData("a100-4", "SLURM_JOB_GPUS=1,3\nCUDA_VISIBLE_DEVICES=1,3", "0=0000:31:00.0 1=0000:ca:00.0")]
    [InlineData("a100-4", "ROCR_VISIBLE_DEVICES=0",
        "0=0000:17:00.0 1=0000:31:00.0 2=0000:b1:00.0 3=0000:ca:00.0")]
    [InlineData("mig-2", "CUDA_VISIBLE_DEVICES=MIG-00000002-dddd-5eee-9fff-0123456789ab,1",
        "0=0000:07:00.0/MIG-00000002-dddd-5eee-9fff-0123456789ab")]
    [InlineData("mig-2", "CUDA_VISIBLE_DEVICES=1", "")]
    [InlineData("mixed-3", "CUDA_VISIBLE_DEVICES=1", null)]
    [InlineData("mixed-3", "CUDA_VISIBLE_DEVICES=1\nCUDA_DEVICE_ORDER=PCI_BUS_ID", "0=0000:af:00.0")]
    [InlineData("mixed-3", "CUDA_VISIBLE_DEVICES=GPU-00000001", "0=0000:af:00.0")]
    [InlineData("mi250x-4", "ROCR_VISIBLE_DEVICES=1,GPU-00ABC10123456789", "0=0000:d6:00.0 1=0000:c1:00.0")]
    [InlineData("mi250x-4", "ROCR_VISIBLE_DEVICES=1,2,3\nHIP_VISIBLE_DEVICES=2", "0=0000:c6:00.0")]
    [InlineData("mi250x-4", "CUDA_VISIBLE_DEVICES=3", "0=0000:c6:00.0")]
    [InlineData("mi250x-4", "HIP_VISIBLE_DEVICES=0\nCUDA_VISIBLE_DEVICES=3", "0=0000:d1:00.0")]
    [InlineData("mi300x-qpx", "ROCR_VISIBLE_DEVICES=2", "0=0000:05:00.0/QPX:2")]
    public void Variables_of_the_session_say_what_it_may_use_and_how_it_is_numbered(
        string name, string environment, string? expected)
    {
        using NodeTree tree = GpuTrees.Make(name);
        tree.Write("/environment", environment);
        Fact<IReadOnlyList<VisibleGpu>> visible = Profile(tree).Gpu.Visible;
        if (expected is null)
        {
            Assert.False(visible.IsKnown);
            Assert.Contains("CUDA_DEVICE_ORDER", visible.HowToKnow);
            return;
        }
        Assert.Equal(expected, string.Join(' ', visible.Value!));
    }

    [Fact]
    public void Gpus_without_a_driver_are_there_and_not_usable()
    {
        using NodeTree tree = new NodeTree().X86(2, 8, 2);
        GpuTrees.Pci(tree, "0000:65:00.0", "0x10de", "0x2204", "0x030000", 0);
        GpuFacts captured = Profile(tree).Gpu;
        Assert.Equal("Unknown", captured.DriverVersion.ToString());
        Assert.False(captured.Visible.IsKnown);
        Assert.Contains("proc/driver/nvidia", captured.Visible.HowToKnow);
        // A driver that has given up on the card shows no folder of it.
        tree.Write("/proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15");
        GpuFacts lost = Profile(tree).Gpu;
        Assert.Empty(lost.Visible.Value!);
        Assert.False(Assert.Single(lost.Devices.Value!).IsVisible);
    }

    [Fact]
    public void A_capture_without_the_files_of_gpus_leaves_them_unknown()
    {
        using NodeTree tree = new NodeTree().GuideNode();
        GpuFacts gpu = Profile(tree).Gpu;
        Assert.Equal("Unknown", gpu.ToString());
        Assert.Contains("capture", gpu.Devices.HowToKnow);
        Assert.Equal("Unknown", Profile(tree).Platform.Gpus.ToString());
    }

    [Fact]
    public void Cards_tell_of_a_capture_without_the_bus()
    {
        using NodeTree tree = new NodeTree().X86(1, 4, 1)
            .Write("/sys/class/drm/card1/device/vendor", "0x1002").Write("/sys/class/drm/card1/device/device", "0x740f")
            .Write("/sys/class/drm/card1/device/uevent", "DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0")
            .Write("/sys/class/drm/card1/device/mem_info_vram_total", "68702699520")
            .Write("/sys/class/drm/card0/device/vendor", "0x1a03");
        GpuDevice gpu = Assert.Single(Profile(tree).Gpu.Devices.Value!);
        Assert.Equal(
            ("0000:03:00.0", "AMD Instinct MI210", "gfx90a", 68702699520),
            (gpu.BusId, gpu.Model.Value, gpu.Architecture.Value, gpu.MemoryBytes.Value!.Value));
    }

    [Fact]
    public void Nowhere_but_on_two_sockets_minus_1_is_the_only_numa_node()
    {
        using NodeTree one = new NodeTree().X86(1, 8, 1), two = new NodeTree().X86(2, 8, 2);
        foreach (NodeTree tree in new[] { one, two })
        {
            GpuTrees.Nvidia(tree, "0000:00:05.0", "2236", 0, -1, "NVIDIA A10");
        }
        Assert.Equal(0, Assert.Single(Profile(one).Gpu.Devices.Value!).NumaNode.Value);
        GpuDevice lost = Assert.Single(Profile(two).Gpu.Devices.Value!);
        Assert.Equal((null, null), (lost.NumaNode.Value, lost.LocalCpus.Value));
        Assert.Contains("hypervisor", lost.NumaNode.HowToKnow);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_in_the_files_of_gpus_gives_unknowns_and_no_crash(string name)
    {
        foreach (string text in new[]
        {
            "\0\uFFFDgarbage: -:,,-9999999999999\n: : :", "99999999999999999999999999", "0x10de", "",
            string.Join(", ", Enumerable.Repeat("0000:00:00.0", 14)),
            string.Concat(Enumerable.Repeat("GPU 0: (UUID: GPU-(((((((((((\n  MIG  Device  0: (UUID: \n", 2000)),
        })
        {
            using NodeTree tree = GpuTrees.Make(name);
            foreach (string file in Directory.EnumerateFiles(tree.Root, "*", SearchOption.AllDirectories))
            {
                if (!file.Contains("/cpu", StringComparison.Ordinal)) File.WriteAllText(file, text);
            }
            NodeProfile node = NodeProfileReader.Read(tree.Root);
            Assert.InRange(node.Gpu.Devices.Value?.Count ?? 0, 0, 16);
            Assert.All(NodeRuleSet.BuiltIn, rule => Assert.NotEmpty(rule.Apply(node, null, null, "12.4").Found));
        }
    }

    [Fact]
    public void No_more_gpus_are_taken_than_any_machine_has()
    {
        using NodeTree tree = new NodeTree().X86(1, 2, 1);
        for (int bus = 0; bus < 600; bus++)
        {
            tree.Write($"/proc/driver/nvidia/gpus/{bus:x4}:00:00.0/information", "Model: x");
        }
        Assert.Equal(256, Profile(tree).Gpu.Devices.Value!.Count);
    }

    [Fact]
    public void Lines_from_afar_are_put_back_though_addresses_have_colons()
    {
        using NodeTree tree = GpuTrees.Make("a100-4");
        string lines = string.Join('\n', Directory
            .EnumerateFiles(tree.Root, "*", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadAllLines(file).Select(line => $"{file[tree.Root.Length..]}:{line}")));
        string root = _folder.Combine("unpacked");
        Assert.True(RemoteNode.Unpack(lines, root));
        GpuFacts here = Profile(tree).Gpu, there = NodeProfileReader.Read(root).Gpu;
        Assert.Equal(here.Devices.Value!.Select(Shown), there.Devices.Value!.Select(Shown));
        Assert.Equal(here.Visible.Value, there.Visible.Value);
        Assert.Equal(here.Devices.Value![3].LocalCpus, there.Devices.Value![3].LocalCpus);
    }

    private static NodeProfile Profile(NodeTree tree) => NodeProfileReader.Read(tree.Root);

    private static string Shown(GpuDevice gpu)
    {
        string memory = gpu.MemoryBytes.Value is { } bytes
            ? (bytes >> 20).ToString(CultureInfo.InvariantCulture)
            : "?";
        return $"{gpu.Model} {memory} {gpu.Architecture} @{gpu.NumaNode}";
    }
}
