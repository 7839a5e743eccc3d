using System.Buffers.Binary;
using System.Text;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// One structure of the SMBIOS table: its formatted part and its strings. A field outside the part is absent.
/// </summary>
internal sealed class SmbiosStructure(
    byte type, ushort handle, ReadOnlyMemory<byte> data, IReadOnlyList<string> strings)
{
    public byte Type => type;

    public ushort Handle => handle;

    public byte? Byte(int offset) => offset < data.Length ? data.Span[offset] : null;

    public ushort? Word(int offset) =>
        offset + 2 <= data.Length ? BinaryPrimitives.ReadUInt16LittleEndian(data.Span[offset..]) : null;

    public uint? DoubleWord(int offset) =>
        offset + 4 <= data.Length ? BinaryPrimitives.ReadUInt32LittleEndian(data.Span[offset..]) : null;

    public ulong? QuadWord(int offset) =>
        offset + 8 <= data.Length ? BinaryPrimitives.ReadUInt64LittleEndian(data.Span[offset..]) : null;

    /// <summary>The string whose number stands at the offset; empty where there is none.</summary>
    public string Text(int offset) =>
        Byte(offset) is { } number && number > 0 && number <= strings.Count ? strings[number - 1] : "";
}

/// <summary>
/// Splits the SMBIOS table (DMTF DSP0134, 6.1) into structures. Each step goes forward by at least four bytes and never
/// beyond the
/// end, whatever the table says; a structure that does not fit ends the walk, and what came before it stands.
/// </summary>
internal static class SmbiosTable
{
    /// <summary>Where the kernel shows it; only root may read it.</summary>
    public const string Path = "/sys/firmware/dmi/tables/DMI";

    private const int HeaderLength = 4;
    private const byte EndOfTable = 127;

    public static IReadOnlyList<SmbiosStructure> Read(ReadOnlyMemory<byte> table)
    {
        var structures = new List<SmbiosStructure>();
        ReadOnlySpan<byte> bytes = table.Span;
        int at = 0;
        while (at + HeaderLength <= bytes.Length)
        {
            byte type = bytes[at];
            int length = bytes[at + 1];
            if (length < HeaderLength || at + length > bytes.Length) break;
            ushort handle = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
            int next = Strings(bytes, at + length, out List<string> strings);
            structures.Add(new SmbiosStructure(type, handle, table.Slice(at, length), strings));
            if (type == EndOfTable) break;
            at = next;
        }
        return structures;
    }

    /// <summary>Strings end in a zero each, the set in one more; no strings are two zeros.</summary>
    private static int Strings(ReadOnlySpan<byte> bytes, int at, out List<string> strings)
    {
        strings = [];
        while (at < bytes.Length && bytes[at] != 0)
        {
            int length = bytes[at..].IndexOf((byte)0);
            if (length < 0) return bytes.Length;
            strings.Add(Encoding.Latin1.GetString(bytes.Slice(at, length)).Trim());
            at += length + 1;
        }
        return strings.Count == 0 ? at + 2 : at + 1;
    }
}
