using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// Memory slots from SMBIOS structures 16 (arrays) and 17 (devices), sockets from 4 (DMTF DSP0134, 7.5, 7.17, 7.18).
/// </summary>
internal static class SmbiosMemory
{
    private const byte Processor = 4, MemoryArray = 16, MemoryDevice = 17;
    private const byte SystemMemory = 3;
    private const byte CentralProcessor = 3;

    /// <summary>More than any board has; a table that says so lies.</summary>
    private const long LargestModule = 1L << 44;

    private static readonly Dictionary<byte, string> Types = new()
    {
        [0x12] = "DDR",
        [0x13] = "DDR2",
        [0x18] = "DDR3",
        [0x1A] = "DDR4",
        [0x1B] = "LPDDR",
        [0x1C] = "LPDDR2",
        [0x1D] = "LPDDR3",
        [0x1E] = "LPDDR4",
        [0x1F] = "NVDIMM",
        [0x20] = "HBM",
        [0x21] = "HBM2",
        [0x22] = "DDR5",
        [0x23] = "LPDDR5",
        [0x24] = "HBM3",
        [0x0F] = "SDRAM",
        [0x07] = "RAM",
    };

    /// <summary>Slots and modules of the main memory; null where the table has none that make sense.</summary>
    public static IReadOnlyList<MemoryModule>? Read(IReadOnlyList<SmbiosStructure> table)
    {
        // Flash and cache have arrays of their own. A device of an array that is missing is taken as main memory.
        HashSet<ushort> otherArrays =
        [
            .. table
                .Where(item => item.Type == MemoryArray && item.Byte(0x05) is { } use && use != SystemMemory)
                .Select(item => item.Handle),
        ];
        MemoryModule[] modules =
        [
            .. table
                .Where(
                    item => item.Type == MemoryDevice && item.Word(0x04) is { } array && !otherArrays.Contains(array))
                .Select(Module)
                .OfType<MemoryModule>(),
        ];
        return modules.Any(module => module.SizeBytes > 0) ? modules : null;
    }

    /// <summary>Processor sockets with a processor in them; null where the table has no such structure.</summary>
    public static int? PopulatedSockets(IReadOnlyList<SmbiosStructure> table)
    {
        SmbiosStructure[] sockets =
        [
            .. table.Where(
                item => item.Type == Processor && item.Byte(0x05) == CentralProcessor && item.Byte(0x18) is not null),
        ];
        return sockets.Length == 0 ? null : sockets.Count(item => (item.Byte(0x18) & 0x40) != 0);
    }

    /// <summary>Slots that the arrays of main memory say they have; null where they say nothing.</summary>
    public static int? Slots(IReadOnlyList<SmbiosStructure> table)
    {
        int slots = table
            .Where(item => item.Type == MemoryArray && item.Byte(0x05) == SystemMemory)
            .Sum(item => item.Word(0x0D) ?? 0);
        return slots > 0 ? slots : null;
    }

    private static MemoryModule? Module(SmbiosStructure item)
    {
        if (item.Word(0x0C) is not { } size) return null;
        string slot = item.Text(0x10), bank = item.Text(0x11);
        byte technology = item.Byte(0x28) ?? 0;
        byte type = item.Byte(0x12) ?? 0;
        // 4 and 5: NVDIMM-N holds a copy, NVDIMM-F is flash; 6: NVDIMM-P; 7: Optane persistent memory (DSP0134,
        // 7.18.6).
        bool isPersistent = technology is >= 4 and <= 7 || type == 0x1F;
        int? speed = item.Word(0x20) switch
        {
            null or 0 => null,
            0xFFFF => (int?)item.DoubleWord(0x58),
            { } value => value,
        };
        if (speed is <= 0 or > 100_000) speed = null;
        return new MemoryModule(
            slot.Length > 0 ? slot : $"handle {item.Handle:X4}",
            MemoryChannel.Of(slot, bank),
            SizeBytes(item, size),
            Types.GetValueOrDefault(type, "Unknown"),
            size == 0 ? null : speed,
            isPersistent);
    }

    private static long? SizeBytes(SmbiosStructure item, ushort size)
    {
        if (size == 0xFFFF) return null;
        long bytes = size switch
        {
            0x7FFF => (long)((item.DoubleWord(0x1C) ?? 0) & 0x7FFFFFFF) << 20,
            _ when (size & 0x8000) != 0 => (long)(size & 0x7FFF) << 10,
            _ => (long)size << 20,
        };
        return bytes > LargestModule || (bytes == 0 && size != 0) ? null : bytes;
    }
}
