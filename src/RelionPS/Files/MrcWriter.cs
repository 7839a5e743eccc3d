using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RelionPS.Files;

/// <summary>
/// Writes an MRC file of 32-bit floats one section after the other. The header holds the statistics of all values, so it is written last, by
/// <see cref="Complete"/>: a file that was given up has a header of zeros and is refused by every reader.
/// </summary>
internal sealed class MrcWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly MrcHeader _header;
    private float _minimum = float.PositiveInfinity;
    private float _maximum = float.NegativeInfinity;
    private double _sum;
    private double _sumOfSquares;
    private int _written;

    /// <summary>Makes the file; the header's statistics are ignored.</summary>
    public MrcWriter(string path, MrcHeader header)
    {
        _header = header with { ExtensionBytes = 0, IsBigEndian = false, Mode = MrcHeader.Float32Mode };
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        _stream.Write(new byte[MrcHeader.Size]);
    }

    /// <summary>Adds a section, rows from low to high y, x fastest.</summary>
    public void WriteSection(ReadOnlySpan<float> values)
    {
        if (values.Length != _header.SectionLength) throw new ArgumentException($"A section has {_header.SectionLength} values.", nameof(values));
        foreach (float value in values)
        {
            _minimum = Math.Min(_minimum, value);
            _maximum = Math.Max(_maximum, value);
            _sum += value;
            _sumOfSquares += (double)value * value;
        }
        if (BitConverter.IsLittleEndian)
        {
            _stream.Write(MemoryMarshal.AsBytes(values));
        }
        else
        {
            var swapped = new int[values.Length];
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), swapped);
            _stream.Write(MemoryMarshal.AsBytes<int>(swapped));
        }
        _written++;
    }

    /// <summary>Writes the header once every section is there.</summary>
    public void Complete()
    {
        if (_written != _header.Sections) throw new InvalidOperationException($"{_written} of {_header.Sections} sections were written.");
        double count = (double)_header.SectionLength * _header.Sections;
        double mean = _sum / count;
        MrcHeader complete = _header with
        {
            Minimum = _minimum,
            Maximum = _maximum,
            Mean = (float)mean,
            Rms = (float)Math.Sqrt(Math.Max(0, _sumOfSquares / count - mean * mean)),
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
            Columns = boxSize, Rows = boxSize, Sections = boxSize, PixelSize = pixelSize, IsStack = false, Label = label,
        });
        int length = boxSize * boxSize;
        for (int section = 0; section < boxSize; section++) writer.WriteSection(values.Slice(section * length, length));
        writer.Complete();
    }

    public void Dispose() => _stream.Dispose();
}
