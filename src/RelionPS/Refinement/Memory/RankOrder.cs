namespace RelionPS;

/// <summary>
/// In which order ranks fill the hosts. All launchers fill block by block; they differ in where the one rank too many
/// goes.
/// </summary>
public enum RankOrder
{
    /// <summary>
    /// The first host takes the leader and its compute ranks, ranks 0 to R (Open MPI, MPICH, srun: a host can have a
    /// number of ranks of its own).
    /// </summary>
    LeaderHostFirst,

    /// <summary>
    /// Each host takes R ranks, and the last rank comes round to the first host (Intel MPI's <c>-perhost</c>, guide
    /// 5.3).
    /// </summary>
    LastRankWraps,
}
