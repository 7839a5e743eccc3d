namespace RelionPS.Builds.Installations;

/// <summary>
/// Finds the code for GPUs in the loaded segments of programs. Sections, which name it (<c>.nv_fatbin</c>,
/// <c>.hip_fatbin</c>), are not needed: each piece has a mark of its own.
/// </summary>
internal static class GpuCodeReader
{
    /// <summary>Of all files together; one that is no ELF file has none.</summary>
    public static GpuCode Read(IEnumerable<string> paths)
    {
        var architectures = new List<string>();
        var cudas = new List<string>();
        foreach (byte[] bytes in paths.SelectMany(Segments))
        {
            foreach (FatBinaryEntry entry in FatBinary.Read(bytes))
            {
                architectures.Add(entry.Name);
                if (entry.CudaVersion is { } cuda) cudas.Add(cuda);
            }
            architectures.AddRange(OffloadBundle.Read(bytes));
        }
        return GpuCode.Of(architectures, cudas.MaxBy(Toolchains.ToolVersion.Parse));
    }

    private static List<byte[]> Segments(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return ElfFile.Open(file) is { } elf
                ? [.. elf.Segments.Where(segment => segment.IsLoaded).Select(elf.Bytes)]
                : [];
        }
        catch (Exception exception) when (ElfFile.IsUnreadable(exception))
        {
            return [];
        }
    }
}
