namespace RelionPS.Builds.Recipes;

/// <summary>
/// One <c>-D</c> of a cmake line. The guide writes some in one word and some in two (guide 3.3), and so do its recipes.
/// </summary>
internal sealed record CMakeDefinition(string Name, string Value, bool IsSpaced = false)
{
    public IEnumerable<string> Tokens => IsSpaced ? ["-D", $"{Name}={Value}"] : [$"-D{Name}={Value}"];

    /// <summary>True for a token that switches the option on, in CMake's words for that.</summary>
    public static bool IsOn(string token, string option)
    {
        string text = token.StartsWith("-D", StringComparison.Ordinal) ? token[2..] : token;
        int equals = text.IndexOf('=');
        return equals > 0 && text[..equals].Split(':')[0] == option && IsTrue(text[(equals + 1)..]);
    }

    public static bool IsTrue(string value) => value.ToUpperInvariant() is "ON" or "1" or "YES" or "TRUE" or "Y";
}
