using System.Buffers.Binary;
using System.Text;

namespace RelionPS.Builds.Installations;

/// <summary>
/// The segments of a 64-bit little-endian ELF file: all that RELION's x86_64, aarch64 and ppc64le builds are.
/// </summary>
/// <remarks>
/// Not by ELFSharp (docs/design.md, "By hand or by library"): it reads whole segments, and refuses a program whose
/// section headers are damaged, which the kernel and the loader never look at.
/// </remarks>
internal sealed class ElfFile
{
    private const int MaximumTable = 1 << 20, LongestText = 4096;
    private readonly Stream _file;

    private ElfFile(Stream file, IReadOnlyList<ElfSegment> segments) => (_file, Segments) = (file, segments);

    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>Null where the file is no such ELF file.</summary>
    public static ElfFile? Open(Stream file)
    {
        byte[] header = Bytes(file, 0, 64);
        if (!header.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8)) return null;
        long tableOffset = Int64(header, 32);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54));
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        byte[] table = Bytes(file, tableOffset, entrySize * entries);
        return new ElfFile(file,
        [
            .. Enumerable.Range(0, entries).Select(entry => entry * entrySize).Select(at => new ElfSegment(
                BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(at)),
                BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(at + 4)),
                Int64(table, at + 8), Int64(table, at + 16), Int64(table, at + 32))),
        ]);
    }

    /// <summary>Reads with the file's own lengths as limits.</summary>
    /// <exception cref="InvalidDataException">The file is shorter than it says, or the piece larger than any
    /// table.</exception>
    public byte[] Table(long offset, long count) =>
        count is < 0 or > MaximumTable ? throw new InvalidDataException() : Bytes(_file, offset, (int)count);

    /// <summary>A text of a string table, of which no more than the text is read.</summary>
    /// <param name="offset">Where the table begins in the file.</param>
    /// <param name="count">The table's size.</param>
    /// <param name="at">Where the text begins in the table.</param>
    /// <exception cref="InvalidDataException">The text is not in the table, the table not in the file, or the text
    /// longer than the path of any file.</exception>
    public string Text(long offset, long count, long at)
    {
        if (offset < 0 || count < 0 || offset > _file.Length - count || at < 0 || at >= count)
        {
            throw new InvalidDataException();
        }
        byte[] bytes = Bytes(_file, offset + at, (int)Math.Min(count - at, LongestText));
        int end = bytes.AsSpan().IndexOf((byte)0);
        return end < 0 ? throw new InvalidDataException() : Encoding.UTF8.GetString(bytes, 0, end);
    }

    /// <summary>The bytes of a segment, whatever its size.</summary>
    public byte[] Bytes(ElfSegment segment) => Bytes(_file, segment.Offset, checked((int)segment.Size));

    /// <summary>What reading a file that is no ELF file, or a broken one, throws.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentOutOfRangeException
            or OverflowException;

    public static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static byte[] Bytes(Stream file, long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > file.Length - count) throw new InvalidDataException();
        byte[] bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>One entry of the program header table.</summary>
internal sealed record ElfSegment(uint Type, uint Flags, long Offset, long Address, long Size)
{
    public bool IsLoaded => Type == 1;

    public bool IsDynamic => Type == 2;

    public bool IsInterpreter => Type == 3;

    public bool IsCode => IsLoaded && (Flags & 1) != 0;
}
