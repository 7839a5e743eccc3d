using System.Buffers.Binary;
using System.Text;
using RelionPS.Errors;

namespace RelionPS.Files;

/// <summary>
/// The header of an MRC file: the fields that RELION and this module use.
/// Source: MRC2014, Cheng et al., J. Struct. Biol. 192 (2015) 146, table 1; byte offset = 4 × (word − 1).
/// </summary>
internal sealed record MrcHeader
{
    /// <summary>Bytes of the header without its extension.</summary>
    public const int Size = 1024;

    /// <summary>Mode of 32-bit floats, the only one that is read and written.</summary>
    public const int Float32Mode = 2;

    private const int FormatVersion = 20140;
    private const int LabelLength = 80;

    /// <summary>Width of a section, in pixels.</summary>
    public required int Columns { get; init; }

    /// <summary>Height of a section, in pixels.</summary>
    public required int Rows { get; init; }

    /// <summary>Sections of a volume, or images of a stack.</summary>
    public required int Sections { get; init; }

    /// <summary>Pixel size in ångström, the same in all directions; 0 where the file does not tell.</summary>
    public required double PixelSize { get; init; }

    /// <summary>True for a stack of images (space group 0), false for a volume (1).</summary>
    public required bool IsStack { get; init; }

    /// <summary>Type of the values.</summary>
    public int Mode { get; init; } = Float32Mode;

    /// <summary>Smallest value.</summary>
    public float Minimum { get; init; }

    /// <summary>Largest value.</summary>
    public float Maximum { get; init; }

    /// <summary>Mean of all values.</summary>
    public float Mean { get; init; }

    /// <summary>Standard deviation of all values from their mean.</summary>
    public float Rms { get; init; }

    /// <summary>Bytes between this header and the values.</summary>
    public int ExtensionBytes { get; init; }

    /// <summary>True where the values are stored with the most significant byte first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>First of the ten text labels.</summary>
    public string Label { get; init; } = "";

    /// <summary>Values of one section.</summary>
    public int SectionLength => checked(Columns * Rows);

    /// <summary>Bytes of the whole file.</summary>
    public long FileBytes => Size + ExtensionBytes + 4L * SectionLength * Sections;

    /// <summary>The header's 1024 bytes, little-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        // MRC2014: a stack has MZ = 1, so that the cell is that of one image.
        int depth = IsStack ? 1 : Sections;
        Write(0, Columns, Rows, Sections, Float32Mode);
        Write(28, Columns, Rows, depth);
        WriteFloats(40, (float)(Columns * PixelSize), (float)(Rows * PixelSize), (float)(depth * PixelSize), 90, 90, 90);
        Write(64, 1, 2, 3);
        WriteFloats(76, Minimum, Maximum, Mean);
        Write(88, IsStack ? 0 : 1, 0);
        Write(108, FormatVersion);
        "MAP "u8.CopyTo(bytes.AsSpan(208));
        bytes[212] = bytes[213] = 0x44;
        WriteFloats(216, Rms);
        Write(220, Label.Length > 0 ? 1 : 0);
        Encoding.ASCII.GetBytes(Label.PadRight(LabelLength).AsSpan(0, LabelLength), bytes.AsSpan(224));
        return bytes;

        void Write(int offset, params ReadOnlySpan<int> values)
        {
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset + 4 * i), values[i]);
        }

        void WriteFloats(int offset, params ReadOnlySpan<float> values)
        {
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(offset + 4 * i), values[i]);
        }
    }

    /// <summary>Reads a header of either byte order.</summary>
    /// <exception cref="RelionException"><c>RelionMrcInvalid</c>: the bytes are no MRC header of 32-bit floats.</exception>
    public static MrcHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < Size) throw Invalid("it is shorter than its header of 1024 bytes");
        byte[] data = bytes[..Size].ToArray();

        // Writers disagree on the machine stamp; MAPC, MAPR and MAPS are 1, 2 or 3 in the right order only.
        bool isBig = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(64)) is < 0 or > 3;
        int columns = Int(0), rows = Int(4), sections = Int(8), mode = Int(12), extension = Int(92);
        if (columns <= 0 || rows <= 0 || sections <= 0 || extension < 0 || (long)columns * rows > Array.MaxLength) throw Invalid("its header gives no possible size");
        if (mode != Float32Mode) throw Invalid(FormattableString.Invariant($"its values are of mode {mode}, and only 32-bit floats (mode 2) are read"));
        int gridColumns = Int(28);
        return new MrcHeader
        {
            Columns = columns,
            Rows = rows,
            Sections = sections,
            Mode = mode,
            // A 32-bit cell length has seven digits: without rounding 4.1 Å would come back as 4.0999999.
            PixelSize = gridColumns > 0 ? Math.Round(Float(40) / (double)gridColumns, 6) : 0,
            IsStack = Int(88) == 0,
            Minimum = Float(76),
            Maximum = Float(80),
            Mean = Float(84),
            Rms = Float(216),
            ExtensionBytes = extension,
            IsBigEndian = isBig,
            Label = Encoding.ASCII.GetString(data, 224, LabelLength).TrimEnd(' ', '\0'),
        };

        int Int(int offset) => isBig ? BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(offset)) : BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(offset));
        float Float(int offset) => BitConverter.Int32BitsToSingle(Int(offset));
        RelionException Invalid(string reason) => new("RelionMrcInvalid", path, path, reason);
    }
}
