using RelionPS.Core.Errors;
using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning;

/// <summary>How many ranks compute on a node, and whether MPI is needed at all (guide 3.4).</summary>
internal static class RankRules
{
    public static int Decide(PlanRequest request, CoreDomains domains, int nodeCount, List<Decision> decisions)
    {
        if (request.UseMpi == false)
        {
            decisions.Add(Decision(1, "Override", "one rank, as the threads-only program was asked for", request.UseMpiFrom));
            return 1;
        }
        (int ranks, Decision rule) = ByRule(request, domains, nodeCount);
        if (request.RanksPerNode is not { } given)
        {
            decisions.Add(rule);
            return ranks;
        }
        decisions.Add(Decision(given, "Override", $"as asked for; the rules say {ranks}", "-RanksPerNode"));
        if (request.IsAutoRefine && given * nodeCount is var followers && (followers < 2 || followers % 2 != 0))
        {
            throw new RelionException("RelionAutoRefineNeedsEvenFollowers", given, followers, nodeCount, given);
        }
        if (given % domains.Count != 0 || domains.Cores.Any(cores => cores % (given / domains.Count) != 0))
        {
            decisions.Add(Decision(given, "EvenShares",
                $"{given} ranks do not share {domains.Count} × {string.Join("/", domains.Cores.Distinct())} cores evenly: some straddle a {domains.Kind}, or cores stay idle",
                "-RanksPerNode", isWarning: true));
        }
        return given;
    }

    private static (int Ranks, Decision Rule) ByRule(PlanRequest request, CoreDomains domains, int nodeCount)
    {
        int most = (int)GuideRules.ComputeRanks.Value;
        GuideRule rule = GuideRules.ComputeRanks;
        string reason = rule.Says;

        IReadOnlyList<int> candidates = domains.EvenRankCounts(most);
        int ranks = candidates[0];
        if (ranks != most) reason = $"{ranks} is the most up to {most} that share {Describe(domains)} evenly, none straddling a {domains.Kind}";

        int threads = (int)GuideRules.MoreThanNineThreads.Value;
        if (request.Thread is { } given)
        {
            // The user's threads take the place of the rule about them: as many ranks as they leave room for.
            int fitting = candidates.FirstOrDefault(count => domains.CpusPerRank(count) >= given, candidates[^1]);
            if (fitting != ranks) reason = $"{fitting} leave each rank its {given} threads on {Describe(domains)}";
            ranks = fitting;
        }
        else if (domains.CpusPerRank(ranks) <= threads)
        {
            int fitting = candidates.FirstOrDefault(count => domains.CpusPerRank(count) > threads, candidates[^1]);
            rule = GuideRules.MoreThanNineThreads;
            reason = domains.CpusPerRank(fitting) > threads
                ? $"{rule.Says}: {ranks} ranks would leave {domains.CpusPerRank(ranks)} threads each, {fitting} leave {domains.CpusPerRank(fitting)}"
                : $"{Describe(domains)} allow no more than {domains.CpusPerRank(fitting)} threads a rank; fewest ranks that straddle no {domains.Kind}";
            ranks = fitting;
        }

        if (request.Node.UsableMemoryBytes is { } bytes && bytes < GuideRules.MemoryForAllRanks.Value)
        {
            long fit = Math.Max(1, bytes / GuideRules.MemoryPerRankBytes);
            int fitting = candidates.FirstOrDefault(count => count <= fit, candidates[^1]);
            if (fitting < ranks)
            {
                rule = GuideRules.MemoryForAllRanks;
                reason = $"{rule.Says}: {Quantity.Gigabytes(bytes)} at {Quantity.Gigabytes(GuideRules.MemoryPerRankBytes)} a rank (128 GB / 8) hold {fit}, "
                    + $"and {fitting} {(fitting <= fit ? "is the most of these that share" : "is the least that shares")} {Describe(domains)} evenly";
                ranks = fitting;
            }
        }
        return request.IsAutoRefine && nodeCount * ranks % 2 != 0
            ? EvenFollowers(domains, nodeCount, ranks, candidates)
            : (ranks, Decision(ranks, rule.Name, reason, rule.Section));
    }

