using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>
/// Sources disagree about ranks and pool more than about anything else: where the guide decided, the reason names the
/// others. What the user, the memory or the particles decided is no matter of taste.
/// </summary>
internal sealed class DisputedNumbers : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        Add(draft, nameof(RunPlan.Pool), DisputedSettings.OfPool(draft.Pool));
        if (draft.UsesMpi)
        {
            Add(draft, nameof(RunPlan.ComputeRanksPerNode), DisputedSettings.OfRanks(
                draft.RanksPerNode, draft.Domains.TotalCores, draft.Domains.TotalCpus));
        }
    }

    private static void Add(PlanDraft draft, string name, string others)
    {
        int last = draft.Decisions.FindLastIndex(decision => decision.Name == name);
        if (others.Length == 0 || last < 0) return;
        Decision decision = draft.Decisions[last];
        if (!decision.Source.StartsWith("guide", StringComparison.Ordinal)) return;
        draft.Decisions[last] = decision with { Reason = decision.Reason + others };
    }
}
