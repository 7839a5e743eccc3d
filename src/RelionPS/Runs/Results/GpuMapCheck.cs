using System.Globalization;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>Holds the devices that RELION says its threads are on against those that the plan comes to.</summary>
internal static class GpuMapCheck
{
    /// <summary>A note where they differ; null where they do not, or where one of the two is not known.</summary>
    /// <param name="command">The command that was run.</param>
    /// <param name="seen">What RELION says.</param>
    public static RunNote? Difference(RefineCommand command, IReadOnlyList<GpuThread> seen)
    {
        // SYCL says names, and has an arithmetic of its own.
        if (seen.Count == 0 || seen.Any(thread => thread.Device is null)) return null;
        if (Expected(command) is not { } planned) return null;
        Dictionary<(int, int), int> devices = planned.ToDictionary(
            thread => (thread.Rank, thread.Thread), thread => thread.Device);
        GpuThread[] others =
        [
            .. seen.Where(thread => devices.GetValueOrDefault((thread.Rank, thread.Thread), -1) != thread.Device)
                .OrderBy(thread => thread.Rank).ThenBy(thread => thread.Thread),
        ];
        if (others.Length == 0) return null;
        GpuThread first = others[0];
        string wanted = devices.TryGetValue((first.Rank, first.Thread), out int device)
            ? string.Create(CultureInfo.InvariantCulture, $"planned on device {device}")
            : "not in the plan";
        return new RunNote(
            RunNote.GpuMapDiffers,
            OutputErrors.NoteGpuMapDiffers(others.Length, seen.Count, $"{first}, {wanted}"),
            first.ToString());
    }

    /// <summary>Why the time of a run whose map differs may not be what it seems.</summary>
    public static IEnumerable<BenchmarkWarning> Warnings(IEnumerable<RunNote> notes) =>
        notes.Where(note => note.Id == RunNote.GpuMapDiffers).Select(note => new BenchmarkWarning
        {
            Id = note.Id,
            Message = note.Message,
            Remedy = "Test-RelionPlacement shows where the ranks run, Get-RelionNodeProfile which GPUs a session sees.",
            Evidence = note.Evidence,
        });

    /// <summary>
    /// The plan's map by RELION's arithmetic; null where devices are not asked for, or not known how many there are.
    /// </summary>
    public static IReadOnlyList<ThreadDevice>? Expected(RefineCommand command)
    {
        if (!command.Arguments.Contains(OptionTable.Gpu)) return null;
        string value = ArgumentReader.ValueOf(command.Arguments, OptionTable.Gpu) ?? "";
        // What follows may be the next option: RELION's parser has no value then.
        DeviceList list = DeviceList.Parse(value.StartsWith("--", StringComparison.Ordinal) ? "" : value);
        int devices = command.Node.Gpu.Visible.Value?.Count ?? 0;
        if (list.IsAutomatic && devices == 0) return null;
        RunPlan plan = command.Plan;
        if (!plan.UsesMpi) return DeviceMap.OfProcess(list, command.Node.Name, plan.ThreadsPerRank, devices);
        string[] hosts = [.. plan.Placement.Where(rank => rank.Rank > 0).OrderBy(rank => rank.Rank).Select(
            rank => rank.HostName)];
        if (hosts.Length == 0 && plan.NodeCount == 1)
        {
            hosts = [.. Enumerable.Repeat(command.Node.Name, plan.Ranks - 1)];
        }
        return hosts.Length == plan.Ranks - 1
            ? DeviceMap.OfFollowers(list, hosts, plan.ThreadsPerRank, _ => devices)
            : null;
    }
}
