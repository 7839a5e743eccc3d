using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>What the plan's ranks are expected to hold; a warning where the fullest node does not have it.</summary>
internal sealed class MemoryOfFullestNode : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        if (draft.Request.Size is not { } size) return;
        MemoryEstimate estimate = MemoryModel.Estimate(size, draft.Layout);
        string ranks = string.Join(", ", estimate.Ranks.Where(rank => rank.CountOnFullestNode > 0).Select(rank =>
            $"{rank.CountOnFullestNode} × {NodeMemoryLimit.Text(rank.PeakBytes)} ({Name(rank.Kind)})"));
        string step = estimate.NodeStep.ToString().ToLowerInvariant();
        string held = $"{ranks} on the fullest node, most in {step}; {NodeMemoryLimit.Describe(size)}";
        string? advice = NodeMemoryLimit.Of(draft.Request.Node) is { } limit && estimate.NodeBytes > limit
            ? $". That is more than {NodeMemoryLimit.SharePercent} of the "
                + $"{NodeMemoryLimit.Text(draft.Request.Node.UsableMemoryBytes!.Value)} there are, by "
                + $"{NodeMemoryLimit.Text(estimate.NodeBytes - limit)}: {Remedies(draft.Request, size)}"
            : null;
        draft.Decisions.Add(new Decision(nameof(MemoryEstimate.NodeBytes), estimate.NodeBytes, NodeMemoryLimit.Rule,
            held + advice, NodeMemoryLimit.Source, IsWarning: advice is not null));
        draft.Memory = estimate;
    }

    private static string Remedies(PlanRequest request, RefinementSize size)
    {
        List<string> remedies = [];
        if (size.CurrentSize == size.BoxSize && !size.IsAutoRefine)
        {
            remedies.Add("say -ExpectedResolution where the maps will not reach Nyquist");
        }
        if (request.RanksPerNode is > 1) remedies.Add("let the rules choose -RankPerNode");
        if (size.Padding > 1) remedies.Add("pad less (-Padding 1 takes an eighth)");
        if (size.ClassCount > 1) remedies.Add("use fewer classes");
        remedies.Add("scale the particles down, or use nodes with more memory");
        return string.Join("; ", remedies);
    }

    private static string Name(RankKind kind) => kind switch
    {
        RankKind.ThreadsOnly => "threads-only program",
        RankKind.Leader => "leader",
        RankKind.Follower => "follower",
        _ => "follower that reconstructs",
    };
}
