using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Data.Mrc;

/// <summary>
/// The header of an MRC file: the fields that RELION and this module use.
/// Source: MRC2014, Cheng et al., J. Struct. Biol. 192 (2015) 146, table 1; byte offset = 4 × (word − 1).
/// </summary>
internal sealed record MrcHeader
{
    /// <summary>Bytes of the header without its extension.</summary>
    public const int Size = 1024;

    /// <summary>Mode of 32-bit floats, the one that RELION writes.</summary>
    public const int Float32Mode = 2;

    /// <summary>
    /// Larger numbers than this in the first words mean the other byte order (RELION 3.1.3, src/rwMRC.h SWAPTRIG).
    /// </summary>
    private const int SwapLimit = 65535;

    private const int FormatVersion = 20140;
    private const int LabelLength = 80;

    /// <summary>Width of a section, in pixels.</summary>
    public required int Columns { get; init; }

    /// <summary>Height of a section, in pixels.</summary>
    public required int Rows { get; init; }

    /// <summary>Sections of a volume, or images of a stack.</summary>
    public required int Sections { get; init; }

    /// <summary>
    /// Pixel size in ångström along a row; 0 where the file does not tell. Written for all directions.
    /// </summary>
    public required double PixelSize { get; init; }

    /// <summary>
    /// Voxel size in ångström along columns, rows and sections, as read; 0 where the file does not tell.
    /// </summary>
    public (double X, double Y, double Z) VoxelSize { get; init; }

    /// <summary>True for a stack of images (space group 0), false for a volume (1).</summary>
    public required bool IsStack { get; init; }

    /// <summary>
    /// Type of the values: 0 signed bytes, 1 signed and 6 unsigned 16-bit, 2 floats, 12 half floats, 4 complex floats.
    /// </summary>
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

    /// <summary>Bytes of a section.</summary>
    public long SectionBytes => (long)MrcValues.SizeOf(Mode) * SectionLength;

    /// <summary>Bytes of the whole file; the largest number where a damaged header promises more.</summary>
    public long FileBytes => (long)Int128.Min(long.MaxValue, Size + ExtensionBytes + (Int128)SectionBytes * Sections);

    /// <summary>The header's 1024 bytes, little-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        // MRC2014: a stack has MZ = 1, so that the cell is that of one image.
        int depth = IsStack ? 1 : Sections;
        Write(0, Columns, Rows, Sections, Mode);
        Write(28, Columns, Rows, depth);
        WriteFloats(
            40, (float)(Columns * PixelSize), (float)(Rows * PixelSize), (float)(depth * PixelSize), 90, 90, 90);
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
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(
                bytes.AsSpan(offset + 4 * i), values[i]);
        }

        void WriteFloats(int offset, params ReadOnlySpan<float> values)
        {
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(
                bytes.AsSpan(offset + 4 * i), values[i]);
        }
    }

    /// <summary>The header of a file; null where it can't be read or is none.</summary>
    public static MrcHeader? TryRead(string path)
    {
        try
        {
            using ByteSource source = ByteSource.Open(path);
            var bytes = new byte[Size];
            return Parse(bytes.AsSpan(0, source.Read(0, bytes)), path);
        }
        catch (RelionException)
        {
            return null;
        }
    }

    /// <summary>Reads a header of either byte order.</summary>
    /// <exception cref="RelionException"><c>RelionMrcInvalid</c>: the bytes are no MRC header.</exception>
    public static MrcHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length > 1 && bytes[0] == 0x1f && bytes[1] == 0x8b)
        {
            throw Invalid("it is compressed with gzip, which RELION does not read. Unpack it with gunzip");
        }
        if (bytes.Length < Size)
        {
            throw Invalid(FormattableString.Invariant($"it has {bytes.Length} bytes, and the header alone has 1024"));
        }
        byte[] data = bytes[..Size].ToArray();

        // Writers disagree on the machine stamp; sizes and mode are small numbers in the right order only.
        bool isBig = IsLarge(0) || IsLarge(12);
        int columns = Int(0), rows = Int(4), sections = Int(8), mode = Int(12), extension = Int(92);
        if (columns <= 0 || rows <= 0 || sections <= 0 || extension < 0 || (long)columns * rows > Array.MaxLength)
        {
            throw Invalid(
                string.Create(CultureInfo.InvariantCulture,
                    $"its header gives no possible size ({columns} × {rows} × {sections} after {extension} bytes, at "
                    + $"offsets 0 and 92)"));
        }
        if (MrcValues.SizeOf(mode) == 0)
        {
            throw Invalid(
                string.Create(CultureInfo.InvariantCulture,
                    $"its values are of mode {mode} (at offset 12), and only the modes 0, 1, 2, 4, 6 and 12 are "
                    + $"known"));
        }
        return new MrcHeader
        {
            Columns = columns,
            Rows = rows,
            Sections = sections,
            Mode = mode,
            PixelSize = Spacing(40, 28),
            VoxelSize = (Spacing(40, 28), Spacing(44, 32), Spacing(48, 36)),
            IsStack = Int(88) == 0,
            Minimum = Float(76),
            Maximum = Float(80),
            Mean = Float(84),
            Rms = Float(216),
            ExtensionBytes = extension,
            IsBigEndian = isBig,
            Label = Encoding.ASCII.GetString(data, 224, LabelLength).TrimEnd(' ', '\0'),
        };

        int Int(int offset) =>
            isBig
                ? BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(offset))
                : BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(offset));
        bool IsLarge(int offset) =>
            BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(offset)) is > SwapLimit or < -SwapLimit;
        // A 32-bit cell length has seven digits: without rounding 4.1 Å would come back as 4.0999999.
        double Spacing(int cell, int grid) =>
            Int(grid) > 0 && float.IsFinite(Float(cell)) ? Math.Round(Float(cell) / (double)Int(grid), 6) : 0;
        float Float(int offset) => BitConverter.Int32BitsToSingle(Int(offset));
        RelionException Invalid(string reason) => MrcErrors.MrcInvalid(path, reason);
    }
}
