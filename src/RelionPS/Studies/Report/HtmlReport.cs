using System.Globalization;
using System.Xml.Linq;
using RelionPS.Core.Text;
using RelionPS.Libraries;

namespace RelionPS.Studies.Report;

/// <summary>
/// The report as one HTML file that needs nothing else: style and charts are in it, and its own policy forbids the
/// browser to fetch anything. The page is
/// built as a tree, so that no value can be anything but text.
/// </summary>
internal static class HtmlReport
{
    /// <summary>A longer text keeps some width on a phone, where the table moves in its frame.</summary>
    private const int LongText = 30;

    /// <summary>A chart higher than this stands by itself; the one beside it would be half empty.</summary>
    private const int HighChart = 480;

    private static readonly HashSet<string> VoidElements = ["meta", "br"];
    private static readonly Lazy<string> Style = new(ReadStyle);

    public static string Render(ReportContent content, string title)
    {
        List<(string Title, IReadOnlyList<ReportBlock> Blocks)> sections = [.. ReportSections.Drawn(content)];
        int charts = 0;
        var body = new XElement(
            "main",
            new XElement(
                "header",
                Text("h1", title),
                Subtitle(content) is { Length: > 0 } subtitle ? Text("p", subtitle, "subtitle") : null),
            Contents(sections),
            sections.Select((section, index) => new XElement(
                "section",
                new XAttribute("id", SectionId(index)),
                Text("h2", section.Title),
                Group(section.Blocks).Select(group => DrawGroup(group, () => $"chart{++charts}")))));
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement(
                    "meta",
                    new XAttribute("name", "viewport"),
                    new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                new XElement(
                    "meta",
                    new XAttribute("http-equiv", "Content-Security-Policy"),
                    new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                Text("title", title),
                new XElement("style", Style.Value)),
            new XElement("body", body));
        foreach (XElement element in page.Descendants())
        {
            // An empty element is written <x/>, which HTML reads as an open one.
            if (element.IsEmpty && !VoidElements.Contains(element.Name.LocalName) && !element.Ancestors("svg").Any())
            {
                element.Add("");
            }
        }
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static string Subtitle(ReportContent content)
    {
        List<string> parts =
        [
            .. content.Commands.Select(one => one.Command.Node.CpuModel).Where(model => model != "Unknown").Distinct(),
        ];
        if (content
            .Of<BenchmarkResult>()
            .SelectMany(result => result.Runs)
            .Select(run => run.StartedUtc)
            .DefaultIfEmpty()
            .Max() is var last
            && last != default)
        {
            parts.Add(last.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        }
        parts.AddRange(content.Of<BenchmarkResult>().Select(result => $"RELION {result.RelionVersion}").Distinct());
        return string.Join(" · ", parts);
    }

    private static XElement Contents(List<(string Title, IReadOnlyList<ReportBlock> Blocks)> sections) => new(
        "nav",
        new XAttribute("aria-label", "Contents"),
        sections.Select(
            (section, index) => new XElement(
                "a", new XAttribute("href", "#" + SectionId(index)), XmlText.Clean(section.Title))));

    /// <summary>Charts that follow each other stand side by side where there is room.</summary>
    private static List<List<ReportBlock>> Group(IReadOnlyList<ReportBlock> blocks)
    {
        var groups = new List<List<ReportBlock>>();
        foreach (ReportBlock block in blocks)
        {
            if (block is ChartBlock && groups.LastOrDefault() is [ChartBlock, ..] charts) charts.Add(block);
            else groups.Add([block]);
        }
        return groups;
    }

    private static IEnumerable<XElement> DrawGroup(List<ReportBlock> group, Func<string> nextChart) =>
        group[0] is ChartBlock
            ? Rows([.. group.Cast<ChartBlock>().Select(block => block.Chart)]).Select(row => Row(row, nextChart))
            : [Draw(group[0], nextChart)];

    /// <summary>One or two charts a row.</summary>
    private static List<List<Chart>> Rows(IReadOnlyList<Chart> charts)
    {
        var rows = new List<List<Chart>>();
        foreach (Chart chart in charts)
        {
            bool isHigh = ChartRenderer.HeightOf(chart) > HighChart;
            if (!isHigh && rows.LastOrDefault() is [var other] && ChartRenderer.HeightOf(other) <= HighChart)
            {
                rows[^1].Add(chart);
            }
            else rows.Add([chart]);
        }
        return rows;
    }

    /// <summary>Charts side by side are of one height, so that no card is half empty.</summary>
    private static XElement Row(List<Chart> charts, Func<string> nextChart)
    {
        int height = charts.Max(ChartRenderer.HeightOf);
        return new XElement(
            "div",
            Class(charts.Count == 1 ? "charts one" : "charts"),
            charts.Select(chart => Chart(chart, nextChart(), height)));
    }

    private static XElement Draw(ReportBlock block, Func<string> nextChart) => block switch
    {
        TextBlock text => Text("p", text.Text),
        FiguresBlock figures =>
            new XElement(
                "div",
                Class("figures"),
                figures.Figures.Select(
                    figure => new XElement(
                        "div",
                        Text("span", figure.Name, "name"),
                        Text("strong", figure.Value),
                        Text("span", figure.Note, "note")))),
        FactsBlock facts =>
            new XElement(
                "dl", facts.Facts.Select(fact => new XElement("div", Text("dt", fact.Name), Text("dd", fact.Value)))),
        VerdictBlock verdict =>
            new XElement(
                "div",
                Class("verdict " + Tone(verdict.Tone)),
                new XElement("strong", Sign(verdict.Tone, hasWord: false), XmlText.Clean(verdict.Verdict)),
                verdict.Reasons.Count > 0
                    ? new XElement("ul", verdict.Reasons.Select(reason => Text("li", reason)))
                    : null,
                verdict.Doubts.Count > 0
                    ? new XElement("ul", Class("doubts"), verdict.Doubts.Select(Doubt))
                    : null),
        CodeBlock code =>
            new XElement(
                "figure",
                Class(code.IsForCopying ? "code copy" : "code"),
                Text("figcaption", code.Caption),
                new XElement("pre", new XElement("code", Words(code)))),
        StepsBlock steps =>
            new XElement(
                "div",
                Class("steps"),
                Text("h3", steps.Caption),
                new XElement("ol", steps.Steps.Select(step => Text("li", step)))),
        TableBlock table => Table(table),
        HeatBlock heat => Heat(heat),
        ChartBlock chart => Chart(chart.Chart, nextChart(), ChartRenderer.HeightOf(chart.Chart)),
        _ => throw new ArgumentException($"No HTML for {block.GetType().Name}.", nameof(block)),
    };

    /// <summary>A browser breaks a line behind any hyphen, and an option is no word to break.</summary>
    private static IEnumerable<object> Words(CodeBlock code)
    {
        if (!code.IsForCopying) return [XmlText.Clean(code.Text)];
        string[] words = code.Text.Split(' ');

        // The blank stays with its word: readers of XML take one between two elements for none.
        return words
            .Select((word, index) => index < words.Length - 1 ? word + " " : word)
            .Select(word => word.StartsWith('-') && word.Length <= LongText
                ? (object)Text("span", word, "option")
                : XmlText.Clean(word));
    }

    private static XElement Table(TableBlock table) => Scrolled(new XElement(
        "table",
        new XElement("caption", Text("span", table.Caption)),
        new XElement(
            "thead",
            new XElement("tr", table.Columns.Select(column => Scoped(Cell("th", column, Head(column)), "col")))),
        new XElement("tbody", table.Rows.Select((row, index) => new XElement(
            "tr",
            index < table.Tones.Count && table.Tones[index] != ReportTone.Neutral
                ? Class(Tone(table.Tones[index]))
                : null,
            row.Select((value, column) => Marked(
                Cell("td", table.Columns[column], value),
                column == 0 && index < table.Tones.Count ? table.Tones[index] : ReportTone.Neutral,
                table.SaysTone)))))),
        table.Caption);

    private static XElement Heat(HeatBlock heat)
    {
        List<double> known = [.. heat.Values.Cast<double?>().OfType<double>()];
        double least = known.DefaultIfEmpty(0).Min(), spread = known.DefaultIfEmpty(0).Max() - least;
        return Scrolled(new XElement(
            "table",
            Class("heat"),
            new XElement("caption", Text("span", heat.Caption)),
            new XElement(
                "thead",
                new XElement(
                    "tr",
                    Scoped(Text("th", $"{heat.RowTitle} ↓ {heat.ColumnTitle} →"), "col"),
                    heat.Columns.Select(column => Scoped(Text("th", column), "col")))),
            new XElement(
                "tbody",
                heat.Rows.Select(
                    (row, y) => new XElement(
                        "tr",
                        Scoped(Text("th", row), "row"),
                        heat.Columns.Select((_, x) => HeatCell(heat.Values[y, x])))))),
            heat.Caption);

        XElement HeatCell(double? value) => value is { } seconds
            ? Text(
                "td",
                Quantity.Seconds(seconds),
                FormattableString.Invariant($"h{(spread > 0 ? (int)Math.Round(6 * (seconds - least) / spread) : 0)}"))
            : Text("td", "");
    }

    private static XElement Chart(Chart chart, string id, int height) => new(
        "figure",
        Class("chart"),
        Text("figcaption", chart.Title),
        chart.YTitle.Length > 0 ? Text("div", chart.YTitle, "axis") : null,
        Drawing(chart, id, height),
        chart.Legend.Count > 0
            ? new XElement(
                "ul",
                Class("legend"),
                chart.Legend.Select((name, index) => new XElement("li", Key(chart, index), XmlText.Clean(name))))
            : null);

    /// <summary>A series as it looks in its chart: a line with its mark, or a bar with its texture.</summary>
    private static XElement Key(Chart chart, int index)
    {
        int colour = ChartPalette.Number(index);
        string kind = chart is LineChart lines
            ? FormattableString.Invariant($"line{(lines.Lines[index].IsDashed ? " dashed" : "")} k{colour}")
            : FormattableString.Invariant($"bar k{colour} b{colour}");
        return new XElement(
            "i", Class(kind), new XAttribute("aria-hidden", "true"),
            chart is LineChart ? new XElement("b", SeriesMarks.Sign(index)) : null);
    }

    private static XElement Drawing(Chart chart, string id, int height)
    {
        XElement svg = ChartRenderer.Draw(chart, id, height);
        foreach (XText text in svg.DescendantNodes().OfType<XText>()) text.Value = XmlText.Clean(text.Value);
        return svg;
    }

    /// <summary>A wide table moves in its own frame, not the page; by keys too, for which it takes the focus.</summary>
    private static XElement Scrolled(XElement table, string caption) => new(
        "div",
        Class("scroll"),
        new XAttribute("tabindex", "0"),
        new XAttribute("role", "region"),
        new XAttribute("aria-label", XmlText.Clean(caption)),
        table);

    /// <summary>A heading that says what it is the heading of.</summary>
    private static XElement Scoped(XElement heading, string scope)
    {
        heading.SetAttributeValue("scope", scope);
        return heading;
    }

    /// <summary>A cell with the sign of its row before it.</summary>
    private static XElement Marked(XElement cell, ReportTone tone, bool hasWord)
    {
        cell.AddFirst(Sign(tone, hasWord));
        return cell;
    }

    /// <summary>A sign, and the word of what is not good; neither where there is nothing to mark.</summary>
    /// <param name="tone">What to mark.</param>
    /// <param name="hasWord">True where the text behind it says the same in a word.</param>
    private static XElement[] Sign(ReportTone tone, bool hasWord) => tone switch
    {
        ReportTone.Neutral => [],
        ReportTone.Good when !hasWord =>
        [
            new XElement(
                "span",
                Class("sign"),
                new XAttribute("role", "img"),
                new XAttribute("aria-label", ReportTones.Word(tone)),
                ReportTones.Sign(tone) + " "),
        ],
        _ =>
        [
            new XElement(
                "span", Class("sign"), new XAttribute("aria-hidden", "true"), ReportTones.Sign(tone) + " "),
            .. hasWord ? Array.Empty<XElement>() : [Text("span", ReportTones.Word(tone) + ": ", "word")],
        ],
    };

    private static XElement Doubt(string text) =>
        new("li", new XElement("b", ReportTones.Sign(ReportTone.Warn) + " Warning: "), XmlText.Clean(text));

    private static XElement Cell(string name, string column, string value) =>
        Text(name, value, column.EndsWith('#') ? "number" : value.Length > LongText ? "long" : null);

    private static string Head(string column) => column.TrimEnd('#');

    private static XElement Text(string name, string value, string? kind = null) =>
        new(name, kind is null ? null : Class(kind), XmlText.Clean(value));

    private static XAttribute Class(string name) => new("class", name);

    private static string Tone(ReportTone tone) => tone.ToString().ToLowerInvariant();

    private static string SectionId(int index) => FormattableString.Invariant($"s{index + 1}");

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(
            "RelionPS.Studies.Report.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
