using System.Buffers.Binary;
using System.Text;

namespace RelionPS.Builds.Installations;

/// <summary>
/// Clang's bundles of code for several targets, which hipcc puts into a program: a mark, the number of entries, and of
/// each entry its place, its size, and the length and text of its id, <c>hipv4-amdgcn-amd-amdhsa--gfx90a:xnack-</c>
/// (Clang's documentation, "Clang Offload Bundler"). Bundles that are compressed tell nothing.
/// </summary>
internal static class OffloadBundle
{
    private const int EntryHeader = 24, LongestId = 256, MostEntries = 1024;

    private static ReadOnlySpan<byte> Mark => "__CLANG_OFFLOAD_BUNDLE__"u8;

    /// <summary>AMD's targets in all bundles of the bytes, without their features.</summary>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> bytes)
    {
        var targets = new List<string>();
        int at = 0;
        while (bytes[at..].IndexOf(Mark) is >= 0 and var found)
        {
            at += found + Mark.Length;
            ReadBundle(bytes[at..], targets);
        }
        return targets;
    }

    private static void ReadBundle(ReadOnlySpan<byte> bytes, List<string> targets)
    {
        if (!Take(ref bytes, sizeof(ulong), out ReadOnlySpan<byte> number)) return;
        ulong entries = BinaryPrimitives.ReadUInt64LittleEndian(number);
        if (entries > MostEntries) return;
        for (ulong entry = 0; entry < entries; entry++)
        {
            if (!Take(ref bytes, EntryHeader, out ReadOnlySpan<byte> header)) return;
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            if (length > LongestId || !Take(ref bytes, (int)length, out ReadOnlySpan<byte> id)) return;
            if (Target(Encoding.ASCII.GetString(id)) is { } target) targets.Add(target);
        }
    }

    /// <summary>What follows the four parts of the target's triple, up to its features.</summary>
    private static string? Target(string id)
    {
        if (!id.StartsWith("hip", StringComparison.Ordinal)) return null;
        int at = id.LastIndexOf("gfx", StringComparison.Ordinal);
        return at < 0 ? null : id[at..].Split(':')[0];
    }

    private static bool Take(ref ReadOnlySpan<byte> bytes, int count, out ReadOnlySpan<byte> taken)
    {
        taken = count <= bytes.Length ? bytes[..count] : default;
        if (count > bytes.Length) return false;
        bytes = bytes[count..];
        return true;
    }
}
