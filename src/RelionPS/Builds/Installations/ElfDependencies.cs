namespace RelionPS.Builds.Installations;

/// <summary>
/// The shared libraries that an ELF program asks for (DT_NEEDED), read from its dynamic section; nothing is started.
/// </summary>
internal static class ElfDependencies
{
    /// <summary>
    /// Names such as <c>libmpi.so.40</c>, in the file's order; null where the file is no readable 64-bit little-endian
    /// ELF file.
    /// </summary>
    public static IReadOnlyList<string>? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return ElfFile.Open(file) is { } elf ? Read(elf) : null;
        }
        catch (Exception exception) when (ElfFile.IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <summary>
    /// The program's dynamic loader (PT_INTERP); null for a static program, or none that can be read.
    /// </summary>
    public static string? Loader(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return ElfFile.Open(file) is { } elf
                && elf.Segments.FirstOrDefault(segment => segment.IsInterpreter) is { } name
                ? elf.Text(name.Offset, name.Size, 0) : null;
        }
        catch (Exception exception) when (ElfFile.IsUnreadable(exception))
        {
            return null;
        }
    }

    private static List<string> Read(ElfFile elf)
    {
        if (elf.Segments.FirstOrDefault(segment => segment.IsDynamic) is not { Size: > 0 } section) return [];
        byte[] dynamic = elf.Table(section.Offset, section.Size);
        var needed = new List<long>();
        long stringsAddress = 0, stringsSize = 0;
        for (int at = 0; at + 16 <= dynamic.Length; at += 16)
        {
            long value = ElfFile.Int64(dynamic, at + 8);
            switch (ElfFile.Int64(dynamic, at))
            {
                case 0: at = dynamic.Length; break;
                case 1: needed.Add(value); break;
                case 5: stringsAddress = value; break;
                case 10: stringsSize = value; break;
            }
        }
        if (needed.Count == 0) return [];
        ElfSegment holder = elf.Segments.FirstOrDefault(segment => segment.IsLoaded
                && segment.Address <= stringsAddress && stringsAddress < segment.Address + segment.Size)
            ?? throw new InvalidDataException();
        long strings = holder.Offset + stringsAddress - holder.Address;
        return [.. needed.Select(at => elf.Text(strings, stringsSize, at))];
    }
}
