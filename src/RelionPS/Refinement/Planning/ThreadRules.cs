using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning;

/// <summary>Threads of a rank, pool and pinning (guide 3.4).</summary>
internal static class ThreadRules
{
    public static int DecideThreads(PlanRequest request, CoreDomains domains, int ranksPerNode, int share, List<Decision> decisions)
    {
        const string name = nameof(RunPlan.ThreadsPerRank);
        if (request.Thread is not { } given)
        {
            GuideRule rule = GuideRules.ThreadsFillTheNode;
            decisions.Add(new Decision(name, share, rule.Name, $"{domains.TotalCpus} usable logical CPUs / {ranksPerNode} compute rank(s)", rule.Section));
            return share;
        }
        decisions.Add(new Decision(name, given, "Override", $"as asked for; the rules say {share}", "-Thread"));
        if (given != share)
        {
            string state = given > share ? "more threads than CPUs, which take turns on them" : "CPUs stay idle";
            decisions.Add(new Decision(name, given, GuideRules.ThreadsFillTheNode.Name,
                $"{ranksPerNode} rank(s) × {given} threads on {domains.TotalCpus} usable logical CPUs: {state}", GuideRules.ThreadsFillTheNode.Section, IsWarning: true));
        }
        return given;
    }

    public static int DecidePool(PlanRequest request, int threads, List<Decision> decisions)
    {
        const string name = nameof(RunPlan.Pool);
        int twice = threads * (int)GuideRules.PoolTwiceTheThreads.Value;
        int usual = (int)GuideRules.UsualPool.Value;
        int byRule = Math.Max(twice, usual);
        if (request.Pool is { } given)
        {
            decisions.Add(new Decision(name, given, "Override", $"as asked for; the rules say {byRule}", "-Pool"));
            return given;
        }
        decisions.Add(twice > usual
            ? new Decision(name, byRule, GuideRules.PoolTwiceTheThreads.Name, $"{GuideRules.PoolTwiceTheThreads.Says}: 2 × {threads}", GuideRules.PoolTwiceTheThreads.Section)
            : new Decision(name, byRule, GuideRules.UsualPool.Name, $"{GuideRules.UsualPool.Says}; twice {threads} threads is {twice}", GuideRules.UsualPool.Section));
        return byRule;
    }

    public static Decision PinDomain(CoreDomains domains, int ranksPerNode, int share) =>
        new(nameof(RunPlan.PinDomain), share, GuideRules.PinDomain.Name,
            $"{domains.TotalCpus} usable logical CPUs / {ranksPerNode} compute rank(s)", GuideRules.PinDomain.Section);
}
