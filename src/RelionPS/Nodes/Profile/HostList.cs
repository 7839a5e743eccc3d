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
        var parts = new List<(string Literal, IReadOnlyList<string> Numbers)>();
        string tail = pattern;
        long count = 1;
        for (int open = tail.IndexOf('['); open >= 0; open = tail.IndexOf('['))
        {
            int close = tail.IndexOf(']', open);
            if (close < 0 || Numbers(tail[(open + 1)..close]) is not { } numbers) return null;
            string literal = tail[..open];
            if (literal.Contains(']') || (count *= numbers.Count) > Most) return null;
            parts.Add((literal, numbers));
            tail = tail[(close + 1)..];
        }
        if (tail.Contains(']')) return null;
        return parts.Count == 0 ? [pattern] : [.. InOrder(parts).Select(name => name + tail)];
    }

    /// <summary>
    /// Names in Slurm's order: the last bracket runs fastest, then the first, then the second, and so on (scontrol show
    /// hostnames, 22.05).
    /// </summary>
    private static IEnumerable<string> InOrder(List<(string Literal, IReadOnlyList<string> Numbers)> parts)
    {
        IEnumerable<string> beginnings = [""];
        IEnumerable<int[]> picks = [[]];
        foreach ((_, IReadOnlyList<string> numbers) in parts.Take(parts.Count - 1))
        {
            IEnumerable<int[]> before = picks;
            picks = Enumerable.Range(0, numbers.Count).SelectMany(
                number => before.Select(pick => (int[])[.. pick, number]));
        }
        if (parts.Count > 1)
        {
            beginnings = picks.Select(
                pick => string.Concat(pick.Select((number, at) => parts[at].Literal + parts[at].Numbers[number])));
        }
        (string literal, IReadOnlyList<string> last) = parts[^1];
        return beginnings.SelectMany(beginning => last.Select(number => beginning + literal + number));
    }

    /// <summary>The numbers of a bracket as they are written; null where they are none.</summary>
    private static List<string>? Numbers(string bracket)
    {
        var numbers = new List<string>();
        foreach (string range in bracket.Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last) || last < first)
            {
                return null;
            }
            if (last - first >= Most - numbers.Count) return null;
            for (int number = first; number <= last; number++)
            {
                numbers.Add(number.ToString(CultureInfo.InvariantCulture).PadLeft(ends[0].Length, '0'));
            }
        }
        return numbers;
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
