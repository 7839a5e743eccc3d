using System.Globalization;
using RelionPS.Studies.Search;

namespace RelionPS;

/// <summary>
/// Values of a parameter that a search tries: <c>8</c>, <c>1,2,4</c>, <c>1..8</c>, in steps <c>4..64+4</c>, or doubling
/// <c>1..64*2</c>.
/// </summary>
public sealed record Sweep
{
    private const int MostValues = 1000;

    /// <summary>One value.</summary>
    /// <param name="value">At least 1.</param>
    public Sweep(int value) => Values = value >= 1
        ? [value]
        : throw SearchErrors.SweepInvalid(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the text says.</summary>
    /// <param name="text">Values and ranges, separated by commas.</param>
    public Sweep(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Values = [.. text.Split(',', StringSplitOptions.TrimEntries).SelectMany(part => Part(part, text)).Distinct()];
        if (Values.Count > MostValues) throw SearchErrors.SweepInvalid(text);
    }

    /// <summary>The values, in the order they were given.</summary>
    public IReadOnlyList<int> Values { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Values);

    private static IEnumerable<int> Part(string part, string whole)
    {
        int dots = part.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0) return [Number(part, whole)];
        int first = Number(part[..dots], whole);
        string rest = part[(dots + 2)..];
        int sign = rest.IndexOfAny(['+', '*']);
        int last = Number(sign < 0 ? rest : rest[..sign], whole);
        int step = sign < 0 ? 1 : Number(rest[(sign + 1)..], whole);
        bool multiplies = sign >= 0 && rest[sign] == '*';
        return last >= first && !(multiplies && step < 2)
            ? Range(first, last, step, multiplies)
            : throw SearchErrors.SweepInvalid(whole);
    }

    private static IEnumerable<int> Range(int first, int last, int step, bool multiplies)
    {
        for (long value = first; value <= last; value = multiplies
            ? value * step
            : value + step) yield return (int)value;
    }

    private static int Number(string text, string whole) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number is >= 1 and <= 100_000
            ? number
            : throw SearchErrors.SweepInvalid(whole);
}
