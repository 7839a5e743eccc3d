using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Data.Mrc;

/// <summary>Reads the sections of an MRC file as floats, one after the other or each on demand.</summary>
internal sealed class MrcReader : IDisposable
{
    private readonly ByteSource _source;
    private byte[] _bytes = [];
    private int _next;

    /// <summary>Opens the file and checks that it is as long as its header says.</summary>
    /// <exception cref="RelionException"><c>RelionMrcInvalid</c>: not an MRC file, or truncated;
    /// <c>RelionFileNotFound</c>, <c>RelionFileUnreadable</c>.</exception>
    public MrcReader(string path)
        : this(ByteSource.Open(path))
    {
    }

    /// <inheritdoc cref="MrcReader(string)"/>
    public MrcReader(ByteSource source)
    {
        _source = source;
        try
        {
            var bytes = new byte[MrcHeader.Size];
            Header = MrcHeader.Parse(bytes.AsSpan(0, source.Read(0, bytes)), source.Name);
            if (source.Length < Header.FileBytes) throw Truncated(source.Length);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public MrcHeader Header { get; }

    /// <summary>Fills the values with the next section, rows from low to high y, x fastest.</summary>
    public void ReadSection(Span<float> values) => ReadSection(_next++, values);

    /// <summary>Fills the values with a section by its index, from 0.</summary>
    /// <exception cref="RelionException"><c>RelionMrcInvalid</c>: the values are complex, or the file has become
    /// shorter.</exception>
    public void ReadSection(int index, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Header.Sections);
        if (values.Length != Header.SectionLength)
        {
            throw new ArgumentException($"A section has {Header.SectionLength} values.", nameof(values));
        }
        if (Header.Mode == MrcValues.ComplexMode)
        {
            throw MrcErrors.MrcInvalid(
                _source.Name, "its values are complex (mode 4), and RELION reads images of real values only");
        }
        if (_bytes.Length < Header.SectionBytes) _bytes = new byte[checked((int)Header.SectionBytes)];
        Span<byte> bytes = _bytes.AsSpan(0, (int)Header.SectionBytes);
        long offset = MrcHeader.Size + Header.ExtensionBytes + index * Header.SectionBytes;
        if (_source.Read(offset, bytes) is var count && count < bytes.Length) throw Truncated(offset + count);
        MrcValues.Decode(Header.Mode, Header.IsBigEndian, bytes, values);
    }

    /// <summary>Statistics of all values, in one pass from the first section.</summary>
    public MrcStatistics ReadStatistics(CancellationToken cancellationToken)
    {
        var statistics = new MrcStatistics();
        var values = new float[Header.SectionLength];
        for (int section = 0; section < Header.Sections; section++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadSection(section, values);
            statistics.Add(values);
        }
        return statistics;
    }

    /// <summary>All values of a volume or of a small stack.</summary>
    public static (MrcHeader Header, float[] Values) ReadAll(string path)
    {
        using var reader = new MrcReader(path);
        int length = reader.Header.SectionLength;
        var values = new float[checked(length * reader.Header.Sections)];
        for (int section = 0; section < reader.Header.Sections; section++) reader.ReadSection(
            section, values.AsSpan(section * length, length));
        return (reader.Header, values);
    }

    public void Dispose() => _source.Dispose();

    private RelionException Truncated(long length) =>
        MrcErrors.MrcInvalid(
            _source.Name,
            FormattableString.Invariant(
                $"it ends at offset {length}, and its header promises {Header.FileBytes} bytes"));
}
