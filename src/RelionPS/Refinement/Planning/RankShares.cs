namespace RelionPS.Refinement.Planning;

/// <summary>The cores of the ranks of a node: whole cores, none twice. All ranks run as many threads.</summary>
/// <param name="Sets">Cores of each rank; a core is its usable logical CPUs.</param>
/// <param name="Domains">The parts that they are of.</param>
/// <param name="Straddles">True where a rank has cores of more than one part.</param>
internal sealed record RankShares(
    IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Sets, CoreDomains Domains, bool Straddles)
{
    /// <summary>Logical CPUs that ranks of the node may have.</summary>
    public int TotalCpus => Domains.TotalCpus;

    /// <summary>Logical CPUs that every rank has at least: the threads that each can run.</summary>
    public int CpusPerRank { get; } = Sets.Count == 0 ? 1 : Sets.Min(set => set.Sum(core => core.Count));

    /// <summary>Physical cores that every rank has at least.</summary>
    public int CoresPerRank { get; } = Sets.Count == 0 ? 1 : Sets.Min(set => set.Count);

    /// <summary>Physical cores of all ranks.</summary>
    public int Cores => Sets.Sum(set => set.Count);

    /// <summary>
    /// The same, beginning with the last rank's cores, which the leader shares with it: then the first follower has the
    /// first cores, and the first GPU.
    /// </summary>
    /// <param name="hasLeader">False leaves them as they are.</param>
    public RankShares ForLeaderFirst(bool hasLeader) =>
        hasLeader && Sets.Count > 1 ? new RankShares([Sets[^1], .. Sets.SkipLast(1)], Domains, Straddles) : this;

    /// <summary>Logical CPUs with a thread.</summary>
    public int UsedCpus => Sets.Count * CpusPerRank;

    /// <summary>Logical CPUs without one.</summary>
    public int IdleCpus => TotalCpus - UsedCpus;

    /// <summary>
    /// True where no rank straddles a part, and few CPUs idle: an eighth, or of small parts a core here and there.
    /// </summary>
    public bool IsGood => !Straddles && (IdleCpus * CoreDomains.Few <= TotalCpus
        || (Domains.TotalCores - Cores < Domains.Count && IdleCpus * 5 <= TotalCpus));
}
