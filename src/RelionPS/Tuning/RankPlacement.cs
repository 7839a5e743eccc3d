namespace RelionPS;

/// <summary>Where one rank runs.</summary>
/// <param name="Rank">Its number; 0 is the leader.</param>
/// <param name="HostName">Its host; <c>#2</c> for the second node of a plan that names no hosts.</param>
/// <param name="Cpus">Logical CPUs it may use, in the kernel's list format (<c>0-7,64-71</c>).</param>
public sealed record RankPlacement(int Rank, string HostName, string Cpus)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rank} {HostName} {Cpus}";
}

/// <summary>In which order ranks fill the hosts. All launchers fill block by block; they differ in where the one rank too many goes.</summary>
public enum RankOrder
{
    /// <summary>The first host takes the leader and its compute ranks, ranks 0 to R (Open MPI, MPICH, srun: a host can have a number of ranks of its own).</summary>
    LeaderHostFirst,

    /// <summary>Each host takes R ranks, and the last rank comes round to the first host (Intel MPI's <c>-perhost</c>, guide 5.3).</summary>
    LastRankWraps,
}
