namespace RelionPS.Refinement.Options;

/// <summary>Options by name from a program's tokens.</summary>
internal static class OptionReader
{
    /// <summary>
    /// The options, as far as the tokens are those of parameters. What the plan decides is left out; all others follow
    /// as they are.
    /// </summary>
    public static RefineOptions Read(IReadOnlyList<string> arguments)
    {
        var options = new RefineOptions();
        var rest = new List<string>();
        for (int index = 0; index < arguments.Count; index++)
        {
            string token = arguments[index];
            bool hasValue = index + 1 < arguments.Count;
            switch (OptionTable.Find(token))
            {
                case RefineOption { IsSwitch: true } option:
                    options = option.With(options, true);
                    break;
                case RefineOption option when hasValue:
                    options = option.Read(options, arguments[++index]) ?? options;
                    break;
                // The plan has these.
                case { Flag: OptionTable.Pool or OptionTable.Threads }:
                case { Flag: OptionTable.Gpu } when hasValue && !IsFlag(arguments[index + 1]):
                    index++;
                    break;
                case { Flag: OptionTable.Cpu or OptionTable.Gpu }:
                    break;
                default:
                    rest.Add(token);
                    break;
            }
        }
        return rest.Count == 0 ? options : options with { AdditionalArgument = rest };
    }

    private static bool IsFlag(string token) => token.StartsWith("--", StringComparison.Ordinal);
}
