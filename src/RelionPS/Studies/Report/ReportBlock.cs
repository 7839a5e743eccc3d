using RelionPS.Libraries;

namespace RelionPS.Studies.Report;

/// <summary>A piece of a section. What it says is decided here; how it looks is the renderer's.</summary>
internal abstract record ReportBlock;

/// <summary>A paragraph.</summary>
internal sealed record TextBlock(string Text) : ReportBlock;

/// <summary>Names with values.</summary>
internal sealed record FactsBlock(IReadOnlyList<(string Name, string Value)> Facts) : ReportBlock;

/// <summary>Few large figures.</summary>
internal sealed record FiguresBlock(IReadOnlyList<(string Name, string Value, string Note)> Figures) : ReportBlock;

/// <summary>A conclusion with its reasons.</summary>
internal sealed record VerdictBlock(ReportTone Tone, string Verdict, IReadOnlyList<string> Reasons) : ReportBlock
{
    /// <summary>Warnings that touch the conclusion; they stand with it.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];
}

/// <summary>A table. Numeric columns are aligned to the right.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Heads; a head that ends in <c>#</c> is numeric, and shown without the mark.</param>
/// <param name="Rows">Cells by column.</param>
internal sealed record TableBlock(
    string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
    : ReportBlock
{
    /// <summary>Tone of each row; empty where none has one.</summary>
    public IReadOnlyList<ReportTone> Tones { get; init; } = [];

    /// <summary>True where the first cell of a row says its tone in a word.</summary>
    public bool SaysTone { get; init; }
}

/// <summary>Text as it is typed or logged.</summary>
internal sealed record CodeBlock(string Caption, string Text) : ReportBlock
{
    /// <summary>True for what is to be copied whole: one click selects it.</summary>
    public bool IsForCopying { get; init; }
}

/// <summary>What to do, one after the other.</summary>
internal sealed record StepsBlock(string Caption, IReadOnlyList<string> Steps) : ReportBlock;

/// <summary>A chart.</summary>
internal sealed record ChartBlock(Chart Chart) : ReportBlock;

/// <summary>A table whose cells are coloured by their value.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="RowTitle">What the rows are.</param>
/// <param name="ColumnTitle">What the columns are.</param>
/// <param name="Rows">Heads of the rows.</param>
/// <param name="Columns">Heads of the columns.</param>
/// <param name="Values">By row and column; null where nothing was measured. Least is best.</param>
internal sealed record HeatBlock(
    string Caption,
    string RowTitle,
    string ColumnTitle,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    double?[,] Values)
    : ReportBlock;

/// <summary>How something stands.</summary>
internal enum ReportTone
{
    Neutral,
    Good,
    Warn,
    Bad,
}
