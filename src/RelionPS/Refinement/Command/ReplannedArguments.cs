using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>The tokens of a command that was planned again, in the order that it had.</summary>
internal static class ReplannedArguments
{
    /// <summary>
    /// Each option where it was: as it was written where its value is the same, with the new value where that changed,
    /// and not at all where it is gone. What is new follows.
    /// </summary>
    /// <param name="original">The tokens of the command as it was.</param>
    /// <param name="planned">The tokens that plan and options give.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> original, IEnumerable<string> planned)
    {
        IReadOnlyList<OptionTokens> before = OptionTokens.Split(original), after = OptionTokens.Split(planned);
        // RELION takes the last of an option that is given twice (args.cpp).
        ILookup<string, OptionTokens> now = after.ToLookup(option => option.Flag);
        var known = before.Select(option => option.Flag).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. before.Where(option => now.Contains(option.Flag))
                .SelectMany(option => Same(option, now[option.Flag].Last())),
            .. after.Where(option => !known.Contains(option.Flag)).SelectMany(option => option.Tokens),
        ];
    }

    private static IEnumerable<string> Same(OptionTokens before, OptionTokens after) =>
        IsSame(before, after) ? before.Tokens : after.Tokens;

    private static bool IsSame(OptionTokens before, OptionTokens after) => (before, after.Values) switch
    {
        // The GUI writes an empty list where the plan has none.
        ({ Flag: OptionTable.Gpu, Values: [] or [""] }, []) => true,
        ({ Values: [var was] }, [var value]) when OptionTable.Find(before.Flag) is RefineOption option =>
            Equals(Value(option, was), Value(option, value)),
        _ => before.Values.SequenceEqual(after.Values),
    };

    private static object? Value(RefineOption option, string token) =>
        option.Read(new RefineOptions(), token) is { } read ? option.Value(read) : token;
}
