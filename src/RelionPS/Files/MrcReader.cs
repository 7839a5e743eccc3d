using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RelionPS.Errors;

namespace RelionPS.Files;

/// <summary>Reads an MRC file of 32-bit floats one section after the other.</summary>
internal sealed class MrcReader : IDisposable
{
    private readonly FileStream _stream;
    private readonly string _path;

    /// <summary>Opens the file and checks that it is as long as its header says.</summary>
    /// <exception cref="RelionException"><c>RelionMrcInvalid</c>: not an MRC file of 32-bit floats, or truncated.</exception>
    public MrcReader(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        try
        {
            var bytes = new byte[MrcHeader.Size];
            int count = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Header = MrcHeader.Parse(bytes.AsSpan(0, count), path);
            if (_stream.Length < Header.FileBytes) throw Truncated();
            _stream.Position = MrcHeader.Size + Header.ExtensionBytes;
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public MrcHeader Header { get; }

    /// <summary>Fills the values with the next section, rows from low to high y, x fastest.</summary>
    public void ReadSection(Span<float> values)
    {
        if (values.Length != Header.SectionLength) throw new ArgumentException($"A section has {Header.SectionLength} values.", nameof(values));
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Truncated();
        if (Header.IsBigEndian == BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>All values of a volume or of a small stack.</summary>
    public static (MrcHeader Header, float[] Values) ReadAll(string path)
    {
        using var reader = new MrcReader(path);
        int length = reader.Header.SectionLength;
        var values = new float[checked(length * reader.Header.Sections)];
        for (int section = 0; section < reader.Header.Sections; section++) reader.ReadSection(values.AsSpan(section * length, length));
        return (reader.Header, values);
    }

    public void Dispose() => _stream.Dispose();

    private RelionException Truncated() =>
        new("RelionMrcInvalid", _path, _path, FormattableString.Invariant($"it has {_stream.Length} bytes, and its header promises {Header.FileBytes}"));
}
