using System.Globalization;
using System.Text;

namespace RelionPS.Shell;

/// <summary>How many cells text takes on a terminal.</summary>
internal static class CellWidth
{
    // East Asian wide and fullwidth blocks, and emoji: Unicode's EastAsianWidth.txt, W and F, in coarse ranges.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    public static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
        _ => Wide.Any(range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1,
    };

    public static int Of(string text)
    {
        int cells = 0;
        foreach (Rune rune in text.EnumerateRunes()) cells += rune.IsAscii && rune.Value >= ' ' ? 1 : Of(rune);
        return cells;
    }

    /// <summary>The text if it fits, else its beginning and '…'.</summary>
    public static string Fit(string text, int cells)
    {
        if (Of(text) <= cells) return text;
        if (cells < 1) return "";
        var kept = new StringBuilder();
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used >= cells) break;
            kept.Append(rune);
        }
        return kept.Append('…').ToString();
    }
}
