using RelionPS.Core.Errors;

namespace RelionPS.Data.Star;

/// <summary>
/// A block of a STAR file: label-value pairs, a table, or both. Labels are without their underscore. Pairs are in
/// memory; the rows of a table are read from the file when asked for.
/// </summary>
internal sealed class StarBlock(StarFile file, string name, long line, int version)
{
    private readonly Dictionary<string, string> _pairs = new(StringComparer.Ordinal);
    private readonly List<string> _pairLabels = [];
    private readonly List<string> _labels = [];

    /// <summary>The name behind <c>data_</c>; empty where there is none.</summary>
    public string Name { get; } = name;

    /// <summary>Line of <c>data_</c>.</summary>
    public long Line { get; } = line;

    /// <summary>
    /// The number of the <c># version</c> comment before it; 30000 where there is none, as in RELION.
    /// </summary>
    public int Version { get; } = version;

    /// <summary>Labels of the pairs, in the file's order.</summary>
    public IReadOnlyList<string> PairLabels => _pairLabels;

    /// <summary>Labels of the table's columns, in the file's order; empty where the block has no table.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>True where the block has a table.</summary>
    public bool IsTable { get; internal set; }

    /// <summary>Line of the table's first row.</summary>
    public long FirstRowLine { get; internal set; }

    /// <summary>
    /// Lines behind the end of the rows that look like rows: as many values as there are labels. RELION never reads
    /// them.
    /// </summary>
    public long PassedRows { get; internal set; }

    internal long RowsOffset { get; set; }

    internal StarExtent? Extent { get; set; }

    /// <summary>What RELION would end at while it reads the block, by line. Empty for a sound block.</summary>
    public IReadOnlyList<(long Line, string Reason)> Faults
    {
        get
        {
            file.Measure(this);
            return [.. HeadFaults, .. (Extent?.Faults ?? []).Select(fault => (FirstRowLine + fault.Row, fault.Reason))];
        }
    }

    /// <summary>Rows of the table, faulty ones included; 0 where there is none.</summary>
    public long RowCount
    {
        get
        {
            file.Measure(this);
            return Extent?.RowCount ?? 0;
        }
    }

    internal List<(long Line, string Reason)> HeadFaults { get; } = [];

    /// <summary>True for a label of a pair or of a column.</summary>
    public bool Has(string label) => _pairs.ContainsKey(label) || _labels.Contains(label);

    /// <summary>A pair's value.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>.</exception>
    public string Text(string label) =>
        _pairs.TryGetValue(label, out string? value) ? value : throw Missing(label, PairLabels);

    /// <summary>A pair's value, or null.</summary>
    public string? TextOrNull(string label) => _pairs.GetValueOrDefault(label);

    /// <summary>A pair's value as a number.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>, or <c>RelionStarInvalid</c> where it is no
    /// number.</exception>
    public double Number(string label) =>
        StarText.Number(System.Text.Encoding.UTF8.GetBytes(Text(label))) ?? throw NoNumber(label, Text(label), Line);

    /// <summary>A pair's value as a whole number.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>, or <c>RelionStarInvalid</c> where it is no
    /// whole number.</exception>
    public long Integer(string label) =>
        StarText.Integer(System.Text.Encoding.UTF8.GetBytes(Text(label))) ?? throw NoNumber(label, Text(label), Line);

    /// <summary>A column as text.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>, or <c>RelionStarInvalid</c> with the line of a
    /// faulty row.</exception>
    public string[] Texts(string label) => Column(label, static (value, _) => StarText.Text(value));

    /// <summary>A column of numbers.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>, or <c>RelionStarInvalid</c> with the line of a
    /// faulty row or value.</exception>
    public double[] Numbers(string label) =>
        Column(
            label,
            (value, row) => StarText.Number(value) ?? throw NoNumber(label, StarText.Text(value), FirstRowLine + row));

    /// <summary>A column of whole numbers.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>, or <c>RelionStarInvalid</c> with the line of a
    /// faulty row or value.</exception>
    public long[] Integers(string label) =>
        Column(
            label,
            (value, row) => StarText.Integer(value) ?? throw NoNumber(label, StarText.Text(value), FirstRowLine + row));

    /// <summary>Index of a column.</summary>
    /// <exception cref="RelionException"><c>RelionStarLabelMissing</c>.</exception>
    public int ColumnIndex(string label) =>
        _labels.IndexOf(label) is var index and >= 0 ? index : throw Missing(label, Labels);

    /// <summary>Ends where the block has a fault.</summary>
    /// <exception cref="RelionException"><c>RelionStarInvalid</c> with the first line at fault.</exception>
    public void RefuseFaults()
    {
        if (Faults is [(long line, string reason), ..]) throw StarFile.Invalid(file.Path, line, reason);
    }

    internal bool AddPair(string label, string value)
    {
        if (!_pairs.TryAdd(label, value)) return false;
        _pairLabels.Add(label);
        return true;
    }

    internal void AddColumn(string label) => _labels.Add(label);

    private T[] Column<T>(string label, StarCell<T> convert)
    {
        int column = ColumnIndex(label);
        var sink = new ColumnSink<T>(convert);
        Extent = StarTable.Scan(
            file.Source,
            RowsOffset,
            FirstRowLine,
            Labels.Count,
            [column],
            () => new PieceOfColumn(sink.Add),
            null,
            file.CancellationToken,
            threads: 1);
        RefuseFaults();
        return [.. sink.Values];
    }

    private RelionException Missing(string label, IEnumerable<string> there) =>
        StarErrors.StarLabelMissing(file.Path, Name, label, there.Any() ? string.Join(", ", there) : "none");

    private RelionException NoNumber(string label, string value, long line) =>
        StarFile.Invalid(file.Path, line, $"'{value}' of {label} is no number");

    private sealed class ColumnSink<T>(StarCell<T> convert)
    {
        public List<T> Values { get; } = [];

        public void Add(ReadOnlySpan<byte> value) => Values.Add(convert(value, Values.Count));
    }

    private delegate void AddCell(ReadOnlySpan<byte> value);

    private readonly struct PieceOfColumn(AddCell add) : IStarRowSink
    {
        public void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends) =>
            add(text[starts[0]..ends[0]]);
    }

    private delegate T StarCell<T>(ReadOnlySpan<byte> value, int row);
}
