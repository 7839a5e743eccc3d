using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>
/// Whether MPI starts the ranks. One rank on one node would only add an idle leader, so it runs without.
/// </summary>
internal sealed class UseOfMpi : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        draft.UsesMpi = !draft.Request.IsGradient
            && (draft.Request.UseMpi ?? (draft.NodeCount > 1 || draft.RanksPerNode > 1));
        draft.Decisions.Add(Decide(draft));
        if (!draft.UsesMpi) draft.RanksPerNode = 1;
    }

    private static Decision Decide(PlanDraft draft)
    {
        const string name = nameof(RunPlan.UsesMpi);
        if (draft.Request is { IsGradient: true, UseMpi: null })
        {
            return new Decision(name, false, GradientRun.Rule, GradientRun.Reason, GradientRun.Source);
        }
        if (draft.Request.UseMpi is { } asked)
        {
            return new Decision(name, asked, "Override", "as asked for", draft.Request.UseMpiFrom);
        }
        GuideRule rule = GuideRules.ComputeRanks;
        if (draft.Request.Gpu is not null && draft.UsesMpi)
        {
            return new Decision(name, true, "FollowerPerGpu", "more than one follower", "RELION 5.0, tutorial");
        }
        return draft.UsesMpi
            ? new Decision(name, true, rule.Name, "more than one compute rank", rule.Section)
            : new Decision(name, false, "ThreadsOnly",
                "one compute rank on one node: the threads-only program does the same without a leader that keeps a "
                + "core busy", "measured");
    }
}
