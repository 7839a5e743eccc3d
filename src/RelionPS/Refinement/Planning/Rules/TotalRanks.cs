using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>How many ranks there are, with the leader.</summary>
internal sealed class TotalRanks : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        const string name = nameof(RunPlan.Ranks);
        bool isOnGpus = draft.Request.Gpu is not null;
        draft.Ranks = draft.UsesMpi ? (draft.NodeCount * draft.RanksPerNode) + 1 : 1;
        draft.Decisions.Add(draft.UsesMpi
            ? new Decision(name, draft.Ranks, isOnGpus ? "FollowerPerGpu" : GuideRules.ComputeRanks.Name,
                $"{draft.NodeCount} × {draft.RanksPerNode} compute ranks plus one leader, which shares the cores of a "
                + "compute rank", isOnGpus ? "RELION 5.0, tutorial" : GuideRules.ComputeRanks.Section)
            : new Decision(
                name, draft.Ranks, "ThreadsOnly", "the threads-only program is one process", "RELION 3.1.3 source"));
    }
}
