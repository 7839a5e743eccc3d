namespace RelionPS.Refinement.Devices;

/// <summary>A thread's place on a device.</summary>
/// <param name="Rank">The rank; 0 is the one process of the threads-only program.</param>
/// <param name="Thread">The thread of the rank, from 0.</param>
/// <param name="Host">Where the rank runs.</param>
/// <param name="Device">The device's number on that host, of those that the rank sees.</param>
internal sealed record ThreadDevice(int Rank, int Thread, string Host, int Device);

/// <summary>
/// Which thread lands on which device: RELION's own arithmetic (ml_optimiser_mpi.cpp and ml_optimiser.cpp, initialise;
/// the same in 3.1.4, 4.0.2 and 5.0.1).
/// </summary>
internal static class DeviceMap
{
    /// <summary>The threads of all followers.</summary>
    /// <param name="list">The value of <c>--gpu</c>.</param>
    /// <param name="hosts">The host of each follower, by rank from 1.</param>
    /// <param name="threads">Threads of each, <c>--j</c>.</param>
    /// <param name="devices">How many devices a follower sees on a host.</param>
    public static IReadOnlyList<ThreadDevice> OfFollowers(
        DeviceList list, IReadOnlyList<string> hosts, int threads, Func<string, int> devices)
    {
        Dictionary<string, int> followersOn =
            hosts.GroupBy(host => host).ToDictionary(host => host.Key, host => host.Count());
        var map = new List<ThreadDevice>(hosts.Count * threads);
        for (int follower = 1; follower <= hosts.Count; follower++)
        {
            string host = hosts[follower - 1];
            int sharing = followersOn[host];
            // RELION counts by rank and not by the followers of the host, so that ranks dealt out in turn collide.
            int place = (follower - 1) % sharing;
            for (int thread = 0; thread < threads; thread++)
            {
                int device = list.IsAutomatic
                    ? devices(host) * ((place * threads) + thread) / (sharing * threads)
                    : Named(list.Of(follower), thread);
                map.Add(new ThreadDevice(follower, thread, host, device));
            }
        }
        return map;
    }

    /// <summary>The threads of the threads-only program.</summary>
    /// <param name="list">The value of <c>--gpu</c>.</param>
    /// <param name="host">Where it runs.</param>
    /// <param name="threads">Its threads, <c>--j</c>.</param>
    /// <param name="devices">How many devices it sees.</param>
    public static IReadOnlyList<ThreadDevice> OfProcess(DeviceList list, string host, int threads, int devices) =>
        [
            .. Enumerable.Range(0, threads).Select(thread => new ThreadDevice(
                0, thread, host, list.IsAutomatic ? devices * thread / threads : Named(list.Of(1), thread))),
        ];

    /// <summary>The devices in turn; -1 for one that is no number.</summary>
    private static int Named(IReadOnlyList<string> devices, int thread) =>
        DeviceList.AsRead(devices[thread % devices.Count]) ?? -1;
}
