using System.Buffers.Binary;
using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Installations;

/// <summary>A piece of code for one kind of NVIDIA GPU.</summary>
/// <param name="IsPtx">True for PTX, which the driver translates; false for code of the GPU itself.</param>
/// <param name="Architecture">The GPU's number, 80 of <c>sm_80</c>.</param>
/// <param name="CudaVersion">The CUDA that wrote the PTX; null for other code, and for a PTX that is not
/// known.</param>
internal sealed record FatBinaryEntry(bool IsPtx, int Architecture, string? CudaVersion)
{
    public string Name => FormattableString.Invariant($"{(IsPtx ? "compute" : "sm")}_{Architecture}");
}

/// <summary>
/// NVIDIA's containers of code for GPUs, which nvcc puts into a program. A container is a header of 16 bytes (mark,
/// version, its own size, size of what follows), then entries: kind (1 PTX, 2 ELF), version, size of the entry's
/// header, size of its code, and in the header the PTX version at byte 24 and the GPU at byte 28. The code may be
/// compressed; the header never is.
/// </summary>
/// <remarks>
/// NVIDIA documents the container no further than <c>fatbinary_section.h</c> of the toolkit; the fields are those that
/// objects of nvcc 11.8 hold, held against <c>cuobjdump --list-elf --list-ptx</c> of the same (GpuCodeTests).
/// </remarks>
internal static class FatBinary
{
    private const int HeaderSize = 16, LeastEntryHeader = 32, Alignment = 8, MostArchitecture = 999;
    private const ushort Ptx = 1, Elf = 2;

    private static ReadOnlySpan<byte> Mark => [0x50, 0xED, 0x55, 0xBA];

    /// <summary>The entries of all containers in the bytes; what only looks like a container is passed over.</summary>
    public static IReadOnlyList<FatBinaryEntry> Read(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<FatBinaryEntry>();
        int at = 0;
        while (bytes[at..].IndexOf(Mark) is >= 0 and var found)
        {
            at += found;
            int size = ReadContainer(bytes[at..], entries);
            at += Math.Max(size, Mark.Length);
        }
        return entries;
    }

    /// <returns>The container's size; 0 where it is none.</returns>
    private static int ReadContainer(ReadOnlySpan<byte> bytes, List<FatBinaryEntry> entries)
    {
        if (bytes.Length < HeaderSize || Int16(bytes, 4) != 1) return 0;
        int header = Int16(bytes, 6);
        ulong size = Int64(bytes, 8);
        if (header < HeaderSize || header % Alignment != 0) return 0;
        if (size > (ulong)Math.Max(0, bytes.Length - header)) return 0;
        var found = new List<FatBinaryEntry>();
        ReadOnlySpan<byte> rest = bytes.Slice(header, (int)size);
        while (rest.Length >= LeastEntryHeader)
        {
            uint entryHeader = Int32(rest, 4);
            ulong code = Int64(rest, 8);
            uint architecture = Int32(rest, 28);
            if (entryHeader < LeastEntryHeader || entryHeader > rest.Length || code > (ulong)rest.Length - entryHeader)
            {
                return 0;
            }
            ushort kind = Int16(rest, 0);
            if (kind is Ptx or Elf && architecture is > 0 and <= MostArchitecture)
            {
                string? cuda = kind == Ptx ? CudaReleases.OfPtx(Int16(rest, 26), Int16(rest, 24)) : null;
                found.Add(new FatBinaryEntry(kind == Ptx, (int)architecture, cuda));
            }
            rest = rest[(int)(entryHeader + code)..];
        }
        entries.AddRange(found);
        return header + (int)size;
    }

    private static ushort Int16(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Int32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong Int64(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
