using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// What is settled of a plan so far: a rule reads what those before it have settled, and adds its own part with the
/// reason.
/// </summary>
internal sealed class PlanDraft(PlanRequest request)
{
    public PlanRequest Request { get; } = request;

    /// <summary>The parts of a node that a rank must not straddle, without the cores that are reserved.</summary>
    public CoreDomains Domains { get; } = CoreDomains.Of(request.Node, request.ReserveCore);

    /// <summary>The reasons, in the order in which they were found.</summary>
    public List<Decision> Decisions { get; } = [];

    public int NodeCount { get; set; }

    /// <summary>Compute ranks on each node.</summary>
    public int RanksPerNode { get; set; }

    public bool UsesMpi { get; set; }

    /// <summary>All ranks of the job, with the leader.</summary>
    public int Ranks { get; set; }

    /// <summary>Threads of each rank.</summary>
    public int Threads { get; set; }

    public int Pool { get; set; }

    /// <summary>Memory of the ranks; null where the box is not known.</summary>
    public MemoryEstimate? Memory { get; set; }

    /// <summary>Host and CPUs of every rank.</summary>
    public IReadOnlyList<RankPlacement> Placement { get; set; } = [];

    /// <summary>The GPUs of each node that are used; empty for a run on CPUs.</summary>
    public IReadOnlyList<NodeDevice> Devices { get; set; } = [];

    /// <summary>How many GPUs a rank sees on its node.</summary>
    public int VisibleDevices { get; set; }

    /// <summary>The GPUs of each follower of a node, by number.</summary>
    public IReadOnlyList<IReadOnlyList<int>> FollowerDevices { get; set; } = [];

    /// <summary>The cores of those followers; null for a run on CPUs.</summary>
    public RankShares? GpuShares { get; set; }

    /// <summary>What works on each GPU.</summary>
    public IReadOnlyList<DeviceUse> DeviceUses { get; set; } = [];

    /// <summary>The GPUs with their threads; null for a run on CPUs.</summary>
    public GpuPlan? Gpu { get; set; }

    /// <summary>The nodes where they are known one by one, else the one that stands for all.</summary>
    public IReadOnlyList<NodeProfile> Nodes => Request.Nodes.Count > 0 ? Request.Nodes : [Request.Node];

    /// <summary>The hosts named, as many as there are nodes.</summary>
    public IReadOnlyList<string> Hosts => [.. Request.Hosts.Take(NodeCount)];

    /// <summary>The cores of each rank of a node.</summary>
    public RankShares Shares => GpuShares ?? Domains.Shares(RanksPerNode);

    /// <summary>Logical CPUs of a rank.</summary>
    public int Share => Shares.CpusPerRank;

    /// <summary>Physical cores of a rank.</summary>
    public int CoresPerRank => Shares.CoresPerRank;

    /// <summary>Ranks and threads as they are settled; a rule tries others.</summary>
    public RankLayout Layout => new(NodeCount, RanksPerNode, Threads, Pool, UsesMpi, Request.RankOrder);

    /// <summary>The plan of what is settled.</summary>
    public RunPlan ToPlan() => new()
    {
        NodeCount = NodeCount,
        ComputeRanksPerNode = RanksPerNode,
        Ranks = Ranks,
        ThreadsPerRank = Threads,
        Pool = Pool,
        UsesMpi = UsesMpi,
        PinDomain = UsesMpi ? Share : null,
        CoresPerRank = UsesMpi ? CoresPerRank : null,
        Hosts = Hosts,
        HostFile = Request.HostFile,
        ReservedCores = Request.ReserveCore,
        RankOrder = Request.RankOrder,
        Placement = Placement,
        Memory = Memory,
        Gpu = Gpu,
        Decisions = Decisions,
    };
}
