namespace RelionPS.Refinement.Options;

/// <summary>Reads a command line's options by name.</summary>
internal static class OptionReader
{
    /// <summary>
    /// Options by name, as far as the tokens are those of parameters; the others follow as they are. What a plan
    /// decides, <c>--j</c>, <c>--pool</c>, <c>--cpu</c> and <c>--gpu</c>, is left out.
    /// </summary>
    public static RefineOptions Read(IEnumerable<string> arguments)
    {
        var options = new RefineOptions();
        var rest = new List<string>();
        foreach (OptionTokens given in OptionTokens.Split(arguments))
        {
            if (Planned.Contains(given.Flag))
            {
                // A word behind its value is none of the plan's.
                rest.AddRange(given.Values.Skip(given.Flag == OptionTable.Cpu ? 0 : 1));
                continue;
            }
            if (Typed(options, given) is { } typed) options = typed;
            else rest.AddRange(given.Tokens);
        }
        return rest.Count == 0 ? options : options with { AdditionalArgument = rest };
    }

    /// <summary>What a plan says anew, whatever a command had.</summary>
    public static IReadOnlySet<string> Planned { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        OptionTable.Pool, OptionTable.Threads, OptionTable.Cpu, OptionTable.Gpu,
    };

    /// <summary>The options with this one; null where no parameter can hold it.</summary>
    private static RefineOptions? Typed(RefineOptions options, OptionTokens given) =>
        (OptionTable.Find(given.Flag), given.Values) switch
        {
            (RefineOption { IsSwitch: true } option, []) => option.With(options, true),
            (RefineOption { IsSwitch: false } option, [var value]) => option.Read(options, value),
            _ => null,
        };
}
