using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>The pool that goes with a rank's threads (guide 3.4).</summary>
internal sealed class PoolOfThreads : IPlanRule
{
    private const string Name = nameof(RunPlan.Pool);

    public void Apply(PlanDraft draft)
    {
        GuideRule twice = GuideRules.PoolTwiceTheThreads, usual = GuideRules.UsualPool;
        int threads = draft.Threads, twiceThreads = threads * (int)twice.Value;
        int byRule = Math.Max(twiceThreads, (int)usual.Value);
        draft.Pool = draft.Request.Pool ?? byRule;
        if (draft.Request.Pool is { } given)
        {
            draft.Decisions.Add(
                new Decision(Name, given, "Override", $"as asked for; the rules say {byRule}", "-Pool"));
            return;
        }
        draft.Decisions.Add(twiceThreads > (int)usual.Value
            ? new Decision(Name, byRule, twice.Name, $"{twice.Says}: 2 × {threads}", twice.Section)
            : new Decision(Name, byRule, usual.Name, $"{usual.Says}; twice {threads} threads is {twiceThreads}",
                usual.Section));
    }
}
