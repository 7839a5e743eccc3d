namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>The logical CPUs that each follower is bound to.</summary>
internal sealed class CoresOfFollowers : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        if (!draft.UsesMpi) return;
        draft.Decisions.Add(new Decision(nameof(RunPlan.PinDomain), draft.Share, "NearGpu",
            $"{draft.CoresPerRank} core(s) a follower of the {draft.Domains.TotalCores}{Near(draft)}; the maximisation "
            + "runs on the CPUs alone", "RELION 5.0.1 source"));
    }

    private static string Near(PlanDraft draft) =>
        draft.Devices.All(device => device.NearCpus.Count > 0) ? ", near its GPU" : "";
}
