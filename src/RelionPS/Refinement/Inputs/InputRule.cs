using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Inputs;

/// <summary>One thing that would make a run fail, or be for nothing: a row of <see cref="InputRules"/>.</summary>
/// <param name="Id">The rule's name, the same in every version.</param>
/// <param name="Category"><c>Particles</c>, <c>Reference</c>, <c>Option</c> or <c>Disk</c>.</param>
/// <param name="Wanted">What is asked for.</param>
/// <param name="Why">What happens otherwise.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Source">Where the rule is from.</param>
/// <param name="Check">Judges an input.</param>
internal sealed record InputRule(string Id, string Category, string Wanted, string Why, string Remedy, string Source, Func<RunInput, RuleResult> Check)
{
    public Finding Apply(RunInput input)
    {
        RuleResult result = Check(input);
        bool isAmiss = result.Status is FindingStatus.Warn or FindingStatus.Fail;
        return new Finding
        {
            Id = Id,
            Status = result.Status,
            Category = Category,
            Subject = input.Command.Name,
            Found = result.Found,
            Wanted = Wanted,
            Reason = isAmiss ? $"{Why}; read from {result.Reason}" : result.Reason,
            Remedy = result.Status is FindingStatus.Pass or FindingStatus.NotApplicable ? "" : result.Remedy ?? Remedy,
            Source = Source,
        };
    }
}
