using RelionPS.Core.Reasons;

namespace RelionPS.Nodes.Advice;

/// <summary>The planned job (guide 3.4).</summary>
internal static class RunAdvice
{
    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "NodesPerJob", Category = "Run", Source = "guide 3.4", Wanted = "at most {0} nodes a job",
            Threshold = GuideRules.NodeCeiling.Value, Show = Verdict.Count,
            Why = GuideRules.NodeCeiling.Says,
            Remedy = "run several jobs side by side, each on fewer nodes",
            Check = input => input.NodeCount is { } count
                ? new(
                    count <= input.Threshold ? FindingStatus.Pass : FindingStatus.Fail,
                    Verdict.Count(count),
                    "-NodeCount or -Plan")
                : Verdict.Unknown(
                    "the size of the job was not given",
                    "give -NodeCount, or -Plan with the Plan of New-RelionRefineCommand"),
        },
    ];
}
