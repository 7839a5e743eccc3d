using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>How many ranks compute on a node, by the guide's rules alone (guide 3.4).</summary>
internal sealed class ComputeRanks : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        (PlanRequest request, CoreDomains domains) = (draft.Request, draft.Domains);
        if (request.UseMpi == false)
        {
            draft.RanksPerNode = 1;
            draft.Decisions.Add(Decision(
                1, "Override", "one rank, as the threads-only program was asked for", request.UseMpiFrom));
            return;
        }
        (int ranks, Decision rule) = ByRule(request, domains, draft.NodeCount);
        draft.RanksPerNode = request.RanksPerNode ?? ranks;
        if (request.RanksPerNode is not { } given)
        {
            draft.Decisions.Add(rule);
            return;
        }
        draft.Decisions.Add(Decision(given, "Override", $"as asked for; the rules say {ranks}", "-RanksPerNode"));
        int followers = given * draft.NodeCount;
        if (request.IsAutoRefine && (followers < 2 || followers % 2 != 0))
        {
            throw PlanErrors.AutoRefineNeedsEvenFollowers(given, draft.NodeCount);
        }
        if (given % domains.Count != 0 || domains.Cores.Any(cores => cores % (given / domains.Count) != 0))
        {
            string cores = string.Join("/", domains.Cores.Distinct());
            draft.Decisions.Add(Decision(given, "EvenShares",
                $"{given} ranks do not share {domains.Count} × {cores} cores evenly: some straddle a {domains.Kind}, "
                + "or cores stay idle", "-RanksPerNode", isWarning: true));
        }
    }

    private static (int Ranks, Decision Rule) ByRule(PlanRequest request, CoreDomains domains, int nodeCount)
    {
        int most = (int)GuideRules.ComputeRanks.Value;
        GuideRule rule = GuideRules.ComputeRanks;
        string reason = rule.Says;

        IReadOnlyList<int> candidates = domains.EvenRankCounts(most);
        int ranks = candidates[0];
        if (ranks != most)
        {
            reason = $"{ranks} is the most up to {most} that share {Describe(domains)} evenly, "
                + $"none straddling a {domains.Kind}";
        }

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
                ? $"{rule.Says}: {ranks} ranks would leave {domains.CpusPerRank(ranks)} threads each, "
                    + $"{fitting} leave {domains.CpusPerRank(fitting)}"
                : $"{Describe(domains)} allow no more than {domains.CpusPerRank(fitting)} threads a rank; "
                    + $"fewest ranks that straddle no {domains.Kind}";
            ranks = fitting;
        }

        if (request.Node.UsableMemoryBytes is { } bytes && bytes < GuideRules.MemoryForAllRanks.Value)
        {
            long fit = Math.Max(1, bytes / GuideRules.MemoryPerRankBytes);
            int fitting = candidates.FirstOrDefault(count => count <= fit, candidates[^1]);
            if (fitting < ranks)
            {
                rule = GuideRules.MemoryForAllRanks;
                string perRank = Quantity.Gigabytes(GuideRules.MemoryPerRankBytes);
                string which = fitting <= fit ? "is the most of these that share" : "is the least that shares";
                reason = $"{rule.Says}: {Quantity.Gigabytes(bytes)} at {perRank} a rank (128 GB / 8) hold {fit}, "
                    + $"and {fitting} {which} {Describe(domains)} evenly";
                ranks = fitting;
            }
        }
        return request.IsAutoRefine && nodeCount * ranks % 2 != 0
            ? EvenFollowers(domains, nodeCount, ranks, candidates)
            : (ranks, Decision(ranks, rule.Name, reason, rule.Section));
    }

    /// <summary>
    /// Auto-refinement refines two halves of the data side by side, with as many followers each; the threads-only
    /// program can't (RELION 3.1, ml_optimiser_mpi.cpp).
    /// </summary>
    private static (int Ranks, Decision Rule) EvenFollowers(
        CoreDomains domains, int nodeCount, int ranks, IReadOnlyList<int> candidates)
    {
        int even = candidates.FirstOrDefault(count => count <= ranks && count % 2 == 0, 0);
        if (even == 0)
        {
            int least = domains.Count % 2 == 0 ? domains.Count : 2 * domains.Count;
            even = candidates.LastOrDefault(count => count % 2 == 0, least);
        }
        if (even > domains.TotalCores)
        {
            throw PlanErrors.AutoRefineNeedsEvenFollowers(ranks, nodeCount);
        }
        return (even, Decision(even, "EvenFollowers",
            "auto-refinement needs an even number of followers, one half of them for each half of the data; "
            + $"the rules say {ranks}", "RELION source"));
    }

    private static string Describe(CoreDomains domains)
    {
        string cores = string.Join("/", domains.Cores.Distinct());
        return domains.Kind == "node" || domains.Count == 1
            ? $"{cores} cores"
            : $"{domains.Count} {domains.Kind}s of {cores} cores";
    }

    private static Decision Decision(int ranks, string rule, string reason, string source, bool isWarning = false) =>
        new(nameof(RunPlan.ComputeRanksPerNode), ranks, rule, reason, source, isWarning);
}
