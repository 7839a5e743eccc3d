using System.Globalization;

namespace RelionPS.Builds.Toolchains;

/// <summary>The numbers of a version, compared one by one; a text without numbers comes before all others.</summary>
internal readonly record struct ToolVersion(IReadOnlyList<int> Numbers) : IComparable<ToolVersion>
{
    /// <summary>
    /// The first run of digits and dots that the text holds: <c>g++ (Debian 12.2.0-14+deb12u1) 12.2.0</c> is 12.2.0.
    /// </summary>
    public static ToolVersion Parse(string? text)
    {
        string[] parts = (Text(text) ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries);
        return new ToolVersion(
            [
                .. parts.Select(
                    part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                        ? number
                        : int.MaxValue),
            ]);
    }

    /// <summary>The same, as it stands; null where there is none.</summary>
    public static string? Text(string? text)
    {
        if (text is null) return null;
        for (int start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start])) continue;
            int end = start;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
            return text[start..end].TrimEnd('.');
        }
        return null;
    }

    public int CompareTo(ToolVersion other)
    {
        for (int index = 0; index < Math.Max(Count, other.Count); index++)
        {
            int order = At(index).CompareTo(other.At(index));
            if (order != 0) return order;
        }
        return 0;
    }

    public static bool operator <(ToolVersion left, ToolVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ToolVersion left, ToolVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ToolVersion left, ToolVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ToolVersion left, ToolVersion right) => left.CompareTo(right) >= 0;

    private int Count => Numbers?.Count ?? 0;

    private int At(int index) => index < Count ? Numbers[index] : 0;
}
