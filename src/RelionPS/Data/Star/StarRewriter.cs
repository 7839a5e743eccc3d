using System.Text;
using RelionPS.Core.Errors;

namespace RelionPS.Data.Star;

/// <summary>
/// Copies a STAR file that RELION wrote, line by line, with changes: what is not changed is copied as it is, byte for
/// byte but for carriage returns. Memory does not grow with the file.
/// </summary>
internal abstract class StarRewriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Where the copy is in the file.</summary>
    private enum Place
    {
        /// <summary>Before the first block, or behind the rows of a table.</summary>
        Between,

        /// <summary>Among a block's pairs.</summary>
        Pairs,

        /// <summary>Among the labels of a table.</summary>
        Labels,

        /// <summary>Among its rows.</summary>
        Rows,
    }

    /// <summary>The name that a block gets, without <c>data_</c>; null leaves the block out.</summary>
    protected virtual string? Block(string name) => name;

    /// <summary>The value that a pair gets.</summary>
    protected virtual string Pair(string block, string label, string value) => value;

    /// <summary>Told of a table before its rows; true where <see cref="Row"/> is to see them.</summary>
    protected virtual bool Edits(string block, IReadOnlyList<string> labels) => false;

    /// <summary>True where a row stays.</summary>
    /// <param name="block">The table.</param>
    /// <param name="row">The row's number, from 0.</param>
    protected virtual bool Keeps(string block, long row) => true;

    /// <summary>Changes the values of a row in their place; false leaves the row out.</summary>
    protected virtual bool Row(string block, string[] values) => true;

    /// <summary>Copies a file.</summary>
    /// <param name="from">Full path of the file.</param>
    /// <param name="to">Full path of the copy, a new file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RelionException"><c>RelionFileChanged</c>: somebody writes to the file; or it can't be read.
    /// </exception>
    public void Copy(string from, string to, CancellationToken cancellationToken)
    {
        using ByteSource source = ByteSource.Open(from);
        using var lines = new StarLineReader(source);
        using var stream = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        Copy(lines, stream, cancellationToken);
        source.RefuseIfChanged();
    }

    private void Copy(StarLineReader lines, Stream stream, CancellationToken cancellationToken)
    {
        Place place = Place.Between;
        string block = "";
        bool isLeftOut = false, isEdited = false;
        long row = 0;
        var labels = new List<string>();
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> text = line.Trim(" \t\r"u8);
            if (text.StartsWith("data_"u8) && text.IndexOfAny((byte)' ', (byte)'\t') < 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string found = StarText.Text(text[5..]);
                (block, place, row, isEdited) = (found, Place.Pairs, 0, false);
                labels.Clear();
                string? name = Block(found);
                isLeftOut = name is null;
                if (name is not null) Write(stream, name == found ? line : Utf8.GetBytes($"data_{name}"));
                continue;
            }
            if (isLeftOut) continue;
            bool isEmpty = text.Length == 0;
            if (place == Place.Pairs && text.StartsWith("loop_"u8)) place = Place.Labels;
            else if (place == Place.Pairs && !isEmpty && text[0] == '_')
            {
                WritePair(stream, block, line);
                continue;
            }
            else if (place == Place.Labels && !isEmpty && text[0] == '_') labels.Add(LabelOf(text));
            else if (place == Place.Labels && !isEmpty && text[0] is not ((byte)'#' or (byte)';'))
            {
                place = Place.Rows;
                isEdited = Edits(block, labels);
            }
            if (place != Place.Rows)
            {
                Write(stream, line);
                continue;
            }
            // RELION reads no row behind an empty line.
            if (isEmpty) place = Place.Between;
            else if (text[0] != '#')
            {
                if ((row & 0xFFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
                if (!Keeps(block, row++)) continue;
                if (isEdited)
                {
                    WriteRow(stream, block, line);
                    continue;
                }
            }
            Write(stream, line);
        }
    }

    private void WritePair(Stream stream, string block, ReadOnlySpan<byte> line)
    {
        int position = 0;
        StarText.TryNext(line, ref position, out Range label, out _);
        string name = StarText.Text(line[label][1..]);
        if (!StarText.TryNext(line, ref position, out Range value, out _))
        {
            Write(stream, line);
            return;
        }
        string before = StarText.Text(line[value]), after = Pair(block, name, before);
        Write(stream, after == before ? line : Utf8.GetBytes($"_{name} {StarWriter.Quoted(after)} "));
    }

    private void WriteRow(Stream stream, string block, ReadOnlySpan<byte> line)
    {
        var values = new List<string>();
        int position = 0;
        while (StarText.TryNext(line, ref position, out Range value, out _)) values.Add(StarText.Text(line[value]));
        string[] row = [.. values];
        if (Row(block, row)) Write(stream, Utf8.GetBytes(string.Join(' ', row.Select(StarWriter.Quoted)) + " "));
    }

    private static void Write(Stream stream, ReadOnlySpan<byte> line)
    {
        stream.Write(line);
        stream.WriteByte((byte)'\n');
    }

    private static string LabelOf(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny((byte)' ', (byte)'\t', (byte)'#');
        return StarText.Text(line[1..(end < 0 ? line.Length : end)]);
    }
}
