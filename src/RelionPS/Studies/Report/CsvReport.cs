using System.Globalization;
using System.Text;

namespace RelionPS.Studies.Report;

/// <summary>A line for each run and plan, as RFC 4180 writes it: for a spreadsheet.</summary>
internal static class CsvReport
{
    public static string Render(ReportContent content)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', CsvLine.Columns.Select(column => column.Name)).Append("\r\n");
        foreach (CsvLine line in CsvLine.Of(content))
        {
            CsvLine told = line with { Warnings = line.Warnings.Distinct() };
            text.AppendJoin(',', CsvLine.Columns.Select(column => Field(column.Value(told)))).Append("\r\n");
        }
        return text.ToString();
    }

    /// <summary>
    /// A text that a spreadsheet would compute gets an apostrophe, which spreadsheets take as the mark of a text.
    /// </summary>
    private static string Field(object? value)
    {
        string text = value is DateTime time
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string && text.Length > 0 && "=+-@\t\r\n".Contains(text[0])) text = $"'{text}";
        return text.AsSpan().ContainsAny(",\"\r\n")
            ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : text;
    }
}
