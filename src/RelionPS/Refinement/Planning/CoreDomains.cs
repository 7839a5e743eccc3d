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
    /// <summary>A share that is few: one of so many CPUs may idle, or be the price of not straddling.</summary>
    public const int Few = 8;

    private readonly Dictionary<int, RankShares> _shares = [];

    public int Count => Parts.Count;

    /// <summary>Sockets with usable cores, whatever the parts are.</summary>
    public int Sockets { get; init; } = 1;

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

    /// <summary>
    /// True where ranks can be kept within the parts: no more parts than ranks, and not all of them of one core, as a
    /// hypervisor shows CPUs that are sockets of nothing.
    /// </summary>
    private static bool HoldsRanks(CoreDomains domains) =>
        domains.Count == 1 || (domains.Count <= GuideRules.ComputeRanks.Value && domains.Cores.Max() > 1);

    private static CoreDomains Group(string kind, IReadOnlyList<LogicalCpu> cpus, Func<LogicalCpu, int> key)
    {
        IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> parts =
        [
            .. cpus.GroupBy(key).OrderBy(part => part.Key).Select(CoresInOrder),
        ];
        return new CoreDomains(kind, parts, [.. parts.Select(part => part.Count)])
        {
            Sockets = cpus.Select(cpu => cpu.Socket).Distinct().Count(),
        };
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
                WholeCores)
            { Sockets = Sockets };
    }

    /// <summary>
    /// The numbers of ranks a node that place as many ranks on each part and give each rank as many whole cores, at
    /// most the given number,
    /// largest first. One rank a part is always among them.
    /// </summary>
    private List<int> EvenRankCounts(int most)
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
    /// The numbers of ranks a node that keep ranks within the parts and leave few CPUs idle, largest first: those that
    /// share the cores evenly, and where these leave a gap of a factor of two and more, those that nearly do. Empty
    /// where the parts are so uneven that there is none.
    /// </summary>
    public IReadOnlyList<int> RankCounts(int most)
    {
        List<int> counts = [.. EvenRankCounts(most).Where(ranks => Shares(ranks).IsGood)];
        // One core less than a round number would else cost three ranks of four.
        IReadOnlyList<int> between =
        [
            .. Enumerable.Range(1, Math.Min(most, TotalCores))
                .Where(ranks => ranks > counts.DefaultIfEmpty(0).Min())
                .Where(ranks => !counts.Contains(ranks) && ranks >= 2 * counts.Where(even => even <= ranks)
                    .DefaultIfEmpty(0).Max())
                .Where(ranks => Shares(ranks).IsGood),
        ];
        return [.. counts.Concat(between).OrderDescending()];
    }

    /// <summary>What each of so many ranks gets when they run on the node.</summary>
    public RankShares Shares(int ranks)
    {
        if (_shares.TryGetValue(ranks, out RankShares? known)) return known;
        RankShares whole = Largest(ranks, [[.. Parts.SelectMany(part => part)]]);
        if (Count == 1 || ranks == 1) return _shares[ranks] = whole;
        RankShares within = Largest(ranks, Parts);
        // To straddle a part costs every access to the other's memory: it has to win more than a few CPUs.
        return _shares[ranks] = within.Sets.Count == ranks && whole.UsedCpus - within.UsedCpus <= TotalCpus / Few
            ? within
            : whole;
    }

    /// <summary>
    /// Core sets of at least so many logical CPUs each, within the parts where these hold that many, else one after the
    /// other; fewer sets where the node has no more.
    /// </summary>
    public RankShares Shares(int ranks, int cpus)
    {
        RankShares within = Packed(ranks, cpus, Parts);
        return within.Sets.Count == ranks ? within : Packed(ranks, cpus, [[.. Parts.SelectMany(part => part)]]);
    }

    /// <summary>The largest sets of which there are enough.</summary>
    private RankShares Largest(int ranks, IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> parts)
    {
        int cpus = Math.Max(1, TotalCpus / ranks);
        while (cpus > 1 && parts.Sum(part => Pack(part, cpus).Count) < ranks) cpus--;
        return Packed(ranks, cpus, parts);
    }

    private RankShares Packed(int ranks, int cpus, IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> parts)
    {
        IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>>[] packed = [.. parts.Select(part => Pack(part, cpus))];
        int[] taken = new int[packed.Length];
        for (int rank = 0; rank < Math.Min(ranks, packed.Sum(sets => sets.Count)); rank++)
        {
            // As even as the parts allow: the next rank goes where the fewest are, then to the roomiest part.
            int next = Enumerable.Range(0, packed.Length).Where(part => taken[part] < packed[part].Count)
                .OrderBy(part => taken[part]).ThenByDescending(part => packed[part].Count).First();
            taken[next]++;
        }
        List<IReadOnlyList<IReadOnlyList<int>>> sets = [.. packed.SelectMany((all, part) => all.Take(taken[part]))];
        var partOf = new Dictionary<int, int>();
        for (int part = 0; part < Parts.Count; part++)
        {
            foreach (IReadOnlyList<int> core in Parts[part]) partOf.Add(core[0], part);
        }
        return new RankShares(
            sets, this, sets.Any(set => set.Select(core => partOf[core[0]]).Distinct().Count() > 1));
    }

    /// <summary>Neighbouring whole cores, as many as it takes for so many logical CPUs; what is left over is not used.
    /// </summary>
    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Pack(
        IReadOnlyList<IReadOnlyList<int>> cores, int cpus)
    {
        var sets = new List<IReadOnlyList<IReadOnlyList<int>>>();
        var set = new List<IReadOnlyList<int>>();
        int held = 0;
        foreach (IReadOnlyList<int> core in cores)
        {
            set.Add(core);
            held += core.Count;
            if (held < cpus) continue;
            sets.Add(set);
            (set, held) = ([], 0);
        }
        return sets;
    }
}
