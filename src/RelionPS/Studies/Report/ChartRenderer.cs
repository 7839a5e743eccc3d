using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace RelionPS.Studies.Report;

/// <summary>
/// Draws a chart as an SVG element, by OxyPlot. The only class that touches OxyPlot, so that its library is loaded by a report and nothing else.
/// </summary>
/// <remarks>
/// OxyPlot's SVG exporter measures text by a rough guess (its issues 1, 1618, 1737, 2103): legends overflow and axis titles are cut. So the page itself
/// writes legends, titles and the vertical axis' title; OxyPlot writes numbers alone. Its colours stand for names of the style sheet, its clip paths get
/// names that are unique on the page, and its fixed size becomes a view box.
/// </remarks>
internal static class ChartRenderer
{
    private const int Width = 460;
    private const int LineHeight = 270;
    private const int BarHeight = 46;
    private const int NumberMargin = 38;
    private const byte SeriesMark = 1;
    private const byte TextMark = 2;
    private const byte GridMark = 3;
    private const int SeriesColours = 8;

    private static readonly OxyColor TextColour = OxyColor.FromRgb(250, TextMark, 0);
    private static readonly OxyColor GridColour = OxyColor.FromRgb(250, GridMark, 0);

    /// <param name="chart">The chart.</param>
    /// <param name="id">Unique on the page.</param>
    public static XElement Draw(Chart chart, string id)
    {
        (PlotModel model, int height) = chart switch
        {
            LineChart lines => (Lines(lines), LineHeight),
            BarChart bars => (Bars(bars), 50 + (BarHeight * bars.Categories.Count)),
            _ => throw new ArgumentException($"No drawing for {chart.GetType().Name}.", nameof(chart)),
        };
        string text;
        lock (typeof(ChartRenderer)) text = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(model);
        return Adapt(XElement.Parse(text), chart, id, height);
    }

    /// <summary>Number of a series' colour in the style sheet.</summary>
    public static int Colour(int series) => series % SeriesColours;

