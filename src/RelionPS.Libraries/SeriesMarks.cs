using OxyPlot;

namespace RelionPS.Libraries;

/// <summary>
/// What tells series apart where their colours do not: the marks on lines, and the textures of bars. Eleven marks; a
/// twelfth line has the first again on a line of other dashes.
/// </summary>
internal static class SeriesMarks
{
    /// <summary>Strokes of a texture, as a path on a tile of <see cref="TileSize"/>; the first is plain.</summary>
    private static readonly string[] Textures =
    [
        "", "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2", "M4,0 V8", "M0,4 H8",
        "M4,0 V8 M0,4 H8", "M3,4 H5", "M0,8 L8,0 M0,0 L8,8",
    ];

    private static readonly (MarkerType Type, bool IsFilled, string Sign)[] Marks =
    [
        (MarkerType.Circle, true, "●"), (MarkerType.Square, true, "■"), (MarkerType.Triangle, true, "▲"),
        (MarkerType.Diamond, true, "◆"), (MarkerType.Circle, false, "○"), (MarkerType.Square, false, "□"),
        (MarkerType.Triangle, false, "△"), (MarkerType.Diamond, false, "◇"), (MarkerType.Cross, false, "✕"),
        (MarkerType.Plus, false, "+"), (MarkerType.Star, false, "✳"),
    ];

    private static readonly LineStyle[] Lines = [LineStyle.Solid, LineStyle.DashDot, LineStyle.Dot];

    /// <summary>Width and height of a texture's tile, in pixels of the drawing.</summary>
    public const int TileSize = 8;

    /// <summary>The mark of a line in a text.</summary>
    public static string Sign(int series) => Marks[series % Marks.Length].Sign;

    /// <summary>The shape of the mark.</summary>
    public static MarkerType Shape(int series) => Marks[series % Marks.Length].Type;

    /// <summary>True where the mark is full of its colour.</summary>
    public static bool IsFilled(int series) => Marks[series % Marks.Length].IsFilled;

    /// <summary>How the line is drawn; dashes are of what is not measured.</summary>
    public static LineStyle Line(int series, bool isDashed) =>
        isDashed ? LineStyle.Dash : Lines[series / Marks.Length % Lines.Length];

    /// <summary>The strokes of a bar's texture; empty for none.</summary>
    public static string Texture(int series) => Textures[series % Textures.Length];
}
