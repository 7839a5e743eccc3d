namespace RelionPS.Refinement.Planning.Rules;

/// <summary>Which node the plan is made for, where the nodes differ.</summary>
internal sealed class WeakestNode : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        if (NodeSet.Decide(draft.Nodes) is { } differences) draft.Decisions.Add(differences);
    }
}
