using System.Text.Json.Serialization;
using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning;

/// <summary>What is to be planned: the node, how many of them, and what the user has decided already.</summary>
internal sealed record PlanRequest
{
    [JsonConverter(typeof(NodeOfRecord))]
    public required NodeProfile Node { get; init; }

    /// <summary>
    /// The job's nodes where they are known one by one; <see cref="Node"/> is then the weakest of them.
    /// </summary>
    public IReadOnlyList<NodeProfile> Nodes { get; init; } = [];

    /// <summary>Nodes of the job; null leaves it to the hosts, or to one node.</summary>
    public int? NodeCount { get; init; }

    /// <summary>The job that had so many nodes, where the user did not say how many; null where he did.</summary>
    public string? NodeCountFrom { get; init; }

    /// <summary>Host names, the leader's first.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The parameter that named the hosts, for reasons.</summary>
    public string HostsFrom { get; init; } = "-ComputerName";

    /// <summary>What is amiss with the hosts of the scheduler.</summary>
    [JsonConverter(typeof(DecisionsOfRecord))]
    public IReadOnlyList<Decision> HostNotes { get; init; } = [];

    /// <summary>The host file as the user wrote it.</summary>
    public string? HostFile { get; init; }

    public int? RanksPerNode { get; init; }

    public int? Thread { get; init; }

    public int? Pool { get; init; }

    /// <summary>Cores of each node that no rank gets.</summary>
    public int ReserveCore { get; init; }

    /// <summary>Particles of the data set; null where they are not known.</summary>
    public int? ParticleCount { get; init; }

    /// <summary>What the ranks' memory depends on; null where the box is not known.</summary>
    public RefinementSize? Size { get; init; }

    /// <summary>True for <c>--auto_refine</c>, whose two halves need an even number of followers.</summary>
    public bool IsAutoRefine { get; init; }

    /// <summary>True for a run by gradients, which is one process (<c>--grad</c>, <c>--sgd</c>).</summary>
    public bool IsGradient { get; init; }

    /// <summary>True where the run is to be one process of the threads-only program.</summary>
    [JsonIgnore]
    public bool IsOneProcess => UseMpi == false || IsGradient;

    /// <summary>What was asked for of the GPUs; null for a run on CPUs.</summary>
    public GpuRequest? Gpu { get; init; }

    /// <summary>How the launcher fills hosts.</summary>
    public RankOrder RankOrder { get; init; }

    /// <summary>True: MPI was asked for; false: the threads-only program was; null: the plan decides.</summary>
    public bool? UseMpi { get; init; }

    /// <summary>The parameter that set <see cref="UseMpi"/>.</summary>
    public string UseMpiFrom { get; init; } = "-Mpi";
}
