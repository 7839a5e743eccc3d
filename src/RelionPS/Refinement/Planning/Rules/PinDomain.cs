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
            Arithmetic(draft), rule.Section));
    }

    /// <summary>How a rank's number of logical CPUs follows from the node's.</summary>
    public static string Arithmetic(PlanDraft draft)
    {
        RankShares shares = draft.Shares;
        string division = $"{shares.TotalCpus} usable logical CPUs / {draft.RanksPerNode} compute rank(s)";
        return shares.IdleCpus == 0
            ? division
            : $"{division}, in whole cores{(shares.Straddles ? "" : $" of a {draft.Domains.Kind}")}: "
                + $"{draft.RanksPerNode} × {shares.CpusPerRank} = {shares.UsedCpus}";
    }
}
