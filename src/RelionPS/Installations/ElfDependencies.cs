using System.Buffers.Binary;
using System.Text;

namespace RelionPS.Installations;

/// <summary>The shared libraries that an ELF program asks for (DT_NEEDED), read from its dynamic section; nothing is started.</summary>
internal static class ElfDependencies
{
    private const int MaximumTable = 1 << 20;

    /// <summary>Names such as <c>libmpi.so.40</c>, in the file's order; null where the file is no readable 64-bit little-endian ELF file.</summary>
    public static IReadOnlyList<string>? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static List<string>? Read(Stream file)
    {
        byte[] header = Bytes(file, 0, 64);
        // Magic, 64-bit, little-endian: all that RELION's x86_64, aarch64 and ppc64le builds are.
        if (!header.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8)) return null;
        long tableOffset = Int64(header, 32);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54));
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        byte[] table = Bytes(file, tableOffset, entrySize * entries);
        List<(uint Type, long Offset, long Address, long Size)> segments = [.. Enumerable.Range(0, entries).Select(i => i * entrySize).Select(at =>
            (BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(at)), Int64(table, at + 8), Int64(table, at + 16), Int64(table, at + 32)))];

        (uint _, long dynamicOffset, long _, long dynamicSize) = segments.FirstOrDefault(segment => segment.Type == 2);
        if (dynamicSize == 0) return [];
        byte[] dynamic = Bytes(file, dynamicOffset, checked((int)dynamicSize));
        var needed = new List<long>();
        long stringsAddress = 0, stringsSize = 0;
        for (int at = 0; at + 16 <= dynamic.Length; at += 16)
        {
            long value = Int64(dynamic, at + 8);
            switch (Int64(dynamic, at))
            {
                case 0: at = dynamic.Length; break;
                case 1: needed.Add(value); break;
                case 5: stringsAddress = value; break;
                case 10: stringsSize = value; break;
            }
        }
        (uint _, long offset, long address, long _) = segments.First(segment => segment.Type == 1 && segment.Address <= stringsAddress && stringsAddress < segment.Address + segment.Size);
        byte[] strings = Bytes(file, offset + stringsAddress - address, checked((int)stringsSize));
        return [.. needed.Select(at => Name(strings, checked((int)at)))];
    }

    private static string Name(byte[] strings, int at)
    {
        ReadOnlySpan<byte> tail = strings.AsSpan(at);
        int end = tail.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? tail : tail[..end]);
    }

    private static byte[] Bytes(Stream file, long offset, int count)
    {
        if (offset < 0 || count is < 0 or > MaximumTable || offset + count > file.Length) throw new InvalidDataException();
        byte[] bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
