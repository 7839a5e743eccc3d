namespace RelionPS.Libraries;

/// <summary>A chart, free of any library.</summary>
/// <param name="Title">What it shows; its name for those who can't see it.</param>
/// <param name="XTitle">Quantity and unit of the horizontal axis.</param>
/// <param name="YTitle">Quantity and unit of the vertical axis.</param>
internal abstract record Chart(string Title, string XTitle, string YTitle)
{
    /// <summary>Names of what is drawn, in the order of the series' colours.</summary>
    public abstract IReadOnlyList<string> Legend { get; }
}

/// <summary>Lines over a numeric axis.</summary>
internal sealed record LineChart(string Title, string XTitle, string YTitle, IReadOnlyList<ChartLine> Lines)
    : Chart(Title, XTitle, YTitle)
{
    /// <summary>Values of horizontal lines to read against, each with its label.</summary>
    public IReadOnlyList<(double Value, string Label)> Marks { get; init; } = [];

    /// <summary>Places on the horizontal axis to tell, each with its label.</summary>
    public IReadOnlyList<(double Value, string Label)> Places { get; init; } = [];

    /// <summary>Range of the vertical axis; null leaves it to the data, from 0.</summary>
    public (double Minimum, double Maximum)? YRange { get; init; }

    /// <summary>True where the horizontal axis counts.</summary>
    public bool HasWholeX { get; init; }

    public override IReadOnlyList<string> Legend => [.. Lines.Select(line => line.Name)];
}

/// <summary>One line of a chart.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>True for what is not measured: an ideal, a model.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Where the true values lie, drawn as upright bars; empty where that is not known.</summary>
    public IReadOnlyList<(double X, double Lower, double Upper)> Intervals { get; init; } = [];
}

/// <summary>Horizontal bars, the first at the top, stacked where there are several series.</summary>
internal sealed record BarChart(
    string Title, string XTitle, string YTitle, IReadOnlyList<string> Categories,
    IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Series)
    : Chart(Title, XTitle, YTitle)
{
    public override IReadOnlyList<string> Legend => Series.Count > 1 ? [.. Series.Select(series => series.Name)] : [];
}
