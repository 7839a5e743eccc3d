using RelionPS.Core.Text;
using RelionPS.Refinement.Devices;

namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>The value of <c>--gpu</c>, and which thread lands on which GPU by RELION's own arithmetic.</summary>
internal sealed class DevicesOfThreads : IPlanRule
{
    private const string Name = nameof(RunPlan.Gpu);

    private const string Source = "RELION 5.0.1 source";

    public void Apply(PlanDraft draft)
    {
        GpuRequest asked = draft.Request.Gpu!;
        string text = asked.List ?? Written(draft);
        DeviceList list = DeviceList.Parse(text);
        IReadOnlyList<ThreadDevice> map = Map(draft, list);
        IReadOnlyList<DeviceUse> uses = DeviceUse.Of(map);
        draft.Gpu = new GpuPlan
        {
            GpusPerNode = draft.Devices.Count,
            List = text,
            Devices = [.. uses.Select(use => Load(draft, use))],
            Threads = [.. map.Select(thread => new GpuThread(thread.Rank, thread.Thread, thread.Host, thread.Device))],
        };
        draft.DeviceUses = uses;
        string where = Describe(draft.Gpu);
        draft.Decisions.Add(asked.List is null
            ? new Decision(Name, text, "GpuOfThread", $"--gpu {text}: {where}", Source)
            : new Decision(Name, text, "Override", $"as asked for: {where}", asked.ListFrom));
        draft.Decisions.AddRange(Warnings(draft, list, uses, asked.ListFrom));
    }

    /// <summary>Where the threads land, in words: hosts that are alike once.</summary>
    private static string Describe(GpuPlan plan)
    {
        string[] hosts =
        [
            .. plan.Threads.GroupBy(thread => thread.HostName).Select(host => string.Join("; ",
                host.GroupBy(thread => thread.Rank).Select(rank => $"{Who(rank.Key)} on {Where([.. rank])}"))),
        ];
        const int most = 4;
        return string.Join("; ", hosts.Take(most)) + (hosts.Length > most ? $"; … {hosts.Length} hosts" : "");
    }

    private static string Who(int rank) => rank == 0 ? "threads" : $"rank {Quantity.Value(rank)}";

    private static string Where(IReadOnlyList<GpuThread> threads)
    {
        int[] devices = [.. threads.Select(thread => thread.Device!.Value).Distinct()];
        return devices.Length == 1
            ? $"GPU {devices[0]}"
            : "GPUs " + string.Join(", ", devices.Select(
                device => $"{device} ({threads.Count(thread => thread.Device == device)} thread(s))"));
    }

    /// <summary>The list that puts each follower on the GPU near its cores, as short as RELION repeats it.</summary>
    private static string Written(PlanDraft draft)
    {
        if (!draft.UsesMpi) return string.Join(',', draft.FollowerDevices[0]);
        string[] lists = [.. draft.Placement.Zip(PlaceOnHost(draft.Placement))
            .Where(rank => rank.First.Rank > 0)
            .Select(rank => string.Join(',', DevicesAt(draft, rank.Second)))];
        int period = Enumerable.Range(1, lists.Length)
            .First(length => lists.Select((list, index) => lists[index % length] == list).All(same => same));
        return string.Join(':', lists.Take(period));
    }

    /// <summary>The core set of a rank is the one of its place on the host; the first is the last follower's.</summary>
    private static IReadOnlyList<int> DevicesAt(PlanDraft draft, int place)
    {
        int followers = draft.FollowerDevices.Count;
        return draft.FollowerDevices[(place + followers - 1) % followers];
    }

    private static int[] PlaceOnHost(IReadOnlyList<RankPlacement> placement)
    {
        var placed = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. placement.Select(rank => placed[rank.HostName] = placed.GetValueOrDefault(rank.HostName, -1) + 1)];
    }

    private static IReadOnlyList<ThreadDevice> Map(PlanDraft draft, DeviceList list) => draft.UsesMpi
        ? DeviceMap.OfFollowers(
            list,
            [.. draft.Placement.Where(rank => rank.Rank > 0).Select(rank => rank.HostName)],
            draft.Threads,
            _ => draft.VisibleDevices)
        : DeviceMap.OfProcess(list, draft.Placement[0].HostName, draft.Threads, draft.VisibleDevices);

    private static GpuLoad Load(PlanDraft draft, DeviceUse use)
    {
        NodeDevice device = draft.Devices.FirstOrDefault(device => device.Number == use.Device)
            ?? NodeDevice.Unknown(use.Device);
        return new GpuLoad
        {
            HostName = use.Host,
            Device = use.Device,
            Model = device.Model,
            Ranks = use.Ranks,
            ThreadsPerRank = use.Threads,
            MemoryBytes = device.MemoryBytes,
            NeededBytes = draft.Request.Size is { } size
                ? DeviceFit.NeededBytes(size, use, draft.Request.Gpu!.KeepFreeBytes)
                : null,
        };
    }

    private static IEnumerable<Decision> Warnings(
        PlanDraft draft, DeviceList list, IReadOnlyList<DeviceUse> uses, string source)
    {
        int followers = draft.NodeCount * draft.RanksPerNode;
        int[] idle = [.. draft.Devices.Select(device => device.Number).Except(uses.Select(use => use.Device))];
        if (idle.Length > 0 && !(draft.Request.IsAutoRefine && draft.RanksPerNode == draft.Devices.Count - 1))
        {
            yield return Warn($"no thread lands on GPU {string.Join(", ", idle)}");
        }
        if (list.IsAutomatic) yield break;
        if (draft.UsesMpi && list.Followers.Count > followers)
        {
            yield return Warn(
                $"{list.Followers.Count} lists (':') for {followers} follower(s): those behind are never read");
        }
        if (!draft.UsesMpi && list.Followers.Count > 1)
        {
            yield return Warn("one process reads the first list alone (',' separates its threads)");
        }
        int longest = list.Followers.Take(draft.UsesMpi ? followers : 1).Max(follower => follower.Count);
        if (longest > draft.Threads)
        {
            yield return Warn(
                $"{longest} devices (',') for the {draft.Threads} thread(s) of a follower: those behind are never "
                + "used");
        }

        Decision Warn(string reason) => new(Name, list.Text, "GpuOfThread", reason, source, IsWarning: true);
    }
}