    /// <summary>Auto-refinement refines two halves of the data side by side, with as many followers each; the threads-only program can't (RELION 3.1, ml_optimiser_mpi.cpp).</summary>
    private static (int Ranks, Decision Rule) EvenFollowers(CoreDomains domains, int nodeCount, int ranks, IReadOnlyList<int> candidates)
    {
        int even = candidates.FirstOrDefault(count => count <= ranks && count % 2 == 0, 0);
        if (even == 0) even = candidates.LastOrDefault(count => count % 2 == 0, domains.Count % 2 == 0 ? domains.Count : 2 * domains.Count);
        if (even > domains.TotalCores) throw new RelionException("RelionAutoRefineNeedsEvenFollowers", ranks, nodeCount * ranks, nodeCount, ranks);
        return (even, Decision(even, "EvenFollowers", $"auto-refinement needs an even number of followers, one half of them for each half of the data; the rules say {ranks}", "RELION source"));
    }

    /// <summary>What a reservation leaves to the ranks.</summary>
    public static Decision Reserve(PlanRequest request, CoreDomains domains, int ranksPerNode)
    {
        int used = ranksPerNode * domains.CoresPerRank(ranksPerNode);
        int idle = domains.TotalCores - used;
        string rest = idle > 0 ? $"; {idle} more stay free, since each rank gets {domains.CoresPerRank(ranksPerNode)} whole cores" : "";
        return new Decision(nameof(RunPlan.ReservedCores), request.ReserveCore, "Override", $"as asked for: the ranks have {used} of {domains.WholeCores.Sum()} cores{rest}", "-ReserveCore");
    }

    /// <summary>True where MPI starts the ranks. One rank on one node would only add an idle leader, so it runs without.</summary>
    public static bool DecideMpi(PlanRequest request, int nodeCount, int ranksPerNode, List<Decision> decisions)
    {
        if (request.UseMpi is { } asked)
        {
            decisions.Add(new Decision(nameof(RunPlan.UsesMpi), asked, "Override", "as asked for", request.UseMpiFrom));
            return asked;
        }
        bool usesMpi = nodeCount > 1 || ranksPerNode > 1;
        decisions.Add(usesMpi
            ? new Decision(nameof(RunPlan.UsesMpi), true, GuideRules.ComputeRanks.Name, "more than one compute rank", GuideRules.ComputeRanks.Section)
            : new Decision(nameof(RunPlan.UsesMpi), false, "ThreadsOnly",
                "one compute rank on one node: the threads-only program does the same without a leader that keeps a core busy", "measured"));
        return usesMpi;
    }

    public static int DecideTotal(int nodeCount, int ranksPerNode, bool usesMpi, List<Decision> decisions)
    {
        int total = usesMpi ? nodeCount * ranksPerNode + 1 : 1;
        decisions.Add(usesMpi
            ? new Decision(nameof(RunPlan.Ranks), total, GuideRules.ComputeRanks.Name,
                $"{nodeCount} × {ranksPerNode} compute ranks plus one leader, which shares the cores of a compute rank", GuideRules.ComputeRanks.Section)
            : new Decision(nameof(RunPlan.Ranks), total, "ThreadsOnly", "the threads-only program is one process", "RELION source"));
        return total;
    }

    private static string Describe(CoreDomains domains)
    {
        string cores = string.Join("/", domains.Cores.Distinct());
        return domains.Kind == "node" || domains.Count == 1 ? $"{cores} cores" : $"{domains.Count} {domains.Kind}s of {cores} cores";
    }

    private static Decision Decision(int ranks, string rule, string reason, string source, bool isWarning = false) =>
        new(nameof(RunPlan.ComputeRanksPerNode), ranks, rule, reason, source, isWarning);
}
