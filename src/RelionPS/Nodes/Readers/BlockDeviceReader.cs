namespace RelionPS.Nodes.Readers;

/// <summary>Disks from /sys/block.</summary>
internal static class BlockDeviceReader
{
    private const int SectorBytes = 512;

    private static readonly string[] Virtual = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"];

    public static Fact<IReadOnlyList<BlockDevice>> Read(NodeFiles files)
    {
        const string Source = "/sys/block";
        if (!files.Exists(Source)) return new(null, Source, "capture sys/block");
        return new(
            [.. files
                .Names(Source)
                .Where(name => !Virtual.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(name => new BlockDevice(
                    name,
                    files.Number($"{Source}/{name}/size") is { } sectors and < 1L << 50 ? sectors * SectorBytes : null,
                    files.Number($"{Source}/{name}/queue/rotational") is { } rotational ? rotational != 0 : null,
                    files.Text($"{Source}/{name}/device/model") is { Length: > 0 } model ? model : "Unknown"))
                .Where(device => device.SizeBytes != 0)], Source);
    }
}
