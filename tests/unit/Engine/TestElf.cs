using System.Buffers.Binary;
using System.Text;

namespace RelionPS.Testing;

/// <summary>
/// An ELF program that asks for libraries and does nothing. Its loader is a script that says where they are, as the
/// real one does with <c>--list</c>.
/// </summary>
internal static class TestElf
{
    private const int Header = 64, Entry = 56, Entries = 3;

    /// <summary>Writes the program; its loader lies beside it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="needed">The libraries that it asks for, in order.</param>
    /// <param name="found">What the loader finds: paths by names; null for one that is missing.</param>
    /// <param name="content">What else lies in its loaded segment.</param>
    /// <returns>The program's path.</returns>
    public static string Write(
        TemporaryFolder folder,
        string name,
        IReadOnlyList<string> needed,
        IReadOnlyDictionary<string, string?> found,
        byte[]? content = null)
    {
        IEnumerable<string> lines = found.Select(library => library.Value is { } path
            ? $"{library.Key} => {path} (0x00007f0000000000)"
            : $"{library.Key} => not found");
        string loader = TestProgram.Write(
            folder, name + ".loader", $"#!/bin/sh\ncat <<'end'\n{string.Join('\n', lines)}\nend\n");
        string program = TestProgram.Write(folder, name, "");
        File.WriteAllBytes(program, Bytes(loader, needed, content ?? []));
        return program;
    }

    private static byte[] Bytes(string loader, IReadOnlyList<string> needed, byte[] content)
    {
        byte[] interpreter = Encoding.UTF8.GetBytes(loader + "\0");
        byte[] strings = Encoding.UTF8.GetBytes("\0" + string.Concat(needed.Select(name => name + "\0")));
        int interpreterAt = Header + Entry * Entries, stringsAt = interpreterAt + interpreter.Length;
        int dynamicAt = stringsAt + strings.Length, end = dynamicAt + 16 * (needed.Count + 3);
        int size = end + content.Length;
        byte[] file = new byte[size];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(16), 3);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(18), 62);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(20), 1);
        Long(32, Header);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(52), Header);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(54), Entry);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(56), Entries);
        Segment(0, type: 3, interpreterAt, interpreter.Length);
        Segment(1, type: 1, 0, size);
        Segment(2, type: 2, dynamicAt, end - dynamicAt);
        content.CopyTo(file, end);
        interpreter.CopyTo(file, interpreterAt);
        strings.CopyTo(file, stringsAt);
        int at = dynamicAt, text = 1;
        foreach (string name in needed)
        {
            Dynamic(1, text);
            text += Encoding.UTF8.GetByteCount(name) + 1;
        }
        Dynamic(5, stringsAt);
        Dynamic(10, strings.Length);
        return file;

        void Long(int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(offset), value);

        void Segment(int number, int type, int offset, int length)
        {
            int entry = Header + Entry * number;
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(entry), type);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(entry + 4), 4);
            Long(entry + 8, offset);
            Long(entry + 16, offset);
            Long(entry + 32, length);
            Long(entry + 40, length);
        }

        void Dynamic(long tag, long value)
        {
            Long(at, tag);
            Long(at + 8, value);
            at += 16;
        }
    }
}
