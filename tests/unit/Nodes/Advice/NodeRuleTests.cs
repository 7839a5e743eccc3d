using RelionPS.Nodes.Advice;
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

    [Fact]
    public void Every_rule_has_a_case() =>
        Assert.Equal(
            NodeRuleSet.BuiltIn.Select(rule => rule.Id).Except(["NodesPerJob"]).Order(StringComparer.Ordinal),
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

    private NodeProfile Good() => Files(NodeProfileReader.Read(_tree.Root), Data, Scratch);

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
