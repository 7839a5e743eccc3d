using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>How many ranks there are, with the leader.</summary>
internal sealed class TotalRanks : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        const string name = nameof(RunPlan.Ranks);
        draft.Ranks = draft.UsesMpi ? (draft.NodeCount * draft.RanksPerNode) + 1 : 1;
        draft.Decisions.Add(draft.UsesMpi
            ? new Decision(name, draft.Ranks, GuideRules.ComputeRanks.Name,
                $"{draft.NodeCount} × {draft.RanksPerNode} compute ranks plus one leader, which shares the cores of a "
                + "compute rank", GuideRules.ComputeRanks.Section)
            : new Decision(
                name, draft.Ranks, "ThreadsOnly", "the threads-only program is one process", "RELION 3.1.3 source"));
    }
}
