using System.Text;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Report;

/// <summary>
/// The report as Markdown, for a wiki or an issue: all but the charts, whose numbers are in the tables.
/// </summary>
internal static class MarkdownReport
{
    public static string Render(ReportContent content, string title)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Inline(title)).Append('\n');
        foreach ((string heading, IReadOnlyList<ReportBlock> blocks) in ReportSections.Drawn(content))
        {
            text.Append("\n## ").Append(Inline(heading)).Append('\n');
            foreach (ReportBlock block in blocks) Write(text, block);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case TextBlock paragraph:
                text.Append('\n').Append(Inline(paragraph.Text)).Append('\n');
                break;
            case FiguresBlock figures:
                Table(
                    text,
                    ["", "", ""],
                    figures.Figures.Select(figure => new[] { figure.Name, figure.Value, figure.Note }));
                break;
            case FactsBlock facts:
                Table(text, ["", ""], facts.Facts.Select(fact => new[] { fact.Name, fact.Value }));
                break;
            case VerdictBlock verdict:
                string sign = ReportTones.Mark(verdict.Tone, hasWord: false);
                text.Append("\n**").Append(sign).Append(Inline(verdict.Verdict));
                text.Append("**\n\n");
                foreach (string reason in verdict.Reasons) text.Append("- ").Append(Inline(reason)).Append('\n');
                foreach (string doubt in verdict.Doubts)
                {
                    text.Append("- ").Append(ReportTones.Sign(ReportTone.Warn)).Append(" Warning: ")
                        .Append(Inline(doubt)).Append('\n');
                }
                break;
            case StepsBlock steps:
                text.Append('\n').Append(Inline(steps.Caption)).Append("\n\n");
                foreach (string step in steps.Steps) text.Append("1. ").Append(Inline(step)).Append('\n');
                break;
            case CodeBlock code:
                string fence = Fence(code.Text);
                text
                    .Append('\n')
                    .Append(Inline(code.Caption))
                    .Append("\n\n")
                    .Append(fence)
                    .Append('\n')
                    .Append(code.Text)
                    .Append('\n')
                    .Append(fence)
                    .Append('\n');
                break;
            case TableBlock table:
                text.Append('\n').Append(Inline(table.Caption)).Append('\n');
                Table(text, table.Columns, table.Rows.Select((row, index) => Signed(row, table, index)));
                break;
            case HeatBlock heat:
                text.Append('\n').Append(Inline(heat.Caption)).Append('\n');
                Table(
                    text,
                    [$"{heat.RowTitle} ↓ {heat.ColumnTitle} →", .. heat.Columns],
                    heat.Rows.Select(
                        (row, y) => new[] { row }.Concat(
                            heat.Columns.Select((_, x) => Quantity.Seconds(heat.Values[y, x])))));
                break;
            default:
                break;
        }
    }

    /// <summary>With the sign of its tone before its first cell.</summary>
    private static IEnumerable<string> Signed(IReadOnlyList<string> row, TableBlock table, int index) =>
        index < table.Tones.Count
            ? row.Select((cell, column) =>
                column == 0 ? ReportTones.Mark(table.Tones[index], table.SaysTone) + cell : cell)
            : row;

    private static void Table(StringBuilder text, IReadOnlyList<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        text
            .Append('\n')
            .Append("| ")
            .AppendJoin(" | ", columns.Select(column => Inline(column.TrimEnd('#'))))
            .Append(" |\n");
        text
            .Append("| ")
            .AppendJoin(" | ", columns.Select(column => column.EndsWith('#') ? "---:" : "---"))
            .Append(" |\n");
        foreach (IEnumerable<string> row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Inline)).Append(" |\n");
        }
    }

    /// <summary>Text that Markdown takes as it is: no markup, no line's end, no column's end.</summary>
    private static string Inline(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char letter in value)
        {
            if (letter is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '&')
            {
                text.Append('\\').Append(letter);
            }
            else text.Append(char.IsControl(letter) ? ' ' : letter);
        }
        return text.ToString();
    }

    private static string Fence(string code)
    {
        string fence = "```";
        while (code.Contains(fence, StringComparison.Ordinal)) fence += "`";
        return fence;
    }
}
