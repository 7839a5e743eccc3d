using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace RelionPS.Libraries;

/// <summary>Draws a chart as an SVG element of an HTML page, by OxyPlot.</summary>
/// <remarks>
/// The page itself writes legends, titles and the vertical axis' title, since a browser knows how wide text is and
/// OxyPlot must guess; OxyPlot writes numbers and names of bars alone.
/// </remarks>
internal static class ChartRenderer
{
    private const int Width = 460;
    private const int LineHeight = 280;
    private const int BarHeight = 46;
    private const int NumberMargin = 38;

    /// <summary>Points up to which a line has a mark on each.</summary>
    private const int MarkedPoints = 30;

    /// <summary>Marks on a line of more points.</summary>
    private const int MarksOfMany = 8;

    /// <summary>The height that a chart has by itself, in pixels of the drawing.</summary>
    public static int HeightOf(Chart chart) => chart switch
    {
        LineChart => LineHeight,
        BarChart bars => 60 + (BarHeight * bars.Categories.Count),
        _ => throw new ArgumentException($"No drawing for {chart.GetType().Name}.", nameof(chart)),
    };

    /// <param name="chart">The chart.</param>
    /// <param name="id">Unique on the page; the id of the chart's title is the same.</param>
    /// <param name="height">Its height; <see cref="HeightOf"/> or more.</param>
    public static XElement Draw(Chart chart, string id, int height)
    {
        IPlotModel model = chart switch
        {
            LineChart lines => Lines(lines),
            BarChart bars => Bars(bars),
            _ => throw new ArgumentException($"No drawing for {chart.GetType().Name}.", nameof(chart)),
        };
        bool hasTextures = chart is BarChart { Series.Count: > 1 };
        var context = new SvgTreeContext(id, new OxySize(Width, height), hasTextures);
        model.Update(true);
        model.Render(context, new OxyRect(0, 0, Width, height));
        XElement svg = context.Svg;
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-labelledby", id);
        svg.AddFirst(new XElement("title", new XAttribute("id", id), chart.Title));
        return svg;
    }

    private static PlotModel Lines(LineChart chart)
    {
        PlotModel model = Model();
        model.PlotMargins = new OxyThickness(NumberMargin, double.NaN, double.NaN, double.NaN);
        double largest = chart.Lines
            .SelectMany(line => line.Points.Select(point => point.Y).Concat(line.Intervals.Select(bar => bar.Upper)))
            .DefaultIfEmpty(1)
            .Max();
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
        foreach ((double value, string label) in chart.Marks) model.Annotations.Add(Mark(value, label));
        foreach ((double value, string label) in chart.Places) model.Annotations.Add(Place(value, label));
        for (int index = 0; index < chart.Lines.Count; index++)
        {
            if (chart.Lines[index].Intervals.Count > 0) model.Series.Add(Bars(chart.Lines[index].Intervals, index));
            model.Series.Add(Line(chart.Lines[index], index));
            if (chart.Lines[index].Points.Count > MarkedPoints) model.Series.Add(Marks(chart.Lines[index], index));
        }
        return model;
    }

    /// <summary>One line that is broken between any two bars.</summary>
    private static LineSeries Bars(IReadOnlyList<(double X, double Lower, double Upper)> intervals, int index)
    {
        var series = new LineSeries
        {
            Color = ChartPalette.Series(index),
            StrokeThickness = 1.5,
            MarkerType = MarkerType.None,
        };
        foreach ((double x, double lower, double upper) in intervals)
        {
            series.Points.AddRange([new DataPoint(x, lower), new DataPoint(x, upper), DataPoint.Undefined]);
        }
        return series;
    }

    private static LineAnnotation Place(double value, string label) => new()
    {
        Type = LineAnnotationType.Vertical,
        X = value,
        Text = label,
        TextOrientation = AnnotationTextOrientation.Horizontal,
        TextHorizontalAlignment = HorizontalAlignment.Left,
        TextLinePosition = 1,
        TextPadding = 5,
        Color = ChartPalette.Text,
        TextColor = ChartPalette.Text,
        LineStyle = LineStyle.Dot,
        StrokeThickness = 1,
        FontSize = 11,
    };

    private static LineAnnotation Mark(double value, string label) => new()
    {
        Type = LineAnnotationType.Horizontal,
        Y = value,
        Text = label,
        Color = ChartPalette.Text,
        TextColor = ChartPalette.Text,
        LineStyle = LineStyle.Dot,
        StrokeThickness = 1,
        FontSize = 11,
    };

