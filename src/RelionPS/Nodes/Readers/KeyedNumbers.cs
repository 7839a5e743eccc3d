using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>Files of lines such as <c>nr_periods 120</c>, or <c>read_bytes: 4096</c>.</summary>
internal static class KeyedNumbers
{
    /// <summary>The sum of the numbers behind the names; null where none of them is there.</summary>
    public static long? Sum(IReadOnlyList<string> lines, params string[] names)
    {
        long? sum = null;
        foreach (string line in lines)
        {
            int end = line.IndexOfAny([' ', ':', '\t']);
            if (end < 0 || !names.Contains(line[..end])) continue;
            string word = line[end..].TrimStart(':', ' ', '\t').Split(' ', '\t')[0];
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                sum = (sum ?? 0) + number;
            }
        }
        return sum;
    }
}
