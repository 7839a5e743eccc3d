using System.Globalization;
using System.Text;

namespace RelionPS.Core.Errors;

/// <summary>
/// Text as a person sees it: characters without a picture stand as numbers, so that a message shows what was given.
/// </summary>
internal static class VisibleText
{
    /// <summary>A value in a message is cut here.</summary>
    private const int Longest = 200;

    /// <summary>The value on one line; cut where it is long.</summary>
    public static string Of(string value, int longest = Longest)
    {
        var text = new StringBuilder();
        for (int at = 0; at < value.Length; at++)
        {
            if (text.Length >= longest) return text.Append('…').ToString();
            bool isRune = Rune.TryGetRuneAt(value, at, out Rune rune);
            if (!isRune) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)value[at]:x4}");
            else if (rune.Value == '\n') text.Append("\\n");
            else if (rune.Value == '\r') text.Append("\\r");
            else if (rune.Value == '\t') text.Append("\\t");
            else if (IsUnseen(rune)) text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else text.Append(rune);
            if (isRune && rune.Utf16SequenceLength == 2) at++;
        }
        return text.ToString();
    }

    /// <summary>The last that a program said, for a message that quotes it; in words where it said nothing.</summary>
    public static string Said(string output) =>
        output.Trim() is { Length: > 0 } ? output : "(nothing was printed)";

    /// <summary>
    /// True for a character that has no picture, or that changes how others are shown: control, format, and the ends of
    /// lines and paragraphs. The two joiners are none: words of several languages, and many emoji, are written with
    /// them.
    /// </summary>
    public static bool IsUnseen(Rune rune) => rune.Value is not (0x200c or 0x200d)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>True where a text has such a character, or half a character.</summary>
    public static bool HasUnseen(string text) => !IsWhole(text) || text.EnumerateRunes().Any(IsUnseen);

    /// <summary>False where a surrogate stands alone, which is half a character.</summary>
    public static bool IsWhole(string value)
    {
        for (int at = 0; at < value.Length; at++)
        {
            if (!char.IsSurrogate(value[at])) continue;
            if (at + 1 >= value.Length || !char.IsSurrogatePair(value[at], value[at + 1])) return false;
            at++;
        }
        return true;
    }
}
