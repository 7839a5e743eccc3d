namespace RelionPS.Data.Star;

/// <summary>The rows of a table one after the other, typed; a mebibyte of the file is read at a time.</summary>
internal sealed class StarRows(StarFile file, StarBlock block, IReadOnlyList<string> labels)
{
    private readonly int[] _columns = [.. labels.Select(block.ColumnIndex)];
    private readonly StarType[] _types = [.. labels.Select(StarLabels.TypeOf)];

    /// <summary>
    /// The rows, each the values of the labels. Ends with an error at the first row that RELION does not read.
    /// </summary>
    public IEnumerable<object[]> Read()
    {
        if (block.HeadFaults is [(long headLine, string headReason), ..])
        {
            throw StarFile.Invalid(file.Path, headLine, headReason);
        }
        if (block.Extent is { RowCount: 0 }) yield break;
        int[] wanted = [.. _columns.Distinct().Order()];
        int[] places = [.. _columns.Select(column => Array.IndexOf(wanted, column))];
        long offset = block.RowsOffset, line = block.FirstRowLine;
        while (true)
        {
            var rows = new List<object[]>();
            var sink = new Sink(rows, places, _types);
            StarExtent piece = StarTable.Scan(
                file.Source,
                offset,
                line,
                block.Labels.Count,
                wanted,
                () => sink,
                null,
                file.CancellationToken,
                threads: 1,
                mostPieces: 1);
            StarFault? fault = piece.Faults.Count > 0 ? piece.Faults[0] : null;
            foreach (object[] row in fault is { } at ? rows.Take((int)at.Row) : rows) yield return row;
            if (fault is { } first) throw StarFile.Invalid(file.Path, line + first.Row, first.Reason);
            if (piece.IsEnded || piece.EndOffset <= offset) break;
            offset = piece.EndOffset;
            line += piece.RowCount;
        }
        file.Source.RefuseIfChanged();
    }

    private readonly struct Sink(List<object[]> rows, int[] places, StarType[] types) : IStarRowSink
    {
        public void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
        {
            var row = new object[places.Length];
            for (int i = 0; i < row.Length; i++) row[i] = StarLabels.ValueOf(
                types[i], text[starts[places[i]]..ends[places[i]]]);
            rows.Add(row);
        }
    }
}
