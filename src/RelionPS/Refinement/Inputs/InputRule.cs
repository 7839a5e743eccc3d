using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
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
internal sealed record InputRule(
    string Id,
    string Category,
    string Wanted,
    string Why,
    string Remedy,
    string Source,
    Func<RunInput, RuleResult> Check)
{
    /// <summary>The first version that the rule is true of; null for all from 3.1 on.</summary>
    public string? From { get; init; }

    /// <summary>The first version that it is true of no more; null for none up to 5.0.</summary>
    public string? Before { get; init; }

    /// <summary>The versions in words; empty where it is true of all.</summary>
    public string Versions => (From, Before) switch
    {
        (null, null) => "",
        (null, _) => $"before {Before}",
        (_, null) => $"from {From} on",
        _ => $"from {From} on, before {Before}",
    };

    public Finding Apply(RunInput input)
    {
        RuleResult result = Judge(input);
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
            Source = Versions.Length == 0 ? Source : $"{Source}, {Versions}",
        };
    }

    /// <summary>
    /// What the check says of the program's version. Of a program whose version is not known a rule of some versions
    /// only warns.
    /// </summary>
    private RuleResult Judge(RunInput input)
    {
        if (Versions.Length == 0) return Answered(input);
        if (input.Version is not { } version)
        {
            RuleResult result = Answered(input);
            return result.Status == FindingStatus.Fail
                ? result with { Status = FindingStatus.Warn, Found = $"{result.Found} (true {Versions})" }
                : result;
        }
        bool isIn = (From is null || version >= ToolVersion.Parse(From))
            && (Before is null || version < ToolVersion.Parse(Before));
        return isIn ? Answered(input) : Verdict.NotApplicable("another version", $"true of RELION {Versions}");
    }

    /// <summary>A file that ends a check, damaged or gone, is an answer and not the end of all checks.</summary>
    private RuleResult Answered(RunInput input)
    {
        try
        {
            return Check(input);
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException
            or ArgumentException or OverflowException)
        {
            return new RuleResult(
                FindingStatus.Fail, "unreadable", exception.Message, "mend the file, or name another");
        }
    }
}
