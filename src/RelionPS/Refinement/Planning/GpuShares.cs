using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Devices;

namespace RelionPS.Refinement.Planning;

/// <summary>The cores of followers that work on GPUs: those near their GPUs, none twice.</summary>
internal static class GpuShares
{
    /// <summary>Fewer logical CPUs than so many near a GPU, and the node's cores are dealt out evenly.</summary>
    private const int FewCpus = 4;

    /// <summary>Which of so many devices each of so many followers of a node uses.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Spread(int followers, IReadOnlyList<int> devices) =>
        [
            .. Enumerable.Range(0, followers).Select(follower =>
            {
                int first = follower * devices.Count / followers;
                int end = Math.Max(first + 1, (follower + 1) * devices.Count / followers);
                return (IReadOnlyList<int>)[.. devices.Skip(first).Take(end - first)];
            }),
        ];

    /// <summary>The cores of each follower of a node.</summary>
    /// <param name="domains">The cores that ranks may have.</param>
    /// <param name="devices">The node's devices in use.</param>
    /// <param name="followers">The devices of each follower, by number.</param>
    public static RankShares Of(
        CoreDomains domains, IReadOnlyList<NodeDevice> devices, IReadOnlyList<IReadOnlyList<int>> followers)
    {
        if (followers.Count == 1 && followers[0].Distinct().Count() > 1) return domains.Shares(1);
        var used = followers.SelectMany(list => list).ToHashSet();
        devices = [.. devices.Where(device => used.Contains(device.Number))];
        return Near(domains, devices, followers) is { } near && near.CpusPerRank * followers.Count >= Least(devices)
            ? near
            : domains.Shares(followers.Count);
    }

    private static int Least(IReadOnlyList<NodeDevice> devices) => FewCpus * devices.Count;

    private static RankShares? Near(
        CoreDomains domains, IReadOnlyList<NodeDevice> devices, IReadOnlyList<IReadOnlyList<int>> followers)
    {
        if (CoresOf(domains, devices) is not { } cores) return null;
        Dictionary<int, int> users = followers.SelectMany(list => list.Distinct())
            .GroupBy(device => device)
            .ToDictionary(device => device.Key, device => device.Count());
        var taken = new Dictionary<int, int>();
        var sets = new List<IReadOnlyList<IReadOnlyList<int>>>();
        foreach (IReadOnlyList<int> list in followers)
        {
            var set = new List<IReadOnlyList<int>>();
            foreach (int device in list.Distinct())
            {
                if (!cores.TryGetValue(device, out IReadOnlyList<IReadOnlyList<int>>? own)) return null;
                int share = own.Count / users[device], skip = taken.GetValueOrDefault(device);
                set.AddRange(own.Skip(skip).Take(share));
                taken[device] = skip + share;
            }
            if (set.Count == 0) return null;
            sets.Add(set);
        }
        int least = sets.Min(set => set.Count);
        return new RankShares([.. sets.Select(set => (IReadOnlyList<IReadOnlyList<int>>)[.. set.Take(least)])], domains,
            Straddles: false);
    }

    /// <summary>Devices with the same near CPUs share those cores evenly; null where what is near is not known.
    /// </summary>
    private static Dictionary<int, IReadOnlyList<IReadOnlyList<int>>>? CoresOf(
        CoreDomains domains, IReadOnlyList<NodeDevice> devices)
    {
        IReadOnlyList<int>[] cores = [.. domains.Parts.SelectMany(part => part)];
        var given = new HashSet<int>();
        var result = new Dictionary<int, IReadOnlyList<IReadOnlyList<int>>>();
        foreach (IGrouping<string, NodeDevice> group in devices.GroupBy(device => CpuList.Format(device.NearCpus)))
        {
            var near = group.First().NearCpus.ToHashSet();
            IReadOnlyList<int>[] own = [.. cores.Where(core => core.All(near.Contains))];
            int share = own.Length / group.Count();
            if (share == 0 || !own.All(core => given.Add(core[0]))) return null;
            int index = 0;
            foreach (NodeDevice device in group)
            {
                result[device.Number] = [.. own.Skip(index).Take(share)];
                index += share;
            }
        }
        return result;
    }
}
