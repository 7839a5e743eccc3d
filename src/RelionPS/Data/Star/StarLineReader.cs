using System.Buffers;

namespace RelionPS.Data.Star;

/// <summary>Reads a STAR file line by line from a place on; for all but the rows of long tables.</summary>
internal sealed class StarLineReader(ByteSource source) : IDisposable
{
    /// <summary>
    /// Longest line that is read: what is longer is no STAR file, and its search for a line's end would take all
    /// memory.
    /// </summary>
    public const int LongestLine = 1 << 20;

    private const int FirstSize = 1 << 16;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private long _bufferOffset;
    private int _start;
    private int _end;

    /// <summary>Offset of the line that is read next.</summary>
    public long Offset => _bufferOffset + _start;

    /// <summary>Offset of the line that was read last.</summary>
    public long LineOffset { get; private set; }

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>True once a line ended with a carriage return.</summary>
    public bool HasCarriageReturns { get; private set; }

    /// <summary>Goes on with the line at an offset.</summary>
    public void Seek(long offset, long nextLineNumber)
    {
        _bufferOffset = offset;
        _start = _end = 0;
        LineNumber = nextLineNumber - 1;
    }

    /// <summary>The next line without its end; false at the end of the file.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        LineOffset = Offset;
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length, 1);
                return true;
            }
            searched = _end - _start;
            if (searched >= LongestLine)
            {
                throw StarErrors.StarInvalid(
                    source.Name, LineNumber + 1, "the line is longer than a mebibyte, so this is no STAR file");
            }
            if (!Fill())
            {
                line = Take(searched, 0);
                return searched > 0;
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private ReadOnlySpan<byte> Take(int length, int ending)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + ending;
        if (length + ending > 0) LineNumber++;
        if (line.Length == 0 || line[^1] != '\r') return line;
        HasCarriageReturns = true;
        return line[..^1];
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        int count = source.Read(_bufferOffset + _end, _buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }
}
