using System.Xml.Linq;

namespace RelionPS.Testing;

/// <summary>Parts of a report's page.</summary>
internal static class ReportPage
{
    /// <summary>The page that a file holds; a page that is not well formed fails here.</summary>
    public static XDocument Read(string path)
    {
        string text = File.ReadAllText(path);
        return XDocument.Parse(text[text.IndexOf('\n', StringComparison.Ordinal)..]);
    }

    /// <summary>The classes of an element.</summary>
    public static string Kind(XElement element) => (string?)element.Attribute("class") ?? "";

    /// <summary>The headings of the sections, in order.</summary>
    public static IReadOnlyList<string> Titles(XDocument page) =>
        [.. page.Descendants("section").Select(section => section.Element("h2")!.Value)];

    public static XElement Section(XDocument page, string title) =>
        page.Descendants("section").Single(section => section.Element("h2")!.Value == title);

    /// <summary>What the page says first.</summary>
    public static IEnumerable<string> Verdicts(XDocument page) =>
        Section(page, "Verdict").Elements("div").Select(div => div.Value);

    /// <summary>The table with the caption.</summary>
    public static XElement Table(XElement part, string caption) => part.Descendants("table").Single(
        table => table.Element("caption")!.Value.StartsWith(caption, StringComparison.Ordinal));

    /// <summary>Cells of a table's body.</summary>
    public static string[][] Rows(XElement table) =>
        [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    /// <summary>What is there to be copied.</summary>
    public static IReadOnlyList<string> Lines(XElement part) =>
    [
        .. part.Descendants("figure").Where(figure => Kind(figure) == "code copy")
            .Select(figure => figure.Descendants("code").Single().Value),
    ];
}
