namespace RelionPS.Tuning;

/// <summary>What is to be planned: the node, how many of them, and what the user has decided already.</summary>
internal sealed record PlanRequest
{
    public required NodeProfile Node { get; init; }

    /// <summary>Nodes of the job; null leaves it to the hosts, or to one node.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Host names, the leader's first.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The parameter that named the hosts, for reasons.</summary>
    public string HostsFrom { get; init; } = "-ComputerName";

    /// <summary>The host file as the user wrote it.</summary>
    public string? HostFile { get; init; }

    public int? RanksPerNode { get; init; }

    public int? Thread { get; init; }

    public int? Pool { get; init; }

    /// <summary>True: MPI was asked for; false: the threads-only program was; null: the plan decides.</summary>
    public bool? UseMpi { get; init; }

    /// <summary>The parameter that set <see cref="UseMpi"/>.</summary>
    public string UseMpiFrom { get; init; } = "-Mpi";
}
