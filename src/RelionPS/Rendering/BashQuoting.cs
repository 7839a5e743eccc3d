namespace RelionPS.Rendering;

/// <summary>Writes a value as one bash word. The only place where quoting is done.</summary>
internal static class BashQuoting
{
    private const string SafeMarks = "_@%+=:,./-";

    /// <summary>The word as it stands where no character of it means anything to bash, else in single quotes.</summary>
    /// <exception cref="ArgumentException">A NUL character, which no argument can hold.</exception>
    public static string Quote(string value)
    {
        if (value.Contains('\0')) throw new ArgumentException("An argument can't hold a NUL character.", nameof(value));
        bool isSafe = value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || SafeMarks.Contains(c));
        return isSafe ? value : "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>Words side by side, as arguments.</summary>
    public static string JoinWords(IEnumerable<string> values) => string.Join(' ', values.Select(Quote));

    /// <summary>Words side by side. The first is the program's name, which must not read as an assignment.</summary>
    public static string Join(IEnumerable<string> values) =>
        string.Join(' ', values.Select((value, index) => index == 0 && value.Contains('=') ? "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'" : Quote(value)));
}
