using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// A command for a part of a node: which CPUs and GPUs that is, the scheduler says when the job begins. Its GPUs are
/// then counted from 0, and CPUs can't be named.
/// </summary>
internal static class PartOfNode
{
    private const string Rule = nameof(PartOfNode);

    /// <summary>The command with ranks that are bound to nothing, and GPUs by their numbers within the job.</summary>
    public static RefineCommand Of(RefineCommand command)
    {
        List<Decision> decisions = [.. command.Decisions];
        if (command.LauncherRequest is { } request && request.Binding != RankBinding.None)
        {
            command = command with
            {
                Binding = RankBinding.None,
                LauncherRequest = request with { Binding = RankBinding.None },
            };
            decisions.Add(new Decision(nameof(RefineCommand.Binding), RankBinding.None, Rule,
                "which CPUs of the node the job has is known only when it begins: its ranks stay within those, and the "
                + "kernel moves them there. -Exclusive takes whole nodes, and ranks are bound as planned",
                "Slurm, sbatch(1)"));
        }
        if (command.Plan.Gpu is { } gpus && Numbers(gpus) is { } numbers)
        {
            GpuPlan counted = Counted(gpus, numbers);
            decisions.Add(new Decision(nameof(RunPlan.Gpu), counted.List, Rule,
                "a job's GPUs are counted from 0, whichever of the node's they are", "Slurm, gres.html")
            {
                Before = gpus.List,
            });
            command = command with
            {
                Plan = command.Plan with { Gpu = counted },
                Arguments = WithList(command.Arguments, counted.List),
            };
        }
        return command with { Decisions = decisions };
    }

    /// <summary>The numbers that change; null where none does.</summary>
    private static Dictionary<int, int>? Numbers(GpuPlan plan)
    {
        DeviceList list = DeviceList.Parse(plan.List);
        if (list.IsAutomatic) return null;
        int[] named =
        [
            .. list.Followers.SelectMany(devices => devices).Select(DeviceList.Number).OfType<int>().Distinct().Order(),
        ];
        return named.Select((number, index) => number == index).All(same => same)
            ? null
            : named.Select((number, index) => (number, index)).ToDictionary(pair => pair.number, pair => pair.index);
    }

    private static GpuPlan Counted(GpuPlan plan, Dictionary<int, int> numbers)
    {
        IEnumerable<string> lists = DeviceList.Parse(plan.List).Followers.Select(devices => string.Join(
            ',', devices.Select(device => HostShares.Text(numbers[DeviceList.Number(device)!.Value]))));
        return plan with
        {
            List = string.Join(':', lists),
            Devices = [.. plan.Devices.Select(load => load with { Device = Of(load.Device) })],
            Threads =
            [
                .. plan.Threads.Select(
                    thread => new GpuThread(
                        thread.Rank, thread.Thread, thread.HostName, thread.Device is { } device ? Of(device) : null)),
            ],
        };

        int Of(int device) => numbers.GetValueOrDefault(device, device);
    }

    private static IReadOnlyList<string> WithList(IReadOnlyList<string> arguments, string list)
    {
        string[] tokens = [.. arguments];
        int at = Array.LastIndexOf(tokens, OptionTable.Gpu);
        if (at >= 0 && at + 1 < tokens.Length) tokens[at + 1] = list;
        return tokens;
    }
}
