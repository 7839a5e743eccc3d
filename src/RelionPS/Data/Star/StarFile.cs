using RelionPS.Core.Errors;

namespace RelionPS.Data.Star;

/// <summary>
/// A STAR file in RELION's dialect, not CIF's (3.1.3, src/metadata_table.cpp): blocks are found as they are asked for,
/// tables are read in pieces. What RELION passes over is passed over: text before the first block, and all behind the
/// empty line that ends a table, up to the next block.
/// </summary>
internal sealed class StarFile : IDisposable
{
    private const int DefaultVersion = 30000;

    private readonly StarLineReader _lines;
    private readonly List<StarBlock> _blocks = [];
    private int _version = DefaultVersion;
    private bool _isAtEnd;

    private StarFile(ByteSource source, CancellationToken cancellationToken)
    {
        Source = source;
        CancellationToken = cancellationToken;
        _lines = new StarLineReader(source);
    }

    /// <summary>The file, for messages.</summary>
    public string Path => Source.Name;

    internal ByteSource Source { get; }

    internal CancellationToken CancellationToken { get; }

    /// <summary>All blocks, in order. Reads the file to its end.</summary>
    public IReadOnlyList<StarBlock> Blocks
    {
        get
        {
            while (ReadBlock() is not null) { }
            return _blocks;
        }
    }

    /// <summary>
    /// True where lines read so far end with carriage returns: RELION then finds no block by its name.
    /// </summary>
    public bool HasCarriageReturns => _lines.HasCarriageReturns;

    /// <summary>Opens a file; nothing is read yet.</summary>
    /// <exception cref="RelionException"><c>RelionFileNotFound</c> or <c>RelionFileUnreadable</c>.</exception>
    public static StarFile Open(string path, CancellationToken cancellationToken = default) =>
        new(ByteSource.Open(path), cancellationToken);

    /// <summary>Reads from memory.</summary>
    public static StarFile Of(ReadOnlyMemory<byte> bytes, string name) =>
        new(ByteSource.Of(bytes, name), CancellationToken.None);

    /// <summary>The first block of this name, or null. The file is read no further than to its head.</summary>
    public StarBlock? Find(string name)
    {
        if (_blocks.Find(block => block.Name == name) is { } known) return known;
        while (ReadBlock() is { } block)
        {
            if (block.Name == name) return block;
        }
        return null;
    }

    /// <summary>The first block of this name.</summary>
    /// <exception cref="RelionException"><c>RelionStarBlockMissing</c>.</exception>
    public StarBlock Get(string name) =>
        Find(name)
            ?? throw StarErrors.StarBlockMissing(
                Path,
                name,
                _blocks.Count > 0
                    ? string.Join(", ", _blocks.Select(block => "data_" + block.Name))
                    : "no block at all");

    /// <summary>The next block that was not read before; null at the end.</summary>
    public StarBlock? ReadBlock()
    {
        if (_blocks.Count > 0) Measure(_blocks[^1]);
        if (_isAtEnd) return null;
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            CancellationToken.ThrowIfCancellationRequested();
            // RELION looks for "data_" anywhere in a line, and so passes over a byte order mark before it.
            if (_lines.LineNumber == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
            line = Trim(line);
            ReadVersion(line);
            if (!line.StartsWith("data_"u8))
            {
                if (_blocks.Count > 0) CountPassed(_blocks[^1], line);
                continue;
            }
            int end = line.IndexOfAnyInRange((byte)0, (byte)' ');
            var block = new StarBlock(
                this, StarText.Text(line[5..(end < 0 ? line.Length : end)]), _lines.LineNumber, _version);
            _blocks.Add(block);
            ReadHead(block);
            return block;
        }
        _isAtEnd = true;
        Source.RefuseIfChanged();
        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        Source.Dispose();
    }

    internal static RelionException Invalid(string path, long line, string reason) =>
        StarErrors.StarInvalid(path, line, reason);

