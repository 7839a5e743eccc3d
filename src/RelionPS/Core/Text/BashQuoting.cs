using System.Text;
using RelionPS.Core.Errors;

namespace RelionPS.Core.Text;

/// <summary>Writes a value as one bash word. The only place where quoting is done.</summary>
internal static class BashQuoting
{
    private const string SafeMarks = "_@%+=:,./-";

    /// <summary>
    /// The word as it stands where no character of it means anything to bash, else in single quotes. With a character
    /// that has no picture, such as a line break, it is in bash's <c>$'…'</c>: a word never leaves its line.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>: a NUL character, or half a character, which no
    /// argument can hold.</exception>
    public static string Quote(string value)
    {
        RefuseUnwritable(value);
        if (value.Length > 0 && value.All(IsSafe)) return value;
        return value.EnumerateRunes().Any(VisibleText.IsUnseen)
            ? Escape(value)
            : "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>Words side by side, as arguments.</summary>
    public static string JoinWords(IEnumerable<string> values) => string.Join(' ', values.Select(Quote));

    /// <summary>Words side by side. The first is the program's name, which must not read as an assignment.</summary>
    public static string Join(IEnumerable<string> values) =>
        string.Join(' ', values.Select((value, index) => index == 0 ? Program(value) : Quote(value)));

    /// <summary>The first word of a command, which must not read as an assignment.</summary>
    public static string Program(string value)
    {
        string word = Quote(value);
        return word == value && value.Contains('=') ? $"'{value}'" : word;
    }

    /// <summary>True for a character that means nothing to bash, nor to sbatch.</summary>
    public static bool IsSafe(char character) => char.IsAsciiLetterOrDigit(character) || SafeMarks.Contains(character);

    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static void RefuseUnwritable(string value)
    {
        if (value.Contains('\0'))
        {
            throw TextErrors.ValueNotForScript(value, "it has a NUL character, which ends every argument; take it out");
        }
        if (!VisibleText.IsWhole(value))
        {
            throw TextErrors.ValueNotForScript(value, "it has half a character, which no file can hold; take it out");
        }
    }

    /// <summary>
    /// Bytes that have no picture as octal numbers; so are a quote and a !, which an interactive bash would read
    /// otherwise.
    /// </summary>
    private static string Escape(string value)
    {
        var text = new StringBuilder("$'");
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (rune.Value == '\n') text.Append("\\n");
            else if (rune.Value == '\\') text.Append("\\\\");
            else if (rune.Value is '\'' or '!' || VisibleText.IsUnseen(rune)) AppendBytes(text, rune);
            else text.Append(rune);
        }
        return text.Append('\'').ToString();
    }

    private static void AppendBytes(StringBuilder text, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (byte part in bytes[..rune.EncodeToUtf8(bytes)])
        {
            text.Append('\\').Append(Convert.ToString(part, 8).PadLeft(3, '0'));
        }
    }
}
