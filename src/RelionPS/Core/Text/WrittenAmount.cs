using System.Globalization;
using System.Text.RegularExpressions;

namespace RelionPS.Core.Text;

/// <summary>Sizes and times as people write them.</summary>
internal static partial class WrittenAmount
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private const string Powers = "BKMGTP";

    /// <summary>
    /// Bytes of <c>256 GB</c>, <c>1.5TiB</c>, <c>64g</c>: each step is 1024, as in PowerShell's own <c>256GB</c>. Null
    /// for any other text, a number without a unit among them.
    /// </summary>
    public static long? Bytes(string text)
    {
        if (Size().Match(text) is not { Success: true } match) return null;
        int power = Powers.IndexOf(char.ToUpperInvariant(match.Groups["unit"].Value[0]), StringComparison.Ordinal);
        double bytes = double.Parse(match.Groups["number"].Value, Invariant) * Math.Pow(1024, power);
        return bytes < long.MaxValue ? (long)Math.Round(bytes) : null;
    }

    /// <summary>
    /// The time of <c>2h</c>, <c>90 min</c>, <c>1d6h</c>, <c>1 h 30 min</c>; null for any other text, a number without
    /// a unit among them.
    /// </summary>
    public static TimeSpan? Time(string text)
    {
        if (!Times().IsMatch(text)) return null;
        double seconds = Part().Matches(text).Sum(
            part => double.Parse(part.Groups["number"].Value, Invariant) * Seconds(part.Groups["unit"].Value));
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Seconds(string unit) => char.ToLowerInvariant(unit[0]) switch
    {
        'd' => 86_400,
        'h' => 3600,
        'm' => 60,
        _ => 1,
    };

    [GeneratedRegex(@"\A\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>B|[KMGTP](i?B)?)\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex(@"\A\s*([0-9]+(\.[0-9]+)?\s*(d|h|min|m|s)\s*)+\z", RegexOptions.IgnoreCase)]
    private static partial Regex Times();

    [GeneratedRegex(@"(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>d|h|min|m|s)", RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}
