using RelionPS.Nodes.Advice;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Advice;

/// <summary>Each rule on a node that meets it, one that does not, and one that does not tell.</summary>
public sealed class NodeRuleTests : IDisposable
{
    private readonly NodeTree _tree = new NodeTree().GuideNode();

    private static readonly FileSystemFacts Data = new()
    {
        Role = "Data",
        Path = "/data",
        Type = new("lustre", "test"),
        Kind = FileSystemKind.Parallel,
        TotalBytes = new(3_000_000_000_000_000, "test"),
        FreeBytes = new(1_000_000_000_000, "test"),
        TotalInodes = new(10_000_000, "test"),
        FreeInodes = new(5_000_000, "test"),
        HasRelionVolatile = new(false, "test"),
    };

    private static readonly FileSystemFacts Scratch = Data with
    {
        Role = "Scratch",
        Path = "/scratch",
        Kind = FileSystemKind.Local,
        Type = new("xfs", "test"),
    };

    private static readonly MemoryModule Dram = new("A1", "A", 16L << 30, "DDR4", 3200);

    /// <summary>
    /// Rule, guide section, the status of a node that does not meet it, what spoils it, and what hides it.
    /// </summary>
    private static readonly Dictionary<
        string,
        (string Source,
            FindingStatus Status,
            Func<NodeProfile, NodeProfile> Spoil,
            Func<NodeProfile, NodeProfile>? Hide)> Cases =
        new()
        {
            ["SpeedStep"] = (
                "guide 2.1",
                FindingStatus.Fail,
                node => Processor(node, facts => facts with { FrequencyScaling = new(false, "test") }),
                node => Processor(node, facts => facts with { FrequencyScaling = Fact<bool?>.NotRead })),
            ["Turbo"] = (
                "guide 2.1",
                FindingStatus.Fail,
                node => Processor(node, facts => facts with { Turbo = new(false, "test") }),
                node => Processor(node, facts => facts with { Turbo = Fact<bool?>.NotRead })),
            ["HyperThreading"] = (
                "guide 2.1, 3.4",
                FindingStatus.Fail,
                node => node with { HyperThreading = HyperThreading.Off },
                node => node with { HyperThreading = HyperThreading.Unknown }),
            ["CoresPerNode"] = ("guide 3.2", FindingStatus.Fail, node => node with { PhysicalCores = 32 }, null),
            ["DualSocket"] = ("guide 3.2", FindingStatus.Warn, node => node with { Sockets = 1 }, null),
            ["Avx512"] = (
                "guide 3.3",
                FindingStatus.Fail,
                node => Processor(node, facts => facts with { MissingForAvx512 = new(["avx512cd"], "test") }),
                node => Processor(
                    node, facts => facts with { MissingForAvx512 = Fact<IReadOnlyList<string>>.NotRead })),
            ["Governor"] = (
                "field",
                FindingStatus.Warn,
                node => Processor(node, facts => facts with { Governor = new("performance,powersave", "test") }),
                node => Processor(node, facts => facts with { Governor = Fact<string>.NotRead })),
            ["AllCpusUsable"] = ("field", FindingStatus.Warn, node => node with { UsableCpus = 8 }, null),
            ["CpuQuota"] = ("field", FindingStatus.Warn, node => node with { CpuLimit = 8 }, null),
            ["MemoryThrottle"] = (
                "field",
                FindingStatus.Warn,
                node => node with { MemoryHighBytes = 64L << 30 },
                node => node with { MemoryBytes = null }),
            ["ReservedHugePages"] = (
                "field",
                FindingStatus.Warn,
                node => Memory(node, facts => facts with { ReservedHugePageBytes = new(64L << 30, "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["CommitLimit"] = (
                "field",
                FindingStatus.Warn,
                node => Memory(node, facts => facts with { CommitLimitBytes = new(64L << 30, "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["ProcessMemoryLimit"] = (
                "field",
                FindingStatus.Fail,
                node => node with { Platform = node.Platform with { AddressSpaceBytes = new(4L << 30, "test") } },
                node => node with { Platform = new PlatformFacts() }),
            ["OpenMpiSettings"] = (
                "field",
                FindingStatus.Warn,
                node => node with { Platform = node.Platform with { OpenMpiSettings = new(["rmaps=seq"], "test") } },
                node => node with { Platform = new PlatformFacts() }),
            ["MemoryPerNode"] = (
                "guide 2.2",
                FindingStatus.Fail,
                node => node with { MemoryBytes = 192L << 30 },
                node => node with { MemoryBytes = null }),
            ["MemoryForAllRanks"] = (
                "guide 3.4",
                FindingStatus.Fail,
                node => node with { MemoryBytes = 96L << 30 },
                node => node with { MemoryBytes = null }),
            ["DimmPerChannel"] = (
                "guide 2.2",
                FindingStatus.Fail,
                node => Memory(node, facts => facts with { ChannelsPopulated = new(12, "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["ChannelsAlike"] = (
                "guide 2.2",
                FindingStatus.Fail,
                node => Memory(
                    node,
                    facts => facts with
                    {
                        Modules = new([Dram, Dram with { Channel = "B", SizeBytes = 32L << 30 }], "test"),
                    }),
                node => Memory(node, _ => new MemoryFacts())),
            ["PersistentMemory"] = (
                "guide 2.2",
                FindingStatus.Warn,
                node => Memory(node, facts => facts with { PersistentMemory = new(true, "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["MemoryLimit"] = (
                "field",
                FindingStatus.Fail,
                node => node with { MemoryLimitBytes = 64L << 30 },
                node => node with { MemoryBytes = null }),
            ["TransparentHugePages"] = (
                "field",
                FindingStatus.Warn,
                node => Memory(node, facts => facts with { TransparentHugePages = new("never", "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["NumaBalancing"] = (
                "field",
                FindingStatus.Warn,
                node => Memory(node, facts => facts with { NumaBalancing = new(1, "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["ZoneReclaim"] = (
                "field",
                FindingStatus.Warn,
                node => Memory(node, facts => facts with { ZoneReclaimMode = new(1, "test") }),
                node => Memory(node, _ => new MemoryFacts())),
            ["ParallelFileSystem"] = (
                "guide 2.3",
                FindingStatus.Fail,
                node => Files(node, Data with { Kind = FileSystemKind.Network, Type = new("nfs4", "test") }),
                node => Files(node)),
            ["StorageCapacity"] = (
                "guide 2.3, 3.2",
                FindingStatus.Fail,
                node => Files(node, Data with { TotalBytes = new(504_000_000_000_000, "test") }),
                node => Files(node)),
            ["BenchmarkSpace"] = (
                "guide 3.3",
                FindingStatus.Fail,
                node => Files(node, Data with { FreeBytes = new(60_000_000_000, "test") }),
                node => Files(node)),
            ["FreeInodes"] = (
                "field",
                FindingStatus.Fail,
                node => Files(node, Data with { FreeInodes = new(10, "test") }),
                node => Files(node)),
            ["ScratchSpace"] = (
                "field",
                FindingStatus.Fail,
                node => Files(node, Scratch with { FreeBytes = new(1_000_000_000, "test") }),
                node => Files(node)),
            ["ScratchLeftover"] = (
                "field",
                FindingStatus.Warn,
                node => Files(node, Scratch with { HasRelionVolatile = new(true, "test") }),
                node => Files(node)),
            ["HighSpeedFabric"] = (
                "guide 2.4",
                FindingStatus.Fail,
                node => Ports(node, new FabricPort("eth0", 1, FabricKind.Ethernet, 1, "up", "Unknown")),
                node => node with { Network = new NetworkFacts() }),
            ["LockedMemory"] = (
                "field",
                FindingStatus.Fail,
                node => node with { Platform = node.Platform with { LockedMemoryBytes = new(65536, "test") } },
                node => node with { Platform = new PlatformFacts() }),
            ["GpuDriver"] = (
                "field",
                FindingStatus.Warn,
                node => node with { Gpu = node.Gpu with { DriverVersion = new("none", "test") } },
                node => node with { Gpu = new GpuFacts() }),
            ["GpuVisible"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 1, gpu => gpu with { IsVisible = false }),
                node => node with { Gpu = node.Gpu with { Visible = Fact<IReadOnlyList<VisibleGpu>>.NotRead } }),
            ["GpuModels"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 1, gpu => gpu with { Model = new("NVIDIA A40", "test") }),
                node => Gpus(node, 1, gpu => gpu with { Model = Fact<string>.NotRead })),
            ["GpuMig"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 1, gpu => gpu with { Mig = new(true, "test") }),
                node => Gpus(node, 1, gpu => gpu with { Mig = Fact<bool?>.NotRead })),
            ["GpuNearCores"] = (
                "field",
                FindingStatus.Warn,
                node => node with
                {
                    Cpus = [.. node.Cpus.Select(cpu => cpu with { IsUsable = cpu.Socket == 0 })],
                },
                node => Gpus(node, 1, Lost)),
            ["GpuSockets"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 1, gpu => gpu with { LocalCpus = node.Gpu.Devices.Value![0].LocalCpus }),
                node => Gpus(node, 1, Lost)),
            ["GpuPersistence"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 0, gpu => gpu with { PersistenceMode = new(false, "test") }),
                node => Gpus(node, 0, gpu => gpu with { PersistenceMode = Fact<bool?>.NotRead })),
            ["GpuBusy"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 1, gpu => gpu with { MemoryUsedBytes = new(9L << 30, "test") }),
                node => Gpus(node, 1, gpu => gpu with { MemoryUsedBytes = Fact<long?>.NotRead })),
            ["GpuEcc"] = (
                "field",
                FindingStatus.Warn,
                node => Gpus(node, 0, gpu => gpu with { EccErrors = new(2, "test") }),
                node => Gpus(node, 0, gpu => gpu with { EccErrors = Fact<long?>.NotRead })),
        };

    public static TheoryData<string> Ids => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_passes_on_the_guides_node_and_not_on_a_spoiled_one(string id)
    {
        (string source, FindingStatus status, var spoil, var hide) = Cases[id];
        NodeProfile good = Good();
        Finding pass = Find(id, good);
        Assert.True(pass.Status == FindingStatus.Pass, pass.ToString());
        Assert.Equal((source, ""), (pass.Source, pass.Remedy));
        Finding fail = Find(id, spoil(good));
        Assert.True(fail.Status == status, fail.ToString());
        Assert.NotEmpty(fail.Remedy);
        if (hide is null) return;
        Finding unknown = Find(id, hide(good));
        Assert.True(unknown.Status == FindingStatus.Unknown, unknown.ToString());
        Assert.NotEmpty(unknown.Remedy);
    }

    [Fact]
    public void Section_3_4_wants_no_more_than_16_nodes_a_job()
    {
        NodeRule rule = NodeRuleSet.BuiltIn.Single(rule => rule.Id == "NodesPerJob");
        Assert.Equal(
            [FindingStatus.Pass, FindingStatus.Fail, FindingStatus.Unknown],
            new int?[] { 16, 17, null }.Select(count => rule.Apply(Good(), count, null).Status));
    }

    /// <summary>A driver of 535 is of CUDA 12.2, by NVIDIA's table.</summary>
    [Theory]
    [InlineData("12.2", FindingStatus.Pass)]
    [InlineData("11.8", FindingStatus.Pass)]
    [InlineData("12.4", FindingStatus.Warn)]
    [InlineData("13.0", FindingStatus.Fail)]
    [InlineData(null, FindingStatus.NotApplicable)]
    public void The_driver_is_held_against_the_binarys_cuda_where_that_is_given(string? cuda, FindingStatus status)
    {
        NodeRule rule = NodeRuleSet.BuiltIn.Single(rule => rule.Id == "GpuCuda");
        Assert.Equal(status, rule.Apply(Good(), null, null, cuda).Status);
        NodeProfile undriven = Good() with
        {
            Gpu = Good().Gpu with
            {
                CudaVersion = Fact<string>.NotRead,
                DriverVersion = Fact<string>.NotRead
            }
        };
        Assert.Equal(
            cuda is null ? FindingStatus.NotApplicable : FindingStatus.Unknown,
            rule.Apply(undriven, null, null, cuda).Status);
    }

    [Fact]
    public void Rules_of_gpus_have_no_meaning_for_a_node_without()
    {
        NodeProfile node = Good() with
        {
            Gpu = new GpuFacts { Devices = new([], "test"), DriverVersion = new("none", "test") },
        };
        Assert.All(
            NodeRuleSet.BuiltIn.Where(rule => rule.Category == "Gpu"),
            rule => Assert.Equal(FindingStatus.NotApplicable, rule.Apply(node, null, null).Status));
    }

    [Theory]
    [InlineData("mig-2", "GpuMig", "0: 1 x 3g.20gb + 2 x 1g.5gb")]
    [InlineData("mi300x-qpx", "GpuMig", "0: 4 x QPX")]
    [InlineData("mixed-3", "GpuModels", "2 x Tesla V100-PCIE-32GB 32 GiB, 1 x NVIDIA RTX A6000 48 GiB")]
    [InlineData("geforce-1", "GpuBusy", "0: 1.3 GiB, 3 % busy, /opt/cryosparc/bin/python3.8 (4711, 1.3 GiB)")]
    [InlineData("geforce-1", "GpuPersistence", "0: disabled")]
    [InlineData("slurm-job", "GpuVisible", "2 of 4, without GPU 2, 3")]
    [InlineData("slurm-job", "GpuSockets", "none on socket 0 of 2")]
    public void Captured_machines_are_told_what_is_wrong_with_them(string machine, string id, string found)
    {
        using NodeTree tree = GpuTrees.Make(machine);
        Finding finding = Find(id, NodeProfileReader.Read(tree.Root));
        Assert.Equal((FindingStatus.Warn, found), (finding.Status, finding.Found));
    }

    [Theory]
    [InlineData("a100-4")]
    [InlineData("h100-8")]
    public void Sound_gpu_nodes_meet_every_rule_of_gpus(string machine)
    {
        using NodeTree tree = GpuTrees.Make(machine);
        tree.Write("/nvidia-smi/list.txt", "").Write("/nvidia-smi/processes.csv", "");
        NodeProfile node = NodeProfileReader.Read(tree.Root);
        Assert.All(
            NodeRuleSet.BuiltIn.Where(rule => rule.Category == "Gpu"),
            rule => Assert.True(rule.Apply(node, null, null, "12.2").Status == FindingStatus.Pass, rule.Id));
    }

    [Fact]
    public void Every_rule_has_a_case() =>
        Assert.Equal(
            NodeRuleSet.BuiltIn
                .Select(rule => rule.Id)
                .Except(["NodesPerJob", "GpuCuda"])
                .Order(StringComparer.Ordinal),
            Cases.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Table_in_the_docs_is_that_of_the_rules()
    {
        string path = Path.Combine(RepositoryPaths.Root, "docs", "en-US", "about_RelionPS_Rules.md");
        if (Environment.GetEnvironmentVariable("RELIONPS_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, RuleTable.Markdown());
        }
        Assert.Equal(RuleTable.Markdown(), File.ReadAllText(path));
    }

    public void Dispose() => _tree.Dispose();

    /// <summary>The guide's node, and two GPUs in it, one a socket, with which all is well.</summary>
    private NodeProfile Good()
    {
        NodeProfile node = Files(NodeProfileReader.Read(_tree.Root), Data, Scratch);
        GpuFacts planned = PlannedGpus.Make(
            [new PlannedGpus.Kind(2, "NVIDIA A100-SXM4-80GB", 80L << 30)], node.Cpus, "test");
        return node with
        {
            Gpu = planned with
            {
                DriverVersion = new("535.129.03", "test"),
                CudaVersion = new("12.2", "test"),
                Devices = new(
                    [
                        .. planned.Devices.Value!.Select(gpu => gpu with
                        {
                            PersistenceMode = new(true, "test"),
                            MemoryUsedBytes = new(4L << 20, "test"),
                            BusyPercent = new(0, "test"),
                            Ecc = new(true, "test"),
                            EccErrors = new(0, "test"),
                        }),
                    ],
                    "test"),
            },
        };
    }

    private static NodeProfile Gpus(NodeProfile node, int index, Func<GpuDevice, GpuDevice> change) => node with
    {
        Gpu = node.Gpu with
        {
            Devices = new(
                [.. node.Gpu.Devices.Value!.Select((gpu, at) => at == index ? change(gpu) : gpu)],
                "test"),
        },
    };

    private static GpuDevice Lost(GpuDevice gpu) =>
        gpu with { NumaNode = Fact<int?>.NotRead, LocalCpus = Fact<string>.NotRead };

    private static Finding Find(string id, NodeProfile node) =>
        NodeRuleSet.BuiltIn.Single(rule => rule.Id == id).Apply(node, null, null);

    private static NodeProfile Processor(NodeProfile node, Func<ProcessorFacts, ProcessorFacts> change) =>
        node with { Processor = change(node.Processor) };

    private static NodeProfile Memory(NodeProfile node, Func<MemoryFacts, MemoryFacts> change) =>
        node with { Memory = change(node.Memory) };

    private static NodeProfile Files(NodeProfile node, params FileSystemFacts[] files) =>
        node with { Storage = node.Storage with { FileSystems = files } };

    private static NodeProfile Ports(NodeProfile node, params FabricPort[] ports) =>
        node with { Network = new NetworkFacts { Ports = new(ports, "test") } };
}
