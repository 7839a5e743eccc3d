namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>The pool of a run on GPUs.</summary>
internal sealed class PoolOfDevices : IPlanRule
{
    private const int Least = 10, Most = 30;

    public void Apply(PlanDraft draft)
    {
        const string name = nameof(RunPlan.Pool);
        int twice = 2 * draft.Threads;
        int byRule = Math.Clamp(twice, Least, Most);
        draft.Pool = draft.Request.Pool ?? byRule;
        draft.Decisions.Add(draft.Request.Pool is { } given
            ? new Decision(name, given, "Override", $"as asked for; the rules say {byRule}", "-Pool")
            : new Decision(name, byRule, "PoolOnGpus",
                $"twice the {draft.Threads} threads, within the {Least} to {Most} of RELION's documentation; AMD runs "
                + "10: Optimize-RelionRefineCommand measures", "relion.readthedocs.io; AMD InfinityHub"));
    }
}
