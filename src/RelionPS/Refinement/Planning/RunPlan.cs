using RelionPS.Refinement.Memory;

namespace RelionPS;

/// <summary>How many ranks and threads run where, and why. Renderings of it decide nothing more.</summary>
public sealed record RunPlan
{
    /// <summary>Nodes of the job.</summary>
    public required int NodeCount { get; init; }

    /// <summary>Ranks that compute, on each node (guide 3.4); the leader is not among them.</summary>
    public required int ComputeRanksPerNode { get; init; }

    /// <summary>All ranks of the job with the leader; 1 where the threads-only program runs without MPI.</summary>
    public required int Ranks { get; init; }

    /// <summary>Threads of each rank, RELION's <c>--j</c>.</summary>
    public required int ThreadsPerRank { get; init; }

    /// <summary>Images pooled for each thread task, RELION's <c>--pool</c>.</summary>
    public required int Pool { get; init; }

    /// <summary>True where MPI starts the ranks, false for the threads-only program.</summary>
    public required bool UsesMpi { get; init; }

    /// <summary>Logical CPUs of a rank's pinning domain, I_MPI_PIN_DOMAIN; null without MPI.</summary>
    public int? PinDomain { get; init; }

    /// <summary>Physical cores of a rank's share; the unit in which Open MPI binds. Null without MPI.</summary>
    public int? CoresPerRank { get; init; }

    /// <summary>Host names, the leader's first; empty where the launcher or scheduler knows them.</summary>
    public IReadOnlyList<string> Hosts { get; init => field = Indexable.List(value); } = [];

    /// <summary>The host file the user named; null where there is none.</summary>
    public string? HostFile { get; init; }

    /// <summary>Cores of each node that no rank gets (<c>-ReserveCore</c>).</summary>
    public int ReservedCores { get; init; }

    /// <summary>How the ranks fill the hosts; launchers differ in it.</summary>
    public RankOrder RankOrder { get; init; }

    /// <summary>
    /// Host and CPUs of every rank, by rank. The launchers' options render it, and Test-RelionPlacement compares it
    /// with what runs.
    /// </summary>
    public IReadOnlyList<RankPlacement> Placement { get; init => field = Indexable.List(value); } = [];

    /// <summary>Memory that the ranks are expected to take; null where the box was not known.</summary>
    public MemoryEstimate? Memory { get; init; }

    /// <summary>The GPUs and their threads; null for a run on CPUs.</summary>
    public GpuPlan? Gpu { get; init; }

    /// <summary>Every number above with its reason.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init => field = Indexable.List(value); }

    /// <summary>Ranks on the fullest node: its compute ranks, and the leader on the first.</summary>
    public int RanksOnFirstNode => UsesMpi ? ComputeRanksPerNode + 1 : 1;

    /// <summary>What the memory of its ranks depends on.</summary>
    internal RankLayout Layout =>
        new(NodeCount, ComputeRanksPerNode, ThreadsPerRank, Pool, UsesMpi, RankOrder);

    /// <inheritdoc/>
    public override string ToString() => UsesMpi
        ? $"{NodeCount} node(s), {Ranks} ranks, {ThreadsPerRank} threads a rank, pool {Pool}{OnGpus}"
        : $"threads only, {ThreadsPerRank} threads, pool {Pool}{OnGpus}";

    private string OnGpus => Gpu is null ? "" : $", {Gpu}";
}
