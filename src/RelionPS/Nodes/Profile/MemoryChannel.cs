namespace RelionPS.Nodes.Profile;

/// <summary>
/// The socket and channel of a memory slot, from the names that firmware gives it. There is no field for it, and makers
/// differ:
/// what fits none of the forms below has no channel, and the findings say so.
/// </summary>
internal static class MemoryChannel
{
    public static string? Of(string slot, string bank) => Words(bank) ?? Words(slot) ?? Lettered(slot);

    /// <summary>
    /// <c>NODE 0 CHANNEL 1 DIMM 0</c>, <c>P0_Node0_Channel3_Dimm0</c>, <c>CPU0_Channel0_DIMM1</c>, <c>P0 CHANNEL A</c>.
    /// </summary>
    private static string? Words(string text)
    {
        int at = text.IndexOf("channel", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        string name = Leading(text[(at + "channel".Length)..].TrimStart(' ', '_', '-', '#'));
        return name.Length == 0
            ? null
            : $"{text[..at].Trim(' ', '_', '-').ToUpperInvariant()}/{name.ToUpperInvariant()}".TrimStart('/');
    }

    /// <summary>
    /// <c>CPU1_DIMM_A1</c>, <c>P1-DIMMA1</c>, <c>DIMM_B2</c>, <c>CPU0_A0</c>: a letter for the channel, then a number
    /// for the slot.
    /// </summary>
    private static string? Lettered(string text)
    {
        if (text.Length < 3 || !char.IsAsciiDigit(text[^1])) return null;
        int letter = text.Length - 2;
        while (letter > 0 && char.IsAsciiDigit(text[letter])) letter--;
        // Only the first two slots of a channel are ever named so; A3 to A16 are Dell's slots of a socket, which tell
        // no channel.
        if (!char.IsAsciiLetterUpper(text[letter]) || text[(letter + 1)..] is not ("0" or "1" or "2")) return null;
        string before = text[..letter].TrimEnd('_', '-', ' ');
        if (before.EndsWith("DIMM", StringComparison.OrdinalIgnoreCase)) before = before[..^4].TrimEnd('_', '-', ' ');
        else if (!before.StartsWith("CPU", StringComparison.OrdinalIgnoreCase) && !before.StartsWith('P')) return null;
        return $"{before.ToUpperInvariant()}/{text[letter]}".TrimStart('/');
    }

    /// <summary>The digits at the start, or the one letter.</summary>
    private static string Leading(string text)
    {
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 ? text[..digits]
            : text.Length > 0 && char.IsAsciiLetter(text[0]) && (text.Length == 1 || !char.IsAsciiLetter(text[1]))
                ? text[..1]
                : "";
    }
}
