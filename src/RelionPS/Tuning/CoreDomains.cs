namespace RelionPS.Tuning;

/// <summary>
/// The parts of a node that a rank must not straddle, with the usable cores and logical CPUs of each. These are the sockets; where a hypervisor
/// shows every CPU as a socket of its own, the NUMA nodes, or else the whole machine.
/// </summary>
/// <param name="Kind">What the parts are: <c>socket</c>, <c>NUMA node</c> or <c>node</c>.</param>
/// <param name="Cores">Usable physical cores of each part.</param>
/// <param name="Cpus">Usable logical CPUs of each part.</param>
internal sealed record CoreDomains(string Kind, IReadOnlyList<int> Cores, IReadOnlyList<int> Cpus)
{
    public int Count => Cores.Count;

    public int TotalCores => Cores.Sum();

    public int TotalCpus => Cpus.Sum();

    public static CoreDomains Of(NodeProfile node)
    {
        IReadOnlyList<LogicalCpu> usable = [.. node.Cpus.Where(cpu => cpu.IsUsable)];
        if (usable.Count == 0) usable = node.Cpus;
        CoreDomains sockets = Group("socket", usable, cpu => cpu.Socket);
        if (HoldsRanks(sockets)) return sockets;
        CoreDomains numaNodes = Group("NUMA node", usable, cpu => cpu.NumaNode);
        return numaNodes.Count > 1 && HoldsRanks(numaNodes) ? numaNodes : Group("node", usable, _ => 0);
    }

    /// <summary>True where no part is asked for more ranks than it has cores, for ranks spread evenly.</summary>
    private static bool HoldsRanks(CoreDomains domains) =>
        domains.Count == 1 || (domains.Count <= GuideRules.ComputeRanks.Value && domains.Cores.Min() > 1);

    private static CoreDomains Group(string kind, IReadOnlyList<LogicalCpu> cpus, Func<LogicalCpu, int> key)
    {
        var groups = cpus.GroupBy(key).OrderBy(group => group.Key).ToList();
        return new CoreDomains(
            kind,
            [.. groups.Select(group => group.Select(cpu => cpu.Core).Distinct().Count())],
            [.. groups.Select(group => group.Count())]);
    }

    /// <summary>
    /// The numbers of ranks a node that place as many ranks on each part and give each rank as many whole cores, at most the given number,
    /// largest first. One rank a part is always among them.
    /// </summary>
    public IReadOnlyList<int> EvenRankCounts(int most)
    {
        int smallest = Cores.Min();
        List<int> counts = [.. Enumerable.Range(1, smallest)
            .Where(perPart => perPart == 1 || (perPart * Count <= most && Cores.All(cores => cores % perPart == 0)))
            .Select(perPart => perPart * Count)];
        counts.Reverse();
        return counts;
    }

    /// <summary>Logical CPUs of a rank's share when so many ranks run on the node: the smallest over the parts.</summary>
    public int CpusPerRank(int ranks) => PerRank(Cpus, ranks);

    /// <summary>Physical cores of a rank's share, likewise.</summary>
    public int CoresPerRank(int ranks) => PerRank(Cores, ranks);

    private int PerRank(IReadOnlyList<int> amounts, int ranks)
    {
        // Ranks that don't spread evenly over the parts have to straddle them: an even share of the whole is all one can say.
        if (ranks % Count != 0) return Math.Max(1, amounts.Sum() / ranks);
        return Math.Max(1, amounts.Min() / (ranks / Count));
    }
}
