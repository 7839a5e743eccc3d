using System.Globalization;
using System.Xml.Linq;
using OxyPlot;

namespace RelionPS.Libraries;

/// <summary>
/// Where OxyPlot draws: an SVG element as a tree, in the words of an HTML page (no namespace, colours from the page's
/// style sheet, ids that are unique on it).
/// </summary>
/// <remarks>
/// OxyPlot's own SVG writer knows colours as numbers alone, gives every clip path of every chart the same names, and
/// measures text as if it were a PDF file's Arial (its issues 1, 1618, 1737, 2103).
/// </remarks>
internal sealed class SvgTreeContext : ClippingRenderContext
{
    /// <summary>
    /// Widths in parts of the font's size, those of DejaVu Sans: the widest of the page's fonts, so that what has room
    /// by these has room.
    /// </summary>
    private const double DigitWidth = 0.64, NarrowWidth = 0.32, OtherWidth = 0.62;

    private const string NarrowCharacters = " .,:;|'!ijlI";

    /// <summary>Height of a line in parts of the font's size.</summary>
    private const double LineHeight = 1.2;

    private readonly string _id;
    private readonly XElement _svg;
    private readonly bool _hasTextures;
    private readonly HashSet<int> _textures = [];
    private XElement _place;
    private int _clips;

    /// <param name="id">Unique on the page.</param>
    /// <param name="size">Width and height in pixels, which become the view box.</param>
    /// <param name="hasTextures">True where a rectangle in a series' colour has the texture of the series too.</param>
    public SvgTreeContext(string id, OxySize size, bool hasTextures)
    {
        _id = id;
        _hasTextures = hasTextures;
        _svg = new XElement("svg", new XAttribute("viewBox", $"0 0 {Text(size.Width)} {Text(size.Height)}"));
        _place = _svg;
        RendersToScreen = false;
    }

