using System.Globalization;

namespace RelionPS.Nodes.Profile;

/// <summary>Slurm's host lists: <c>n[01-04,7],gpu1</c>, several brackets, and numbers that keep their width.</summary>
internal static class HostList
{
    /// <summary>More hosts than this are a mistake in the list.</summary>
    private const int Most = 100_000;

    /// <summary>Host names in order; null where the text is no host list.</summary>
    public static IReadOnlyList<string>? TryExpand(string text)
    {
        var hosts = new List<string>();
        foreach (string item in Split(text))
        {
            if (item.Trim() is not { Length: > 0 } pattern) continue;
            if (Expand(pattern) is not { } expanded) return null;
            hosts.AddRange(expanded);
            if (hosts.Count > Most) return null;
        }
        return hosts;
    }

    /// <summary>Items between the commas that are in no bracket.</summary>
    private static IEnumerable<string> Split(string text)
    {
        int depth = 0, begin = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '[') depth++;
            else if (text[at] == ']') depth--;
            else if (text[at] == ',' && depth == 0)
            {
                yield return text[begin..at];
                begin = at + 1;
            }
        }
        yield return text[begin..];
    }

    private static List<string>? Expand(string pattern)
    {
        int open = pattern.IndexOf('[');
        if (open < 0) return pattern.Contains(']') ? null : [pattern];
        int close = pattern.IndexOf(']', open);
        if (close < 0 || Expand(pattern[(close + 1)..]) is not { } tails) return null;
        if (tails.Count == 0) tails = [""];
        var names = new List<string>();
        foreach (string range in pattern[(open + 1)..close].Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last) || last < first || (long)(last - first) * tails.Count > Most) return null;
            for (int number = first; number <= last; number++)
            {
                string digits = number.ToString(CultureInfo.InvariantCulture).PadLeft(ends[0].Length, '0');
                names.AddRange(tails.Select(tail => pattern[..open] + digits + tail));
            }
        }
        return names;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
