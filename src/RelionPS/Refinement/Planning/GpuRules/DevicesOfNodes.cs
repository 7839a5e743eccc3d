using RelionPS.Refinement.Devices;

namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>Which GPUs of each node the job uses.</summary>
internal sealed class DevicesOfNodes : IPlanRule
{
    private const string Name = nameof(GpuPlan.GpusPerNode);

    /// <summary>More GPUs than so many have not made jobs faster.</summary>
    private const int MostOfJob = 4;

    public void Apply(PlanDraft draft)
    {
        GpuRequest asked = draft.Request.Gpu!;
        IReadOnlyList<NodeDevice>? there = There(draft.Nodes);
        if (there is { Count: 0 }) throw PlanErrors.NodeLacksGpu(draft.Request.Node);
        IReadOnlyList<int> named = Named(asked, there, draft.Request.Node);
        draft.Devices = (asked.Count, named.Count, there) switch
        {
            ({ } count, _, { } known) when count > known.Count =>
                throw PlanErrors.GpuCountInvalid(count, known.Count, draft.Request.Node),
            ({ } count, > 0 and var listed, _) when listed > count =>
                throw PlanErrors.GpuListLonger(asked.List!, listed, count),
            (_, > 0, _) => [.. named.Select(number => Device(there, number))],
            ({ } count, _, _) => [.. there?.Take(count) ?? Enumerable.Range(0, count).Select(NodeDevice.Unknown)],
            (_, _, { } known) => known,
            _ => [NodeDevice.Unknown(0)],
        };
        draft.VisibleDevices = there?.Count ?? Math.Max(draft.Devices.Count, named.DefaultIfEmpty(-1).Max() + 1);
        draft.Decisions.Add(Decide(draft, asked, there, named.Count));
        int all = draft.Devices.Count * draft.NodeCount;
        if (all > MostOfJob)
        {
            draft.Decisions.Add(new Decision(Name, draft.Devices.Count, "FewGpus",
                $"{all} GPUs in one job: past {MostOfJob} there was little or nothing to win (3D classification on 1, "
                + "2, 4, 8 and 16 V100: 7144, 2312, 1037, 1168 and 1174 s); two jobs on half of them each do more. "
                + "-GpuCount takes fewer", "stfc-sciml/e2e; 3dem/relion 1074", IsWarning: true));
        }
    }

    /// <summary>The devices of the node that has the fewest; null where one does not tell.</summary>
    private static IReadOnlyList<NodeDevice>? There(IReadOnlyList<NodeProfile> nodes)
    {
        IReadOnlyList<NodeDevice>?[] all = [.. nodes.Select(NodeDevices.Of)];
        return all.Any(devices => devices is null) ? null : all.MinBy(devices => devices!.Count);
    }

    /// <summary>The devices that the user's list names.</summary>
    private static IReadOnlyList<int> Named(
        GpuRequest asked, IReadOnlyList<NodeDevice>? there, NodeProfile node)
    {
        if (asked.List is not { } text) return [];
        DeviceList list = DeviceList.Parse(text);
        // What begins with no digit RELION takes for no list at all; a user who wrote something meant one.
        if (text.Length > 0 && (list.IsAutomatic || list.Strange.Any()))
        {
            throw PlanErrors.GpuListInvalid(text, list.Strange.FirstOrDefault("") is { Length: > 0 } odd ? odd : text);
        }
        if (list.IsAutomatic) return [];
        IReadOnlyList<int> numbers =
            [.. list.Followers.SelectMany(follower => follower).Select(device => DeviceList.Number(device)!.Value)
                .Distinct().Order()];
        return there is null || numbers.All(number => there.Any(device => device.Number == number))
            ? numbers
            : throw PlanErrors.GpuNotThere(
                text,
                numbers.First(number => there.All(device => device.Number != number)),
                string.Join(", ", there.Select(device => device.Number)),
                node);
    }

    private static NodeDevice Device(IReadOnlyList<NodeDevice>? there, int number) =>
        there?.First(device => device.Number == number) ?? NodeDevice.Unknown(number);

    private static Decision Decide(
        PlanDraft draft, GpuRequest asked, IReadOnlyList<NodeDevice>? there, int named)
    {
        int count = draft.Devices.Count;
        if (there is null && asked.Count is null && named == 0)
        {
            return new Decision(Name, count, "GpusUnknown",
                $"the GPUs of node '{draft.Request.Node.Name}' are not known, and one is assumed: say -GpuCount, "
                + "profile the node, or plan with New-RelionNodeProfile -GpuCount -GpuModel",
                "-GpuCount",
                IsWarning: true);
        }
        string models = NodeDevices.Models(draft.Devices.Select(device => device.Model));
        string of = there is { Count: var all } && all > count ? $" of {all}" : "";
        return named > 0 ? new Decision(Name, count, "Override", $"those of {asked.List}{of}: {models}", asked.ListFrom)
            : asked.Count is not null
                ? new Decision(Name, count, "Override", $"as asked for{of}: {models}", "-GpuCount")
                : new Decision(Name, count, "AllGpus", $"all that the session may use: {models}",
                    "the node's profile");
    }
}
