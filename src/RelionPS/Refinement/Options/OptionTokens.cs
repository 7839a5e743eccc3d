namespace RelionPS.Refinement.Options;

/// <summary>An option of a command line: its flag, and the tokens behind it up to the next flag.</summary>
/// <param name="Flag">As RELION spells it; empty for what stands before the first of a line.</param>
/// <param name="Values">What stands behind it: none for a switch.</param>
internal sealed record OptionTokens(string Flag, IReadOnlyList<string> Values)
{
    /// <summary>The flag and its values.</summary>
    public IEnumerable<string> Tokens => Flag.Length == 0 ? Values : [Flag, .. Values];

    /// <summary>The options of a command line, in its order; no token is lost.</summary>
    public static IReadOnlyList<OptionTokens> Split(IEnumerable<string> arguments)
    {
        var options = new List<OptionTokens>();
        var values = new List<string>();
        foreach (string token in arguments)
        {
            if (IsFlag(token)) options.Add(new OptionTokens(token, values = []));
            else
            {
                if (options.Count == 0) options.Add(new OptionTokens("", values));
                values.Add(token);
            }
        }
        return options;
    }

    /// <summary>
    /// True where RELION takes the token for an option. A value may begin with two hyphens, but not with a letter
    /// behind them (args.cpp).
    /// </summary>
    public static bool IsFlag(string token) =>
        token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(token[2]);
}
