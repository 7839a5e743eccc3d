namespace RelionPS.Data.Mrc;

/// <summary>
/// Writes an MRC file one section after the other, as 32-bit floats unless the header has another mode. The header
/// holds the statistics of all values, so it is written last, by
/// <see cref="Complete"/>: a file that was given up has a header of zeros and is refused by every reader.
/// </summary>
internal sealed class MrcWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly MrcHeader _header;
    private readonly MrcStatistics _statistics = new();
    private int _written;

    /// <summary>Makes the file; the header's statistics are ignored.</summary>
    public MrcWriter(string path, MrcHeader header)
    {
        _header = header with { ExtensionBytes = 0, IsBigEndian = false };
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        _stream.Write(new byte[MrcHeader.Size]);
    }

    /// <summary>Adds a section, rows from low to high y, x fastest.</summary>
    public void WriteSection(ReadOnlySpan<float> values)
    {
        if (values.Length != _header.SectionLength)
        {
            throw new ArgumentException($"A section has {_header.SectionLength} values.", nameof(values));
        }
        _statistics.Add(values);
        _stream.Write(MrcValues.Encode(_header.Mode, values));
        _written++;
    }

    /// <summary>Writes the header once every section is there.</summary>
    public void Complete()
    {
        if (_written != _header.Sections)
        {
            throw new InvalidOperationException($"{_written} of {_header.Sections} sections were written.");
        }
        MrcHeader complete = _header with
        {
            Minimum = _statistics.Minimum,
            Maximum = _statistics.Maximum,
            Mean = (float)_statistics.Mean,
            Rms = (float)_statistics.Rms,
        };
        _stream.Position = 0;
        _stream.Write(complete.ToBytes());
        _stream.Flush();
    }

    /// <summary>Writes a whole volume.</summary>
    public static void WriteVolume(string path, ReadOnlySpan<float> values, int boxSize, double pixelSize, string label)
    {
        using var writer = new MrcWriter(path, new MrcHeader
        {
            Columns = boxSize,
            Rows = boxSize,
            Sections = boxSize,
            PixelSize = pixelSize,
            IsStack = false,
            Label = label,
        });
        int length = boxSize * boxSize;
        for (int section = 0; section < boxSize; section++) writer.WriteSection(values.Slice(section * length, length));
        writer.Complete();
    }

    public void Dispose() => _stream.Dispose();
}
