using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>Logical CPUs of a rank's pinning domain (guide 3.4).</summary>
internal sealed class PinDomain : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        if (!draft.UsesMpi) return;
        GuideRule rule = GuideRules.PinDomain;
        draft.Decisions.Add(new Decision(nameof(RunPlan.PinDomain), draft.Share, rule.Name,
            $"{draft.Domains.TotalCpus} usable logical CPUs / {draft.RanksPerNode} compute rank(s)", rule.Section));
    }
}