    /// <summary>Finds the end of a block's rows, if nobody has, and goes on behind it.</summary>
    internal void Measure(StarBlock block)
    {
        if (!block.IsTable || block.Extent is not null && block != _blocks[^1]) return;
        block.Extent ??= StarTable.Scan(
            Source,
            block.RowsOffset,
            block.FirstRowLine,
            block.Labels.Count,
            [],
            static () => default(NoSink),
            null,
            CancellationToken);
        if (_lines.Offset < block.Extent.EndOffset)
        {
            _lines.Seek(block.Extent.EndOffset, block.FirstRowLine + block.Extent.RowCount);
        }
    }

    /// <summary>Reads pairs and labels, up to the first row or the next block.</summary>
    private void ReadHead(StarBlock block)
    {
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            line = Trim(line);
            if (line.StartsWith("data_"u8))
            {
                StepBack();
                return;
            }
            if (line.StartsWith("loop_"u8))
            {
                ReadLabels(block);
                return;
            }
            if (line.Length == 0) continue;
            if (line[0] == '_') ReadPair(block, line);
            else ReadVersion(line);
        }
    }

    private void ReadPair(StarBlock block, ReadOnlySpan<byte> line)
    {
        int position = 0;
        StarText.TryNext(line, ref position, out Range label, out _);
        string name = StarText.Text(line[label][1..]);
        if (StarText.TryNext(line, ref position, out Range value, out bool isOpen))
        {
            block.AddPair(name, StarText.Text(line[value]));
        }
        else
        {
            block.HeadFaults.Add(
                (_lines.LineNumber, isOpen ? "a quote is not closed" : $"the label {name} has no value"));
        }
    }

    private void ReadLabels(StarBlock block)
    {
        block.IsTable = true;
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            line = Trim(line);
            // A carriage return alone is an empty line, as everywhere.
            if (line.Length == 0 || line[0] is (byte)'#' or (byte)';')
            {
                ReadVersion(line);
                continue;
            }
            if (line[0] == '_')
            {
                int end = line.IndexOfAny((byte)' ', (byte)'\t', (byte)'#');
                string label = StarText.Text(line[1..(end < 0 ? line.Length : end)]);
                if (block.Labels.Contains(label))
                {
                    block.HeadFaults.Add((_lines.LineNumber, $"the label {label} is there twice"));
                }
                block.AddColumn(label);
                continue;
            }
            if (line.StartsWith("data_"u8) && line.IndexOfAny((byte)' ', (byte)'\t') < 0) break;
            block.RowsOffset = _lines.LineOffset;
            block.FirstRowLine = _lines.LineNumber;
            if (block.Labels.Count == 0) block.HeadFaults.Add((_lines.LineNumber, "the table has rows and no labels"));
            return;
        }
        // A table without rows.
        if (_lines.LineOffset < _lines.Offset) StepBack();
        block.FirstRowLine = _lines.LineNumber + 1;
        block.Extent = new StarExtent(0, _lines.Offset, [], IsEnded: true);
    }

    /// <summary>Counts a line behind the end of a table that has a row's number of values.</summary>
    private static void CountPassed(StarBlock block, ReadOnlySpan<byte> line)
    {
        if (!block.IsTable || line.Length == 0 || line[0] == '#') return;
        int position = 0, count = 0;
        while (StarText.TryNext(line, ref position, out _, out _)) count++;
        if (count > 0 && count == block.Labels.Count) block.PassedRows++;
    }

    private void StepBack() => _lines.Seek(_lines.LineOffset, _lines.LineNumber);

    private void ReadVersion(ReadOnlySpan<byte> line)
    {
        int place = line.IndexOf("# version "u8);
        if (place >= 0
            && StarText.Integer(line[(place + 10)..].Trim((byte)' ')) is { } version and > 0 and <= int.MaxValue)
        {
            _version = (int)version;
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8);

    /// <summary>Counts rows and looks for faults; the values are nobody's.</summary>
    private readonly struct NoSink : IStarRowSink
    {
        public void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
        {
        }
    }
}