    private static LineSeries Line(ChartLine line, int index)
    {
        LineSeries series = Marked(index, line.Points.Count <= MarkedPoints);
        series.StrokeThickness = 2;
        series.LineStyle = SeriesMarks.Line(index, line.IsDashed);
        series.Points.AddRange(line.Points.Select(point => new DataPoint(point.X, point.Y)));
        return series;
    }

    /// <summary>The marks of a line of many points, at other points than those of the lines before it.</summary>
    private static LineSeries Marks(ChartLine line, int index)
    {
        LineSeries series = Marked(index, hasMarks: true);
        series.LineStyle = LineStyle.None;
        int step = line.Points.Count / MarksOfMany;
        for (int point = index * step / 3 % step; point < line.Points.Count; point += step)
        {
            series.Points.Add(new DataPoint(line.Points[point].X, line.Points[point].Y));
        }
        return series;
    }

    private static LineSeries Marked(int index, bool hasMarks)
    {
        OxyColor colour = ChartPalette.Series(index);
        return new LineSeries
        {
            Color = colour,
            MarkerType = hasMarks ? SeriesMarks.Shape(index) : MarkerType.None,
            MarkerSize = 3.5,
            MarkerFill = SeriesMarks.IsFilled(index) ? colour : ChartPalette.Card,
            MarkerStroke = colour,
            MarkerStrokeThickness = SeriesMarks.IsFilled(index) ? 0 : 1.6,
        };
    }

    private static PlotModel Bars(BarChart chart)
    {
        PlotModel model = Model();
        model.PlotMargins = new OxyThickness(8, double.NaN, double.NaN, double.NaN);
        LinearAxis value = Axis(AxisPosition.Bottom, chart.XTitle);
        value.Minimum = 0;
        value.MaximumPadding = 0.16;
        model.Axes.Add(value);
        model.Axes.Add(Categories(chart.Categories.Count));
        for (int index = 0; index < chart.Categories.Count; index++)
        {
            // Names above their bars: beside them a long one would leave the bars no room.
            model.Annotations.Add(new TextAnnotation
            {
                Text = chart.Categories[index],
                TextPosition = new DataPoint(0, index - 0.34),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                StrokeThickness = 0,
                TextColor = ChartPalette.Text,
                Padding = new OxyThickness(0),
            });
        }
        for (int index = 0; index < chart.Series.Count; index++)
        {
            var series = new BarSeries
            {
                FillColor = ChartPalette.Series(index),
                IsStacked = chart.Series.Count > 1,
                StrokeThickness = 0,
                LabelFormatString = chart.Series.Count == 1 ? "{0:0.##}" : null,
                LabelPlacement = LabelPlacement.Outside,
                LabelMargin = 5,
                TextColor = ChartPalette.Text,
            };
            series.Items.AddRange(chart.Series[index].Values.Select(length => new BarItem(length)));
            model.Series.Add(series);
        }
        return model;
    }

    /// <summary>Room for the bars, the first at the top; no names.</summary>
    private static CategoryAxis Categories(int count)
    {
        var categories = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 1.5,
            TextColor = ChartPalette.Text,
            TicklineColor = ChartPalette.Grid,
            AxislineColor = ChartPalette.Grid,
            MajorTickSize = 0,
            FontSize = 12,
            IsZoomEnabled = false,
        };
        categories.Labels.AddRange(Enumerable.Repeat("", count));
        return categories;
    }

    private static PlotModel Model() => new()
    {
        Culture = CultureInfo.InvariantCulture,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(2, 6, 12, 2),
        DefaultFontSize = 12,
        TextColor = ChartPalette.Text,
        Background = OxyColors.Undefined,
    };

    private static LinearAxis Axis(AxisPosition position, string? title) => new()
    {
        Position = position,
        Title = title,
        TextColor = ChartPalette.Text,
        TitleColor = ChartPalette.Text,
        TicklineColor = ChartPalette.Grid,
        AxislineColor = ChartPalette.Grid,
        AxislineStyle = position == AxisPosition.Bottom ? LineStyle.Solid : LineStyle.None,
        MajorGridlineStyle = position == AxisPosition.Left ? LineStyle.Solid : LineStyle.None,
        MajorGridlineColor = ChartPalette.Grid,
        MajorTickSize = position == AxisPosition.Left ? 0 : 4,
        MinorTickSize = 0,
        AxisTitleDistance = 6,
        IsZoomEnabled = false,
    };
}