    /// <summary>What was drawn.</summary>
    public XElement Svg => _svg;

    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[] dashArray, LineJoin lineJoin) =>
        Shape(
            "polyline", OxyColors.Undefined, stroke, thickness,
            !ShouldUseAntiAliasingForLine(edgeRenderingMode, points), Points(points), dashArray, lineJoin);

    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness,
        EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin) =>
        Shape(
            "polygon", fill, stroke, thickness, !ShouldUseAntiAliasingForLine(edgeRenderingMode, points),
            Points(points), dashArray, lineJoin);

    public override void DrawRectangle(
        OxyRect rectangle, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        Shape(
            "rect", fill, stroke, thickness, !ShouldUseAntiAliasingForRect(edgeRenderingMode), Box(rectangle),
            paint: Texture(fill));

    public override void DrawEllipse(
        OxyRect extents, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        Shape(
            "ellipse", fill, stroke, thickness, !ShouldUseAntiAliasingForEllipse(edgeRenderingMode),
            [
                Number("cx", extents.Center.X), Number("cy", extents.Center.Y),
                Number("rx", extents.Width / 2), Number("ry", extents.Height / 2),
            ]);

    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotate,
        HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text)) return;
        string anchor = horizontalAlignment switch
        {
            HorizontalAlignment.Left => "start",
            HorizontalAlignment.Right => "end",
            _ => "middle",
        };
        // Down to the baseline, in parts of the font's size: a digit's height, half of a small letter's, that of a g.
        double below = verticalAlignment switch
        {
            VerticalAlignment.Top => 0.8,
            VerticalAlignment.Middle => 0.3,
            _ => -0.15,
        };
        List<XAttribute> place = [Number("x", p.X), Number("y", p.Y), new("dy", Text(below * fontSize))];
        if (rotate != 0) place.Add(new XAttribute("transform", $"rotate({Text(rotate)} {Text(p.X)} {Text(p.Y)})"));
        string style = $"fill:{ChartPalette.Css(fill)};font-size:{Text(fontSize)}px;text-anchor:{anchor}";
        _place.Add(new XElement("text", place, new XAttribute("style", style), text));
    }

    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text) ? OxySize.Empty : new OxySize(text.Sum(Width) * fontSize, LineHeight * fontSize);

    protected override void SetClip(OxyRect clippingRectangle)
    {
        string name = FormattableString.Invariant($"{_id}-clip{++_clips}");
        _place = new XElement("g", new XAttribute("clip-path", $"url(#{name})"));
        _svg.Add(
            new XElement(
                "defs",
                new XElement("clipPath", new XAttribute("id", name), new XElement("rect", Box(clippingRectangle)))),
            _place);
    }

    protected override void ResetClip()
    {
        if (!_place.HasElements)
        {
            _place.PreviousNode!.Remove();
            _place.Remove();
        }
        _place = _svg;
    }

    private static double Width(char character) => char.IsAsciiDigit(character) ? DigitWidth
        : NarrowCharacters.Contains(character) ? NarrowWidth : OtherWidth;

    /// <summary>A variable of the style sheet is sure to be understood in a style only, not in an attribute.</summary>
    private void Shape(
        string name, OxyColor fill, OxyColor stroke, double thickness, bool isSharp, XAttribute[] place,
        double[]? dashArray = null, LineJoin join = LineJoin.Miter, string? paint = null)
    {
        bool hasLine = stroke.IsVisible() && thickness > 0;
        if (!hasLine && !fill.IsVisible()) return;
        List<string> style = [$"fill:{paint ?? ChartPalette.Css(fill)}"];
        if (hasLine)
        {
            style.Add($"stroke:{ChartPalette.Css(stroke)}");
            style.Add($"stroke-width:{Text(thickness)}");
            if (join != LineJoin.Miter) style.Add($"stroke-linejoin:{(join == LineJoin.Round ? "round" : "bevel")}");
            // Dashes are in parts of the line's thickness.
            if (dashArray is not null)
            {
                style.Add($"stroke-dasharray:{string.Join(',', dashArray.Select(part => Text(part * thickness)))}");
            }
        }
        if (isSharp) style.Add("shape-rendering:crispEdges");
        _place.Add(new XElement(name, place, new XAttribute("style", string.Join(';', style))));
    }

    /// <summary>The paint with the texture of the colour's series; null where it has none.</summary>
    private string? Texture(OxyColor fill)
    {
        if (!_hasTextures || ChartPalette.SeriesOf(fill) is not { } series) return null;
        if (SeriesMarks.Texture(series) is not { Length: > 0 } strokes) return null;
        string name = FormattableString.Invariant($"{_id}-texture{series}");
        if (_textures.Add(series))
        {
            _svg.AddFirst(new XElement("defs", new XElement(
                "pattern",
                new XAttribute("id", name),
                Number("width", SeriesMarks.TileSize),
                Number("height", SeriesMarks.TileSize),
                new XAttribute("patternUnits", "userSpaceOnUse"),
                new XElement(
                    "rect",
                    Number("width", SeriesMarks.TileSize),
                    Number("height", SeriesMarks.TileSize),
                    new XAttribute("style", $"fill:{ChartPalette.Css(fill)}")),
                new XElement(
                    "path",
                    new XAttribute("d", strokes),
                    new XAttribute(
                        "style", $"fill:none;stroke:{ChartPalette.Css(ChartPalette.Card)};stroke-width:1.6")))));
        }
        return $"url(#{name})";
    }

    private static XAttribute[] Points(IList<ScreenPoint> points) =>
        [new("points", string.Join(' ', points.Select(point => $"{Text(point.X)},{Text(point.Y)}")))];

    private static XAttribute[] Box(OxyRect rectangle) =>
    [
        Number("x", rectangle.Left), Number("y", rectangle.Top),
        Number("width", rectangle.Width), Number("height", rectangle.Height),
    ];

    private static XAttribute Number(string name, double value) => new(name, Text(value));

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
