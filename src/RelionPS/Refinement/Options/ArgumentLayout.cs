namespace RelionPS.Refinement.Options;

/// <summary>The order of a command's options.</summary>
internal static class ArgumentLayout
{
    /// <summary>
    /// The same tokens, each option with its values, in the order of the flags given; what is not among those follows
    /// in the order it had.
    /// </summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> tokens, IReadOnlyList<string> flags) =>
    [
        .. OptionTokens.Split(tokens)
            .OrderBy(option => Place(flags, option.Flag))
            .SelectMany(option => option.Tokens),
    ];

    private static int Place(IReadOnlyList<string> flags, string flag)
    {
        for (int index = 0; index < flags.Count; index++)
        {
            if (flags[index] == flag) return index;
        }
        return flags.Count;
    }
}
