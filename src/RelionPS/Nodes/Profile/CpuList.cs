using System.Globalization;
using System.Text;

namespace RelionPS.Nodes.Profile;

/// <summary>
/// Sets of CPU numbers in the kernel's two spellings: lists (<c>0-3,8</c>) and hexadecimal masks (<c>ff,00000001</c>).
/// </summary>
internal static class CpuList
{
    /// <summary>
    /// Highest CPU number taken seriously; the kernel's own ceiling is 8192 on x86 and 2048 elsewhere.
    /// </summary>
    private const int MaximumCpu = 65535;

    /// <summary>
    /// Numbers of a list such as <c>0-3,8,16-31:2/4</c>, ascending, each once. Null where the text is no list.
    /// </summary>
    public static IReadOnlyList<int>? TryParse(ReadOnlySpan<char> text)
    {
        var cpus = new List<int>();
        text = text.Trim();
        if (text.IsEmpty) return cpus;
        foreach (string part in text.ToString().Split(','))
        {
            if (!TryAdd(part.AsSpan().Trim(), cpus)) return null;
        }
        return cpus;
    }

    /// <summary>
    /// Numbers of a mask such as <c>ffffffff,00000003</c>, ascending. Null where the text is no mask.
    /// </summary>
    public static IReadOnlyList<int>? TryParseMask(ReadOnlySpan<char> text)
    {
        var cpus = new List<int>();
        int bit = 0;
        text = text.Trim();
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == ',') continue;
            if (!char.IsAsciiHexDigit(text[i])) return null;
            int digit = Convert.ToInt32(text[i].ToString(), 16);
            for (int b = 0; b < 4; b++, bit++)
            {
                if ((digit & (1 << b)) != 0) cpus.Add(bit);
            }
        }
        return cpus;
    }

    /// <summary>
    /// The kernel's list for a set of numbers: each run as <c>first-last</c>, as the kernel prints it.
    /// </summary>
    public static string Format(IEnumerable<int> cpus)
    {
        var text = new StringBuilder();
        int first = -1, last = -2;
        foreach (int cpu in cpus.Distinct().Order())
        {
            if (cpu == last + 1)
            {
                last = cpu;
                continue;
            }
            Close();
            first = last = cpu;
        }
        Close();
        return text.ToString();

        void Close()
        {
            if (first < 0) return;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first) text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }
    }

    private static bool TryAdd(ReadOnlySpan<char> part, List<int> cpus)
    {
        // "first-last:used/group" takes the first `used` of every `group` numbers.
        int used = 1, group = 1;
        int colon = part.IndexOf(':');
        if (colon >= 0)
        {
            ReadOnlySpan<char> stride = part[(colon + 1)..];
            int slash = stride.IndexOf('/');
            if (slash < 0
                || !TryNumber(stride[..slash], out used)
                || !TryNumber(stride[(slash + 1)..], out group)
                || used < 1
                || group < used)
            {
                return false;
            }
            part = part[..colon];
        }
        int dash = part.IndexOf('-');
        if (!TryNumber(dash < 0 ? part : part[..dash], out int first)) return false;
        int last = first;
        if (dash >= 0 && !TryNumber(part[(dash + 1)..], out last)) return false;
        if (last < first || last > MaximumCpu) return false;
        for (int cpu = first; cpu <= last; cpu++)
        {
            if ((cpu - first) % group < used) Add(cpu, cpus);
        }
        return true;
    }

    /// <summary>Keeps the numbers ascending and each once. The kernel's own lists ascend.</summary>
    private static void Add(int cpu, List<int> cpus)
    {
        if (cpus.Count == 0 || cpu > cpus[^1]) cpus.Add(cpu);
        else if (cpus.BinarySearch(cpu) is < 0 and var place) cpus.Insert(~place, cpu);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
