namespace RelionPS.Refinement.Planning.Rules;

/// <summary>What is amiss with the hosts that a scheduler gave.</summary>
internal sealed class NotesOnHosts : IPlanRule
{
    public void Apply(PlanDraft draft) => draft.Decisions.AddRange(draft.Request.HostNotes);
}
