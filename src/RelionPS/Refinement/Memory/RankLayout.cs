namespace RelionPS.Refinement.Memory;

/// <summary>The plan's side: how many ranks, threads and pooled particles share a node's memory.</summary>
/// <param name="NodeCount">Nodes of the job.</param>
/// <param name="RanksPerNode">Compute ranks on each; the leader is not among them.</param>
/// <param name="Threads">Threads of each rank (<c>--j</c>).</param>
/// <param name="Pool">Pool (<c>--pool</c>).</param>
/// <param name="UsesMpi">False for the threads-only program, which is one rank without a leader.</param>
/// <param name="RankOrder">Where the launcher puts the rank too many.</param>
internal sealed record RankLayout(
    int NodeCount,
    int RanksPerNode,
    int Threads,
    int Pool,
    bool UsesMpi,
    RankOrder RankOrder = RankOrder.LeaderHostFirst)
{
    /// <summary>Ranks that compute, of the whole job.</summary>
    public int Followers => NodeCount * RanksPerNode;

    /// <summary>Numbers of the ranks on a node, node 0 with the leader (rank 0).</summary>
    public IEnumerable<int> RanksOn(int node)
    {
        if (!UsesMpi) return [0];
        return RankOrder == RankOrder.LastRankWraps
            ? Enumerable.Range(node * RanksPerNode, RanksPerNode).Concat(node == 0 ? [Followers] : [])
            : Enumerable.Range((node * RanksPerNode) + 1, RanksPerNode).Concat(node == 0 ? [0] : []);
    }
}
