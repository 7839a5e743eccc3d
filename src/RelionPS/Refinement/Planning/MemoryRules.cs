using System.Globalization;
using RelionPS.Core.Text;
using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// Fits a plan to a node's memory, where box and memory are known: fewer ranks a node first, since each holds its own references and sums, then a smaller
/// pool. A plan that fits anyway is left as the guide makes it.
/// </summary>
internal static class MemoryRules
{
    /// <summary>The share of the node's memory that a plan may take: the rest is for the system, its file cache, and the model's error.</summary>
    public const double UsableShare = 0.9;

    private const string Rule = "MemoryModel";
    private const string Source = "RELION source";

    /// <summary>Lowers the ranks until the fullest node holds them.</summary>
    public static int DecideRanks(PlanRequest request, CoreDomains domains, int nodeCount, int ranksPerNode, List<Decision> decisions)
    {
        if (request is not { Size: not null, RanksPerNode: null } || Limit(request) is not { } limit) return ranksPerNode;
        long asked = Bytes(ranksPerNode);
        if (asked <= limit) return ranksPerNode;
        IEnumerable<int> fewer = [.. domains.EvenRankCounts(ranksPerNode).Where(count => count < ranksPerNode), 1];
        int[] candidates = [.. fewer.Where(count => count < ranksPerNode && !(request.IsAutoRefine && count * nodeCount % 2 != 0)).Distinct()];
        if (candidates.Length == 0) return ranksPerNode;
        int chosen = candidates.FirstOrDefault(count => Bytes(count) <= limit, candidates[^1]);
        string outcome = Bytes(chosen) <= limit ? $"{chosen} take {Text(Bytes(chosen))}" : $"even {chosen} take {Text(Bytes(chosen))}";
        decisions.Add(new Decision(nameof(RunPlan.ComputeRanksPerNode), chosen, Rule,
            $"{ranksPerNode} ranks would take {Text(asked)} of {Text(request.Node.UsableMemoryBytes!.Value)} on the fullest node, and {Percent(UsableShare)} of it may be used; {outcome} ({Describe(request.Size)})", Source));
        return chosen;

        long Bytes(int ranks)
        {
            int threads = request.Thread ?? domains.CpusPerRank(ranks);
            bool usesMpi = request.UseMpi ?? (nodeCount > 1 || ranks > 1);
            // The pool can still be lowered.
            return Estimate(request, nodeCount, ranks, threads, request.Pool ?? 1, usesMpi).NodeBytes;
        }
    }

    /// <summary>Lowers the pool where that alone makes the plan fit.</summary>
    public static int DecidePool(PlanRequest request, int nodeCount, int ranksPerNode, int threads, int pool, bool usesMpi, List<Decision> decisions)
    {
        if (request is not { Size: not null, Pool: null } || Limit(request) is not { } limit || Bytes(pool) <= limit || Bytes(1) > limit) return pool;
        int chosen = pool;
        while (Bytes(chosen) > limit) chosen--;
        decisions.Add(new Decision(nameof(RunPlan.Pool), chosen, Rule,
            $"a pool of {pool} would take {Text(Bytes(pool))} of {Text(request.Node.UsableMemoryBytes!.Value)} on the fullest node; lowering it also lowers the memory of a rank (guide 3.4)", Source));
        return chosen;

        long Bytes(int candidate) => Estimate(request, nodeCount, ranksPerNode, threads, candidate, usesMpi).NodeBytes;
    }

    /// <summary>The plan's estimate, and a decision that says it; null where the box is not known.</summary>
    public static MemoryEstimate? Judge(PlanRequest request, int nodeCount, int ranksPerNode, int threads, int pool, bool usesMpi, List<Decision> decisions)
    {
        if (request.Size is null) return null;
        MemoryEstimate estimate = Estimate(request, nodeCount, ranksPerNode, threads, pool, usesMpi);
        string ranks = string.Join(", ", estimate.Ranks.Where(rank => rank.CountOnFullestNode > 0).Select(rank =>
            $"{rank.CountOnFullestNode} × {Text(rank.PeakBytes)} ({Name(rank.Kind)})"));
        string held = $"{ranks} on the fullest node, most in {estimate.NodeStep.ToString().ToLowerInvariant()}; {Describe(request.Size)}";
        bool isOver = Limit(request) is { } limit && estimate.NodeBytes > limit;
        string advice = isOver ? $". That is more than {Percent(UsableShare)} of the {Text(request.Node.UsableMemoryBytes!.Value)} there are, by {Text(estimate.NodeBytes - Limit(request)!.Value)}: {Remedies(request)}" : "";
        decisions.Add(new Decision(nameof(MemoryEstimate.NodeBytes), estimate.NodeBytes, Rule, held + advice, Source, IsWarning: isOver));
        return estimate;
    }

    private static MemoryEstimate Estimate(PlanRequest request, int nodeCount, int ranks, int threads, int pool, bool usesMpi) =>
        MemoryModel.Estimate(request.Size!, new RankLayout(nodeCount, ranks, threads, pool, usesMpi, request.RankOrder));

    /// <summary>What ranks may take of a node; null where its memory is not known.</summary>
    public static long? Limit(NodeProfile node) => node.UsableMemoryBytes is { } bytes ? (long)(UsableShare * bytes) : null;

    private static long? Limit(PlanRequest request) => Limit(request.Node);

    private static string Remedies(PlanRequest request)
    {
        RefinementSize size = request.Size!;
        List<string> remedies = [];
        if (size.CurrentSize == size.BoxSize && !size.IsAutoRefine) remedies.Add("say -ExpectedResolution where the maps will not reach Nyquist");
        if (request.RanksPerNode is > 1) remedies.Add("let the rules choose -RanksPerNode");
        if (size.Padding > 1) remedies.Add("pad less (-Padding 1 takes an eighth)");
        if (size.ClassCount > 1) remedies.Add("use fewer classes");
        remedies.Add("scale the particles down, or use nodes with more memory");
        return string.Join("; ", remedies);
    }

    private static string Describe(RefinementSize size)
    {
        string reach = size.CurrentSize < size.BoxSize ? $"{size.CurrentSize} px in use" : "up to Nyquist";
        return string.Create(CultureInfo.InvariantCulture, $"box {size.BoxSize}, K {size.ClassCount}, padding {size.Padding}, {reach}");
    }

    private static string Name(RankKind kind) => kind switch
    {
        RankKind.ThreadsOnly => "threads-only program",
        RankKind.Leader => "leader",
        RankKind.Follower => "follower",
        _ => "follower that reconstructs",
    };

    private static string Text(long bytes) => Quantity.Gigabytes(bytes);

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";
}
