using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>How many ranks compute on a node, by the guide's rules alone (guide 3.4).</summary>
internal sealed class ComputeRanks : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        (PlanRequest request, CoreDomains domains) = (draft.Request, draft.Domains);
        if (request.IsGradient)
        {
            draft.RanksPerNode = 1;
            draft.Decisions.Add(Decision(1, GradientRun.Rule, GradientRun.Reason, GradientRun.Source));
            return;
        }
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
        draft.Decisions.Add(Decision(given, "Override", $"as asked for; the rules say {ranks}", "-RankPerNode"));
        int followers = given * draft.NodeCount;
        if (request.IsAutoRefine && (followers < 2 || followers % 2 != 0))
        {
            throw PlanErrors.AutoRefineNeedsEvenFollowers(given, draft.NodeCount);
        }
        RankShares shares = domains.Shares(given);
        if (!shares.IsGood)
        {
            string outcome = !shares.Straddles ? $"{shares.IdleCpus} of {shares.TotalCpus} logical CPUs stay idle"
                : shares.IdleCpus == 0 ? $"some straddle a {domains.Kind}"
                : $"some straddle a {domains.Kind}, and {shares.IdleCpus} of {shares.TotalCpus} logical CPUs stay idle";
            draft.Decisions.Add(Decision(given, "EvenShares",
                $"{given} rank(s) do not share {Describe(domains)} evenly: {outcome}", "-RankPerNode",
                isWarning: true));
        }
    }

    private static (int Ranks, Decision Rule) ByRule(PlanRequest request, CoreDomains domains, int nodeCount)
    {
        int most = (int)GuideRules.ComputeRanks.Value;
        GuideRule rule = GuideRules.ComputeRanks;
        string reason = rule.Says;

        IReadOnlyList<int> candidates = domains.RankCounts(most);
        bool isWhole = IsTooUneven(domains, candidates);
        // Parts that no rank of some size fits into: the node as one, and ranks that straddle.
        if (isWhole) candidates = WholeNode(domains, most);
        int ranks = candidates[0];
        if (ranks != most || isWhole)
        {
            reason = $"{ranks} is the most up to {most} that {Share(domains, ranks, isWhole)}";
        }
        else if (domains.Shares(ranks).IdleCpus > 0)
        {
            reason = $"{rule.Says}; on {Describe(domains)} they leave {domains.Shares(ranks).IdleCpus} of "
                + $"{domains.TotalCpus} logical CPUs idle";
        }

        int threads = (int)GuideRules.MoreThanNineThreads.Value;
        if (request.Thread is { } given)
        {
            // The user's threads take the place of the rule about them: as many ranks as they leave room for.
            int fitting = candidates.FirstOrDefault(count => Cpus(count) >= given, candidates[^1]);
            if (fitting != ranks)
            {
                reason = Cpus(fitting) >= given
                    ? $"{fitting} leave each rank its {given} threads on {Describe(domains)}"
                    : $"{Describe(domains)} allow no more than {Cpus(fitting)} threads a rank, fewer than the {given} "
                        + "asked for";
            }
            ranks = fitting;
        }
        else if (Cpus(ranks) <= threads)
        {
            int fitting = candidates.FirstOrDefault(count => Cpus(count) > threads, candidates[^1]);
            rule = GuideRules.MoreThanNineThreads;
            reason = Cpus(fitting) > threads
                ? $"{rule.Says}: {ranks} ranks would leave {Cpus(ranks)} threads each, {fitting} leave {Cpus(fitting)}"
                : $"{Describe(domains)} allow no more than {Cpus(fitting)} threads a rank; "
                    + $"fewest ranks that {Share(domains, fitting, isWhole)}";
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
                string which = fitting <= fit ? "the most of these" : "the least";
                reason = $"{rule.Says}: {Quantity.Gigabytes(bytes)} at {perRank} a rank (128 GB / 8) hold {fit}, "
                    + $"and {fitting} is {which} that {Share(domains, fitting, isWhole)}";
                ranks = fitting;
            }
        }
        if (domains is { Kind: "node", Sockets: > 1 } && !reason.Contains(Describe(domains), StringComparison.Ordinal))
        {
            reason += $"; on {Describe(domains)}";
        }
        return request.IsAutoRefine && nodeCount * ranks % 2 != 0
            ? EvenFollowers(domains, nodeCount, ranks, candidates)
            : (ranks, Decision(ranks, rule.Name, reason, rule.Section));

        int Cpus(int count) => domains.Shares(count).CpusPerRank;
    }

    /// <summary>
    /// True where ranks within the parts would be very small, and not because all the parts are: a rank a part of a
    /// node with small sockets is as good as it gets.
    /// </summary>
    private static bool IsTooUneven(CoreDomains domains, IReadOnlyList<int> candidates)
    {
        if (candidates.Count == 0) return true;
        if (candidates.Contains(domains.Count)) return false;
        int threads = candidates.Max(count => domains.Shares(count).CpusPerRank);
        return threads == 1 || (threads < GuideRules.MoreThanNineThreads.Value / 2
            && domains.TotalCpus > GuideRules.MoreThanNineThreads.Value);
    }

    /// <summary>Numbers of ranks that fill the node whatever its parts, largest first; one always does.</summary>
    private static IReadOnlyList<int> WholeNode(CoreDomains domains, int most) =>
        [.. Enumerable.Range(1, Math.Min(most, domains.TotalCores)).Reverse()
            .Where(count => count == 1 || (domains.Shares(count) is { IdleCpus: 0 } shares
                && shares.CpusPerRank > GuideRules.MoreThanNineThreads.Value))];

    /// <summary>How so many ranks share the cores, after "that".</summary>
    private static string Share(CoreDomains domains, int ranks, bool isWhole)
    {
        RankShares shares = domains.Shares(ranks);
        string within = domains.Count == 1 || shares.Straddles ? "" : $", none straddling a {domains.Kind}";
        if (isWhole)
        {
            return $"fill {Describe(domains)}, whose parts are too uneven for ranks that straddle no {domains.Kind}";
        }
        return shares.IdleCpus == 0
            ? $"share {Describe(domains)} evenly{within}"
            : $"share {Describe(domains)} and leave no more than {shares.IdleCpus} of {shares.TotalCpus} logical CPUs "
                + $"idle{within}";
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
            even = Enumerable.Range(1, ranks).Reverse()
                .FirstOrDefault(count => count % 2 == 0 && domains.Shares(count).IsGood, 0);
        }
        if (even == 0)
        {
            int least = domains.Count % 2 == 0 ? domains.Count : 2 * domains.Count;
            even = candidates.LastOrDefault(count => count % 2 == 0, least);
        }
        if (even > domains.TotalCores) even = 2;
        if (even > domains.TotalCores || even * nodeCount % 2 != 0)
        {
            throw PlanErrors.AutoRefineNeedsEvenFollowers(ranks, nodeCount);
        }
        return (even, Decision(even, "EvenFollowers",
            "auto-refinement needs an even number of followers, one half of them for each half of the data; "
            + $"the rules say {ranks}"
            + (domains.Shares(even).Straddles ? $"; some straddle a {domains.Kind}" : ""), "RELION 3.1.3 source"));
    }

    private static string Describe(CoreDomains domains)
    {
        string cores = string.Join("/", domains.Cores.Distinct());
        if (domains is { Kind: "node", Sockets: > 1 })
        {
            return $"{cores} cores ({domains.Sockets} sockets, too many or too small for a rank each, taken as one)";
        }
        return domains.Kind == "node" || domains.Count == 1
            ? $"{cores} cores"
            : $"{domains.Count} {domains.Kind}s of {cores} cores";
    }

    private static Decision Decision(int ranks, string rule, string reason, string source, bool isWarning = false) =>
        new(nameof(RunPlan.ComputeRanksPerNode), ranks, rule, reason, source, isWarning);
}
