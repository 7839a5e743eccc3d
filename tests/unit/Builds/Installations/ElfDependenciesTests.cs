using System.Buffers.Binary;
using System.Text;
using RelionPS.Builds.Installations;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Installations;

/// <summary>Programs made byte by byte, as the System V ABI describes them.</summary>
public sealed class ElfDependenciesTests : IDisposable
{
    private const int Needed = 1, Strings = 5, StringsSize = 10;
    private const int DynamicAt = 64 + (2 * 56), StringsAt = DynamicAt + (6 * 16);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>That of libLLVM 15 has 1.9 MB, that of Node.js more: exported C++ names are long and many.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(5 << 20)]
    public void Names_are_read_from_a_string_table_of_any_size(int size) =>
        Assert.Equal(["libmpi.so.40", "libm.so.6"], ElfDependencies.Read(Program(size, "libmpi.so.40", "libm.so.6"))!);

    [Fact]
    public void A_name_that_begins_behind_the_string_table_makes_the_program_unreadable()
    {
        string program = Program(64, "libm.so.6");
        Change(program, bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(DynamicAt + 8), 64));
        Assert.Null(ElfDependencies.Read(program));
    }

    [Fact]
    public void A_string_table_that_the_file_ends_in_makes_the_program_unreadable()
    {
        string program = Program(5 << 20, "libm.so.6");
        Change(program, bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(DynamicAt + 40), (5 << 20) + 1));
        Assert.Null(ElfDependencies.Read(program));
    }

    [Fact]
    public void A_name_without_an_end_is_no_name()
    {
        string program = Program(5 << 20, "libm.so.6");
        Change(program, bytes => bytes.AsSpan(StringsAt).Fill((byte)'x'));
        Assert.Null(ElfDependencies.Read(program));
    }

    /// <summary>
    /// A header, one loaded segment, the dynamic section; the names lie at the end of the string table.
    /// </summary>
    private string Program(int stringsSize, params string[] needed)
    {
        var file = new byte[StringsAt + stringsSize];
        byte[] names = Encoding.ASCII.GetBytes(string.Concat(needed.Select(name => name + '\0')));
        names.CopyTo(file, file.Length - names.Length);
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(56), 2);
        Segment(64, type: 1, offset: 0, size: file.Length);
        Segment(64 + 56, type: 2, DynamicAt, StringsAt - DynamicAt);
        int at = DynamicAt, name = stringsSize - names.Length;
        foreach (string library in needed)
        {
            Entry(Needed, name);
            name += library.Length + 1;
        }
        Entry(Strings, StringsAt);
        Entry(StringsSize, stringsSize);
        string path = _folder.Combine("program");
        File.WriteAllBytes(path, file);
        return path;

        void Segment(int place, int type, long offset, long size)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), type);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(place + 8), offset);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(place + 16), offset);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(place + 32), size);
        }

        void Entry(long tag, long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), tag);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at + 8), value);
            at += 16;
        }
    }

    private static void Change(string path, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }
}
