using RelionPS.Core.Errors;
using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// The parts of a node that a rank must not straddle, with the usable cores of each. These are the sockets; where a
/// hypervisor
/// shows every CPU as a socket of its own, the NUMA nodes, or else the whole machine.
/// </summary>
/// <param name="Kind">What the parts are: <c>socket</c>, <c>NUMA node</c> or <c>node</c>.</param>
/// <param name="Parts">Cores of each part that ranks may have, NUMA node by NUMA node; a core is its usable logical
/// CPUs.</param>
/// <param name="WholeCores">Cores of each part before any was reserved: the number of ranks follows from these.</param>
internal sealed record CoreDomains(
    string Kind, IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Parts, IReadOnlyList<int> WholeCores)
{
    public int Count => Parts.Count;

    /// <summary>Usable physical cores of each part.</summary>
    public IReadOnlyList<int> Cores { get; } = [.. Parts.Select(part => part.Count)];

    /// <summary>Usable logical CPUs of each part.</summary>
    public IReadOnlyList<int> Cpus { get; } = [.. Parts.Select(part => part.Sum(core => core.Count))];

    public int TotalCores => Cores.Sum();

    public int TotalCpus => Cpus.Sum();

    /// <summary>True where some cores are kept free of ranks.</summary>
    public bool HasReserve => !Cores.SequenceEqual(WholeCores);

    /// <exception cref="RelionException"><c>RelionNodeWithoutCpus</c>.</exception>
    public static CoreDomains Of(NodeProfile node, int reservedCores = 0)
    {
        IReadOnlyList<LogicalCpu> usable = [.. node.Cpus.Where(cpu => cpu.IsUsable)];
        if (usable.Count == 0) usable = node.Cpus;
        if (usable.Count == 0) throw PlanErrors.NodeWithoutCpus(node);
        CoreDomains sockets = Group("socket", usable, cpu => cpu.Socket);
        if (HoldsRanks(sockets)) return sockets.Reserve(reservedCores);
        CoreDomains numaNodes = Group("NUMA node", usable, cpu => cpu.NumaNode);
        CoreDomains domains = numaNodes.Count > 1 && HoldsRanks(numaNodes) ? numaNodes : Group("node", usable, _ => 0);
        return domains.Reserve(reservedCores);
    }

    /// <summary>True where no part is asked for more ranks than it has cores, for ranks spread evenly.</summary>
    private static bool HoldsRanks(CoreDomains domains) =>
        domains.Count == 1 || (domains.Count <= GuideRules.ComputeRanks.Value && domains.Cores.Min() > 1);

    private static CoreDomains Group(string kind, IReadOnlyList<LogicalCpu> cpus, Func<LogicalCpu, int> key)
    {
        IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> parts =
        [
            .. cpus.GroupBy(key).OrderBy(part => part.Key).Select(CoresInOrder),
        ];
        return new CoreDomains(kind, parts, [.. parts.Select(part => part.Count)]);
    }

    /// <summary>
    /// Neighbours in the order are neighbours in the machine: this is the order that launchers count cores in, too.
    /// </summary>
    private static IReadOnlyList<IReadOnlyList<int>> CoresInOrder(IEnumerable<LogicalCpu> cpus) =>
        [.. cpus.GroupBy(cpu => cpu.Core)
            .OrderBy(core => core.First().Socket).ThenBy(core => core.First().NumaNode).ThenBy(core => core.Key)
            .Select(core => (IReadOnlyList<int>)[.. core.Select(cpu => cpu.Id).Order()])];

    /// <summary>
    /// The same without so many cores, taken from the parts in turn; the first of each, where the kernel's own work and
    /// interrupts are.
    /// </summary>
    private CoreDomains Reserve(int cores)
    {
        int[] taken = new int[Count];
        for (int part = 0, left = cores; left > 0 && taken.Sum() < WholeCores.Sum(); part = (part + 1) % Count)
        {
            if (taken[part] == WholeCores[part]) continue;
            taken[part]++;
            left--;
        }
        return cores == 0
            ? this
            : new CoreDomains(
                Kind,
                [.. Parts.Select((part, index) => (IReadOnlyList<IReadOnlyList<int>>)[.. part.Skip(taken[index])])],
                WholeCores);
    }

    /// <summary>
    /// The numbers of ranks a node that place as many ranks on each part and give each rank as many whole cores, at
    /// most the given number,
    /// largest first. One rank a part is always among them.
    /// </summary>
    public IReadOnlyList<int> EvenRankCounts(int most)
    {
        int smallest = Math.Max(1, Cores.Min());
        List<int> counts = [.. Enumerable.Range(1, smallest)
            .Where(
                perPart => perPart == 1 || (perPart * Count <= most && WholeCores.All(cores => cores % perPart == 0)))
            .Select(perPart => perPart * Count)];
        counts.Reverse();
        return counts;
    }

    /// <summary>
    /// Logical CPUs of a rank's share when so many ranks run on the node: the smallest over the parts.
    /// </summary>
    public int CpusPerRank(int ranks)
    {
        if (!HasReserve) return PerRank(Cpus, ranks);
        // What is left after a reservation seldom divides evenly; a rank still has whole cores.
        return CoresPerRank(ranks) * Math.Max(1, TotalCpus / Math.Max(1, TotalCores));
    }

    /// <summary>Physical cores of a rank's share, likewise.</summary>
    public int CoresPerRank(int ranks) => PerRank(Cores, ranks);

    /// <summary>The cores of each of so many ranks: as many for each, part by part, none twice.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> CoreSets(int ranks) => CoreSets(ranks, CoresPerRank(ranks));

    /// <summary>The same with a given number of cores a rank; fewer sets where the node has no more.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> CoreSets(int ranks, int coresPerRank)
    {
        IEnumerable<IReadOnlyList<IReadOnlyList<int>>> parts = ranks % Count == 0
            ? Parts
            : [[.. Parts.SelectMany(part => part)]];
        int perPart = ranks % Count == 0 ? ranks / Count : ranks;
        return [
            .. parts.SelectMany(
                part => part.Chunk(coresPerRank).Where(set => set.Length == coresPerRank).Take(perPart)),
        ];
    }

    private int PerRank(IReadOnlyList<int> amounts, int ranks)
    {
        // Ranks that don't spread evenly over the parts have to straddle them: an even share of the whole is all one
        // can say.
        if (ranks % Count != 0) return Math.Max(1, amounts.Sum() / ranks);
        return Math.Max(1, amounts.Min() / (ranks / Count));
    }
}
