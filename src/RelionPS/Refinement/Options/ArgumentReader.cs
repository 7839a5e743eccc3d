namespace RelionPS.Refinement.Options;

/// <summary>Reads a program's tokens, which are the truth about a run whatever made them.</summary>
internal static class ArgumentReader
{
    /// <summary>The token after the flag's last occurrence; null where it is absent.</summary>
    public static string? ValueOf(IReadOnlyList<string> arguments, string flag)
    {
        for (int index = arguments.Count - 2; index >= 0; index--)
        {
            if (arguments[index] == flag) return arguments[index + 1];
        }
        return null;
    }
}
