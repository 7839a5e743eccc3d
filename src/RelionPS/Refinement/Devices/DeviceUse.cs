namespace RelionPS.Refinement.Devices;

/// <summary>What works on a device.</summary>
/// <param name="Host">The host.</param>
/// <param name="Device">The device's number there.</param>
/// <param name="Ranks">The ranks that use it: each holds references and sums of its own on it.</param>
/// <param name="Threads">The most threads that one of the ranks has on it.</param>
internal sealed record DeviceUse(string Host, int Device, IReadOnlyList<int> Ranks, int Threads)
{
    /// <summary>How many ranks share it; RELION gives each that part of what is free.</summary>
    public int Shares => Ranks.Count;

    /// <summary>The devices in use, by host and number.</summary>
    public static IReadOnlyList<DeviceUse> Of(IEnumerable<ThreadDevice> map) =>
        [
            .. map.GroupBy(thread => (thread.Host, thread.Device))
                .Select(device => new DeviceUse(
                    device.Key.Host,
                    device.Key.Device,
                    [.. device.Select(thread => thread.Rank).Distinct().Order()],
                    device.GroupBy(thread => thread.Rank).Max(rank => rank.Count())))
                .OrderBy(use => use.Host, StringComparer.Ordinal)
                .ThenBy(use => use.Device),
        ];
}
