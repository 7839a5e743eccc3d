using OxyPlot;

namespace RelionPS.Libraries;

/// <summary>
/// The colours of a chart. Each has a variable of the page's style sheet, which has another value for it in dark mode;
/// the colour itself is that of light mode, which a chart keeps that is taken out of its page.
/// </summary>
internal static class ChartPalette
{
    /// <summary>Numbers and labels.</summary>
    public static readonly OxyColor Text = OxyColor.FromUInt32(0xFF556070);

    /// <summary>Lines of grid and axes.</summary>
    public static readonly OxyColor Grid = OxyColor.FromUInt32(0xFFD3D8DF);

    /// <summary>What a chart stands on.</summary>
    public static readonly OxyColor Card = OxyColor.FromUInt32(0xFFF6F7F9);

    private static readonly OxyColor[] SeriesColours =
    [
        OxyColor.FromUInt32(0xFF2563C9), OxyColor.FromUInt32(0xFFB4530A), OxyColor.FromUInt32(0xFF177A4C),
        OxyColor.FromUInt32(0xFFB03A8C), OxyColor.FromUInt32(0xFF6D4FC4), OxyColor.FromUInt32(0xFF806200),
        OxyColor.FromUInt32(0xFF0F7285), OxyColor.FromUInt32(0xFF8A4B32),
    ];

    private static readonly Dictionary<OxyColor, string> Variables = SeriesColours
        .Select((colour, number) => (colour, name: FormattableString.Invariant($"--s{number}")))
        .Append((Text, "--muted"))
        .Append((Grid, "--grid"))
        .Append((Card, "--card"))
        .ToDictionary();

    /// <summary>Number of a series' colour in the style sheet; the ninth series has the first one again.</summary>
    public static int Number(int series) => series % SeriesColours.Length;

    /// <summary>The colour of a series.</summary>
    public static OxyColor Series(int series) => SeriesColours[Number(series)];

    /// <summary>Number of the series that has the colour; null for no series' colour.</summary>
    public static int? SeriesOf(OxyColor colour) =>
        Array.IndexOf(SeriesColours, colour) is >= 0 and var number ? number : null;

    /// <summary>The colour as a value of CSS: its variable, and itself where no style sheet sets that.</summary>
    public static string Css(OxyColor colour)
    {
        if (!colour.IsVisible()) return "none";
        string own = FormattableString.Invariant($"#{colour.R:x2}{colour.G:x2}{colour.B:x2}{colour.A:x2}");
        return Variables.TryGetValue(colour, out string? variable) ? $"var({variable}, {own})" : own;
    }
}
