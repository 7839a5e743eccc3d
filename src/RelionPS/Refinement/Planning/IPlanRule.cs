using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Planning;

/// <summary>Settles one thing of a plan, and is named after it.</summary>
internal interface IPlanRule
{
    /// <exception cref="RelionException">Where what the user decided makes no sense.</exception>
    void Apply(PlanDraft draft);
}