    private static PlotModel Lines(LineChart chart)
    {
        PlotModel model = Model();
        model.PlotMargins = new OxyThickness(NumberMargin, double.NaN, double.NaN, double.NaN);
        double largest = chart.Lines.SelectMany(line => line.Points).Select(point => point.Y).DefaultIfEmpty(1).Max();
        LinearAxis x = Axis(AxisPosition.Bottom, chart.XTitle), y = Axis(AxisPosition.Left, null);
        y.Minimum = chart.YRange?.Minimum ?? 0;
        y.Maximum = chart.YRange?.Maximum ?? (largest > 0 ? 1.08 * largest : 1);
        if (chart.HasWholeX)
        {
            List<double> places = [.. chart.Lines.SelectMany(line => line.Points).Select(point => point.X)];
            if (places.Count > 0 && places.Max() - places.Min() <= 12) x.MajorStep = 1;
            x.MinimumMajorStep = 1;
            x.MinimumPadding = x.MaximumPadding = 0.03;
        }
        model.Axes.Add(x);
        model.Axes.Add(y);
        foreach ((double value, string label) in chart.Marks)
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = value, Text = label, Color = TextColour, TextColor = TextColour, LineStyle = LineStyle.Dot, StrokeThickness = 1, FontSize = 11 });
        }
        for (int index = 0; index < chart.Lines.Count; index++)
        {
            ChartLine line = chart.Lines[index];
            OxyColor colour = SeriesColour(index);
            bool hasMarkers = line.Points.Count <= 30 && !line.IsDashed;
            var series = new LineSeries { Color = colour, StrokeThickness = 2, LineStyle = line.IsDashed ? LineStyle.Dash : LineStyle.Solid, MarkerType = hasMarkers ? MarkerType.Circle : MarkerType.None, MarkerSize = 3, MarkerFill = colour };
            series.Points.AddRange(line.Points.Select(point => new DataPoint(point.X, point.Y)));
            model.Series.Add(series);
        }
        return model;
    }

    private static PlotModel Bars(BarChart chart)
    {
        PlotModel model = Model();
        model.PlotMargins = new OxyThickness(8, double.NaN, double.NaN, double.NaN);
        LinearAxis value = Axis(AxisPosition.Bottom, chart.XTitle);
        value.Minimum = 0;
        value.MaximumPadding = 0.16;
        model.Axes.Add(value);
        var categories = new CategoryAxis { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, GapWidth = 1.5, TextColor = TextColour, TicklineColor = GridColour, AxislineColor = GridColour, MajorTickSize = 0, FontSize = 12, IsZoomEnabled = false };
        categories.Labels.AddRange(chart.Categories.Select(_ => ""));
        model.Axes.Add(categories);
        for (int index = 0; index < chart.Categories.Count; index++)
        {
            // Names above their bars: beside them a long one would leave the bars no room.
            model.Annotations.Add(new TextAnnotation { Text = chart.Categories[index], TextPosition = new DataPoint(0, index - 0.34), TextHorizontalAlignment = HorizontalAlignment.Left, TextVerticalAlignment = VerticalAlignment.Middle, StrokeThickness = 0, TextColor = TextColour, Padding = new OxyThickness(0) });
        }
        for (int index = 0; index < chart.Series.Count; index++)
        {
            var series = new BarSeries { FillColor = SeriesColour(index), IsStacked = chart.Series.Count > 1, StrokeThickness = 0, LabelFormatString = chart.Series.Count == 1 ? "{0:0.##}" : null, LabelPlacement = LabelPlacement.Outside, LabelMargin = 12, TextColor = TextColour };
            series.Items.AddRange(chart.Series[index].Values.Select(length => new BarItem(length)));
            model.Series.Add(series);
        }
        return model;
    }

    private static PlotModel Model() => new()
    {
        Culture = CultureInfo.InvariantCulture,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(2, 6, 12, 2),
        DefaultFontSize = 12,
        TextColor = TextColour,
        Background = OxyColors.Undefined,
    };

    private static LinearAxis Axis(AxisPosition position, string? title) => new()
    {
        Position = position,
        Title = title,
        TextColor = TextColour,
        TitleColor = TextColour,
        TicklineColor = GridColour,
        AxislineColor = GridColour,
        AxislineStyle = position == AxisPosition.Bottom ? LineStyle.Solid : LineStyle.None,
        MajorGridlineStyle = position == AxisPosition.Left ? LineStyle.Solid : LineStyle.None,
        MajorGridlineColor = GridColour,
        MajorTickSize = position == AxisPosition.Left ? 0 : 4,
        MinorTickSize = 0,
        AxisTitleDistance = 6,
        IsZoomEnabled = false,
    };

    private static OxyColor SeriesColour(int index) => OxyColor.FromRgb(250, SeriesMark, (byte)Colour(index));

    private static XElement Adapt(XElement svg, Chart chart, string id, int height)
    {
        foreach (XElement element in svg.DescendantsAndSelf())
        {
            // In HTML the element alone says that it is SVG.
            element.Name = element.Name.LocalName;
            element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration || attribute.Name == "font-family").Remove();
            if (element.Attribute("id") is { } name) name.Value = $"{id}-{name.Value}";
            if (element.Attribute("clip-path") is { } clip) clip.Value = clip.Value.Replace("url(#", $"url(#{id}-", StringComparison.Ordinal);
            // A variable of the style sheet is sure to be understood in a style only.
            if (element.Attribute("fill") is { } fill)
            {
                element.SetAttributeValue("style", $"fill:{fill.Value}");
                fill.Remove();
            }
            if (element.Attribute("style") is { } style) style.Value = Colours(style.Value);
        }
        svg.RemoveAttributes();
        svg.SetAttributeValue("viewBox", FormattableString.Invariant($"0 0 {Width} {height}"));
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-labelledby", id);
        svg.AddFirst(new XElement("title", new XAttribute("id", id), XmlText.Clean(chart.Title)));
        return svg;
    }

    private static string Colours(string style)
    {
        for (int series = 0; series < SeriesColours; series++) style = style.Replace(FormattableString.Invariant($"rgb(250,{SeriesMark},{series})"), FormattableString.Invariant($"var(--s{series})"), StringComparison.Ordinal);
        return style
            .Replace(FormattableString.Invariant($"rgb(250,{TextMark},0)"), "var(--muted)", StringComparison.Ordinal)
            .Replace(FormattableString.Invariant($"rgb(250,{GridMark},0)"), "var(--grid)", StringComparison.Ordinal);
    }
}
