namespace RelionPS.Refinement.Planning.Rules;

/// <summary>How many nodes the job has.</summary>
internal sealed class NumberOfNodes : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        (int count, string rule, string reason, string source) = request switch
        {
            { NodeCount: { } given, Hosts.Count: var hosts } when hosts > given =>
                (given, "Override", $"the first {given} of {hosts} hosts named, as asked for", "-NodeCount"),
            { NodeCount: { } given, NodeCountFrom: { } job } => (given, "Override", "as many as it had", job),
            { NodeCount: { } given } => (given, "Override", "as asked for", "-NodeCount"),
            { Nodes.Count: > 1 and var profiles } =>
                (profiles, "Override", "as many as profiles are given", "-NodeProfile"),
            { Hosts.Count: > 0 and var hosts } => (hosts, "Override", "as many as hosts are named", request.HostsFrom),
            _ => (1, "OneNode", "one node, as nothing else was asked for", "-NodeCount"),
        };
        draft.Decisions.Add(new Decision(nameof(RunPlan.NodeCount), count, rule, reason, source));
        draft.NodeCount = count;
    }
}
