using System.Globalization;

namespace RelionPS.Refinement.Options;

/// <summary>
/// Point groups as RELION spells them (src/symmetries.cpp, SymList::isSymmetryGroup, 3.1.3), in either case.
/// </summary>
internal static class SymmetryGroup
{
    private static readonly HashSet<string> Fixed = new(StringComparer.OrdinalIgnoreCase)
    {
        "CI", "CS", "T", "TD", "TH", "O", "OH", "I", "I1", "I2", "I3", "I4", "I5", "IH", "I1H", "I2H", "I3H", "I4H",
        "I5H",
    };

    /// <summary>
    /// True for a group that RELION knows: those above, C<i>n</i>, C<i>n</i>V, C<i>n</i>H, S<i>n</i> (even), D<i>n</i>,
    /// D<i>n</i>V and D<i>n</i>H, n from 1 to 99.
    /// </summary>
    public static bool IsKnown(string name)
    {
        if (Fixed.Contains(name)) return true;
        if (name.Length < 2) return false;
        char letter = char.ToUpperInvariant(name[0]);
        ReadOnlySpan<char> rest = name.AsSpan(1);
        char last = char.ToUpperInvariant(rest[^1]);
        if (letter is 'C' or 'D' && last is 'V' or 'H') rest = rest[..^1];
        if (rest.Length is < 1 or > 2 || rest.ContainsAnyExceptInRange('0', '9')) return false;
        int order = int.Parse(rest, provider: System.Globalization.CultureInfo.InvariantCulture);
        return letter switch
        {
            'C' or 'D' => order > 0,
            'S' => order > 0 && order % 2 == 0,
            _ => false,
        };
    }

    /// <summary>
    /// Operations of a group that <see cref="IsKnown"/>, mirrors included: RELION tries as many times fewer directions.
    /// </summary>
    public static int Order(string name)
    {
        string group = name.ToUpperInvariant();
        int mirrors = group.Length > 1 && group[^1] is 'H' or 'V' ? 2 : 1;
        int number = int.TryParse(group.AsSpan(1).TrimEnd("HV"), out int order) ? order : 1;
        return group[0] switch
        {
            'C' => group is "CI" or "CS" ? 2 : number * mirrors,
            'D' => 2 * number * mirrors,
            'S' => number,
            'T' => group == "T" ? 12 : 24,
            'O' => 24 * mirrors,
            _ => 60 * mirrors,
        };
    }
}
