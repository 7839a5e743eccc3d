using RelionPS.Core.Text;
using RelionPS.Refinement.Devices;

namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>The cores of each follower, near its GPU, and its threads.</summary>
internal sealed class ThreadsNearDevices : IPlanRule
{
    /// <summary>More threads than sources run on a GPU.</summary>
    public const int Most = 12;

    private const string Name = nameof(RunPlan.ThreadsPerRank);

    private const string Source = "RELION 5.0, tutorial; 3dem/relion 846";

    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        draft.FollowerDevices = DevicesOf(draft);
        RankShares shares = GpuShares.Of(draft.Domains, draft.Devices, draft.FollowerDevices);
        draft.GpuShares = shares;
        bool isNear = draft.Devices.All(device => device.NearCpus.Count > 0);
        int byRule = Math.Min(Most, shares.CpusPerRank);
        string cores = draft.FollowerDevices.Count == 1
            ? $"{shares.CpusPerRank} logical CPUs"
            : $"{shares.CpusPerRank} logical CPUs a follower{(isNear ? ", near its GPU" : "")}";
        string reason = byRule < shares.CpusPerRank
            ? $"{cores}; sources run 6 to {Most} threads a follower on a GPU, and each takes memory of it"
            : $"{cores}; sources run 6 to {Most} threads a follower on a GPU";
        (int fitting, string? memory) = InMemory(draft, byRule);
        draft.Threads = request.Thread ?? fitting;
        draft.Decisions.Add(request.Thread is { } given
            ? new Decision(Name, given, "Override", $"as asked for; the rules say {fitting}", "-Thread")
            : new Decision(Name, fitting, memory is null ? "ThreadsNearGpu" : "GpuMemory", memory ?? reason, Source));
        if (request.Thread > shares.CpusPerRank)
        {
            draft.Decisions.Add(new Decision(Name, draft.Threads, "ThreadsNearGpu",
                $"more threads than the {shares.CpusPerRank} CPUs of a follower, which take turns on them", Source,
                IsWarning: true));
        }
        if (!isNear && draft.Devices.Count > 1)
        {
            draft.Decisions.Add(new Decision(nameof(RunPlan.Placement), null, "NearGpu",
                "which cores are near which GPU is not known: followers have cores in their order; profile the node, "
                + "or look at nvidia-smi topo -m", "the node's profile"));
        }
    }

    /// <summary>The devices of each follower of a node: those of the user's list, else evenly.</summary>
    private static IReadOnlyList<IReadOnlyList<int>> DevicesOf(PlanDraft draft)
    {
        IReadOnlyList<int> numbers = [.. draft.Devices.Select(device => device.Number)];
        int followers = draft.RanksPerNode;
        DeviceList list = DeviceList.Parse(draft.Request.Gpu!.List ?? "");
        if (list.IsAutomatic) return GpuShares.Spread(followers, Used(draft, numbers));
        return
        [
            .. Enumerable.Range(1, followers).Select(list.Of).Select(
                devices => (IReadOnlyList<int>)[.. devices.Select(device => DeviceList.Number(device)!.Value)]),
        ];
    }

    /// <summary>An auto-refinement on an odd number of GPUs leaves one idle.</summary>
    private static IReadOnlyList<int> Used(PlanDraft draft, IReadOnlyList<int> numbers) =>
        draft.Request is { IsAutoRefine: true, RanksPerNode: null } && draft.RanksPerNode == numbers.Count - 1
            ? [.. numbers.Take(draft.RanksPerNode)]
            : numbers;

    /// <summary>Fewer threads, where so many do not fit the memory of a GPU and fewer do.</summary>
    private static (int Threads, string? Reason) InMemory(PlanDraft draft, int threads)
    {
        if (draft.Request.Size is not { } size || draft.Devices.Min(device => device.MemoryBytes) is not { } memory)
        {
            return (threads, null);
        }
        int ranks = draft.FollowerDevices.SelectMany(list => list.Distinct()).GroupBy(device => device)
            .Max(device => device.Count());
        if (Needed(threads) <= memory || Needed(1) > memory) return (threads, null);
        int fewer = threads;
        while (Needed(fewer) > memory) fewer--;
        return (fewer, $"{threads} threads would need {Quantity.Gigabytes(Needed(threads))} of the GPU's "
            + $"{Quantity.Gigabytes(memory)}; RELION keeps 200 MB free for each");

        long Needed(int count) => DeviceFit.NeededBytes(size, ranks, count, draft.Request.Gpu!.KeepFreeBytes);
    }
}
