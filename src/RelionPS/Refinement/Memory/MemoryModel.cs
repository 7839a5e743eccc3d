namespace RelionPS.Refinement.Memory;

/// <summary>Expected memory of a run: of each kind of rank, and of the node that holds the most.</summary>
internal static class MemoryModel
{
    public static MemoryEstimate Estimate(RefinementSize size, RankLayout layout)
    {
        var steps = new Dictionary<RankKind, IReadOnlyList<StepMemory>>();
        var nodes = Enumerable.Range(0, layout.NodeCount)
            .Select(
                node => layout
                    .RanksOn(node)
                    .GroupBy(rank => Kind(rank, size, layout))
                    .ToDictionary(group => group.Key, group => group.Count()))
            .ToList();
        foreach (RankKind kind in nodes.SelectMany(node => node.Keys).Distinct().Order())
        {
            steps[kind] = new RankModel(kind, size, layout).Steps;
        }

        NodePeak fullest = nodes.Select(node => Peak(node, steps)).MaxBy(peak => peak.Bytes)!;
        return new MemoryEstimate
        {
            Ranks =
            [
                .. steps.Select(
                    pair => Rank(
                        pair.Key,
                        pair.Value,
                        nodes.Sum(node => node.GetValueOrDefault(pair.Key)),
                        fullest.Ranks.GetValueOrDefault(pair.Key),
                        size,
                        layout)),
            ],
            NodeBytes = fullest.Bytes,
            NodeStep = fullest.Step,
        };
    }

    /// <summary>The fullest node for one choice of ranks and threads.</summary>
    public static NodeMemory Node(RefinementSize size, RankLayout layout, long? limitBytes)
    {
        MemoryEstimate estimate = Estimate(size, layout);
        return new NodeMemory
        {
            RanksPerNode = layout.RanksPerNode,
            Threads = layout.Threads,
            Pool = layout.Pool,
            NodeBytes = estimate.NodeBytes,
            NodeStep = estimate.NodeStep,
            RankBytes = estimate.Ranks.Max(rank => rank.PeakBytes),
            LimitBytes = limitBytes,
        };
    }

    /// <summary>
    /// Class k is reconstructed by follower (k mod followers) + 1, with half-sets by two (ml_optimiser_mpi.cpp,
    /// maximization).
    /// </summary>
    internal static RankKind Kind(int rank, RefinementSize size, RankLayout layout)
    {
        if (!layout.UsesMpi) return RankKind.ThreadsOnly;
        if (rank == 0) return RankKind.Leader;
        int reconstructing = size.IsAutoRefine ? 2 * size.ClassCount : size.ClassCount;
        return rank <= reconstructing ? RankKind.ReconstructingFollower : RankKind.Follower;
    }

    /// <summary>
    /// The step in which a node's ranks hold most together: all of them are in the same one; one that has no part in it
    /// waits with the least that it holds.
    /// </summary>
    private static NodePeak Peak(
        Dictionary<RankKind, int> node, Dictionary<RankKind, IReadOnlyList<StepMemory>> steps) =>
        Enum.GetValues<MemoryStep>()
            .Select(step => new NodePeak(node.Sum(pair => pair.Value * In(step, steps[pair.Key])), step, node))
            .MaxBy(peak => peak.Bytes)!;

    /// <summary>The most that the ranks of a node hold together.</summary>
    /// <param name="Bytes">How much.</param>
    /// <param name="Step">When.</param>
    /// <param name="Ranks">How many of each kind there are.</param>
    private sealed record NodePeak(long Bytes, MemoryStep Step, IReadOnlyDictionary<RankKind, int> Ranks);

    private static long In(MemoryStep step, IReadOnlyList<StepMemory> steps) =>
        (steps.FirstOrDefault(held => held.Step == step) ?? steps.MinBy(held => held.Bytes)!).Bytes;

    private static RankMemory Rank(
        RankKind kind,
        IReadOnlyList<StepMemory> steps,
        int count,
        int onFullest,
        RefinementSize size,
        RankLayout layout)
    {
        StepMemory peak = steps.MaxBy(step => step.Bytes)!;
        MemoryPart largest = peak.Parts[0];
        return new RankMemory
        {
            Kind = kind,
            Count = count,
            CountOnFullestNode = onFullest,
            ExpectationBytes = kind == RankKind.Leader ? 0 : RelionEstimate.Expectation(size, layout),
            MaximizationBytes = kind is RankKind.Leader or RankKind.Follower ? 0 : RelionEstimate.Maximization(size),
            PeakBytes = peak.Bytes,
            PeakStep = peak.Step,
            Dominant = FormattableString.Invariant($"{largest.Name} ({100.0 * largest.Bytes / peak.Bytes:0} %)"),
            Steps = steps,
            CurrentSize = size.CurrentSize,
            Growth =
            [
                .. Sizes(size).Select(
                    current => new SizeMemory(
                        current, new RankModel(kind, size with { CurrentSize = current }, layout).PeakBytes)),
            ],
        };
    }

    /// <summary>Some even sizes from the first iteration's to the largest.</summary>
    private static IEnumerable<int> Sizes(RefinementSize size)
    {
        const int points = 5;
        int first = Math.Min(size.FirstSize ?? size.CurrentSize, size.CurrentSize);
        return Enumerable.Range(0, points)
            .Select(point => (first + ((size.CurrentSize - first) * point / (points - 1))) & ~1)
            .Distinct();
    }
}
