namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>What of the guide a plan for GPUs leaves aside.</summary>
internal sealed class GuideIsForCpus : IPlanRule
{
    public void Apply(PlanDraft draft) => draft.Decisions.Add(new Decision(
        nameof(RunPlan.Gpu), "GPU rules", "GuideIsForCpus",
        "the guide's numbers are of runs on CPUs and do not hold here: 8 compute ranks a node, more than 9 threads "
        + "a rank, --j that fills the node, a pool of 30 to 40", "guide 1, 3.4"));
}
