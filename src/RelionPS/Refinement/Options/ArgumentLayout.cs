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
        .. Options(tokens)
            .OrderBy(option => Place(flags, option[0]))
            .SelectMany(option => option),
    ];

    /// <summary>Each option with its values; what stands before the first flag is one of its own.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Options(IEnumerable<string> tokens)
    {
        var options = new List<List<string>>();
        foreach (string token in tokens)
        {
            if (options.Count == 0 || ArgumentForms.IsFlag(token)) options.Add([token]);
            else options[^1].Add(token);
        }
        return options;
    }

    private static int Place(IReadOnlyList<string> flags, string flag)
    {
        for (int index = 0; index < flags.Count; index++)
        {
            if (flags[index] == flag) return index;
        }
        return flags.Count;
    }
}
