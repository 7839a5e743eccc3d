using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Devices;

/// <summary>Whether a refinement fits a device, and what would.</summary>
internal static class DeviceFit
{
    /// <summary>
    /// What the driver takes of a device for each process that uses it, before RELION asks what is free: some hundred
    /// megabytes on today's cards; this is on the safe side.
    /// </summary>
    public const long ContextBytes = 500_000_000;

    private const long Gigabyte = 1_000_000_000;

    /// <summary>Memory of cards that are sold, and of MIG slices, in gigabytes.</summary>
    private static readonly int[] Cards = [5, 8, 10, 11, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 141, 192];

    /// <summary>Memory that a device needs for its ranks, driver included.</summary>
    /// <param name="size">The refinement in its last, largest iteration.</param>
    /// <param name="use">What works on the device.</param>
    /// <param name="keepFreeBytes"><c>--free_gpu_memory</c>.</param>
    public static long NeededBytes(RefinementSize size, DeviceUse use, long keepFreeBytes) =>
        DeviceMemory.LeastBytes(size, use, keepFreeBytes) + (use.Shares * ContextBytes);

    /// <summary>The same for so many ranks on a device with so many threads each.</summary>
    public static long NeededBytes(RefinementSize size, int ranks, int threads, long keepFreeBytes) =>
        NeededBytes(size, new DeviceUse("", 0, [.. Enumerable.Range(1, ranks)], threads), keepFreeBytes);

    /// <summary>The largest even box, refined up to Nyquist, that fits; 0 where none does.</summary>
    public static int LargestBox(
        RefinementSize size, DeviceUse use, long deviceBytes, long keepFreeBytes)
    {
        (int fits, int tooLarge) = (0, 4096);
        while (tooLarge - fits > 2)
        {
            int box = (fits + tooLarge) / 4 * 2;
            RefinementSize candidate = size with { BoxSize = box, CurrentSize = box };
            if (NeededBytes(candidate, use, keepFreeBytes) <= deviceBytes) fits = box;
            else tooLarge = box;
        }
        return fits;
    }

    /// <summary>The smallest usual card, in gigabytes, that has the memory; null where none has.</summary>
    public static int? SmallestCard(long neededBytes) =>
        Cards.Cast<int?>().FirstOrDefault(card => card * Gigabyte >= neededBytes);
}
