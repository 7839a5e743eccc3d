using System.Globalization;
using RelionPS.Core.Text;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>
/// What the GPUs have to hold in the last, largest iteration; refused where one of them does not.
/// </summary>
internal sealed class MemoryOfDevices : IPlanRule
{
    private const string Name = nameof(GpuLoad.NeededBytes);

    private const string Source = "RELION 5.0.1, cuda_ml_optimiser.cu";

    public void Apply(PlanDraft draft)
    {
        if (draft.Request.Size is not { } size || draft.Gpu is not { Devices.Count: > 0 } plan) return;
        (GpuLoad load, DeviceUse use) = plan.Devices.Zip(draft.DeviceUses)
            .MaxBy(pair => pair.First.NeededBytes - (pair.First.MemoryBytes ?? 0));
        long needed = load.NeededBytes!.Value, free = draft.Request.Gpu!.KeepFreeBytes;
        string held = string.Create(CultureInfo.InvariantCulture,
            $"{use.Shares} rank(s) of {Quantity.Gigabytes(DeviceMemory.FixedBytes(size))} each for references and sums "
            + $"({NodeMemoryLimit.Describe(size)}), and {use.Threads} thread(s) each");
        string card = DeviceFit.SmallestCard(needed) is { } gigabytes
            ? $"a card of {gigabytes} GB would do"
            : "no card is as large";
        if (load.MemoryBytes is not { } memory)
        {
            draft.Decisions.Add(new Decision(Name, needed, "GpuMemory",
                $"{held}; the GPU's memory is not known: {card}", Source));
            return;
        }
        int box = DeviceFit.LargestBox(size, use, memory, free);
        if (needed > memory)
        {
            throw PlanErrors.GpuMemoryInsufficient(
                load, Quantity.Gigabytes(needed), Quantity.Gigabytes(memory), held, box, card,
                string.Join("; ", Remedies(draft, size, use, memory)));
        }
        draft.Decisions.Add(new Decision(Name, needed, "GpuMemory",
            $"{held}; GPU {load.Device} has {Quantity.Gigabytes(memory)}, which holds boxes up to {box} px; {card}",
            Source));
        int own = DeviceMemory.LargestBox(memory - (use.Shares * DeviceFit.ContextBytes), use.Shares, size.Padding);
        if (size.IsAutoRefine && size.BoxSize > own)
        {
            draft.Decisions.Add(new Decision(Name, needed, "GpuMemory",
                $"RELION's own check expects boxes up to {own} px to last through the final iteration, and the box is "
                + $"{size.BoxSize}: {string.Join("; ", Remedies(draft, size, use, memory))}", Source, IsWarning: true));
        }
    }

    private static IReadOnlyList<string> Remedies(
        PlanDraft draft, RefinementSize size, DeviceUse use, long memory)
    {
        long free = draft.Request.Gpu!.KeepFreeBytes;
        List<string> remedies = [];
        if (use.Shares > 1 && DeviceFit.NeededBytes(size, use.Shares - 1, use.Threads, free) <= memory)
        {
            remedies.Add("fewer followers a GPU (-RankPerNode)");
        }
        if (use.Threads > 1 && DeviceFit.NeededBytes(size, use.Shares, 1, free) <= memory)
        {
            remedies.Add("fewer threads (-Thread)");
        }
        if (free > 0) remedies.Add("a smaller --free_gpu_memory");
        if (size.Padding > 1) remedies.Add("-Padding 1, which takes an eighth");
        if (size.ClassCount > 1) remedies.Add("fewer classes");
        if (size.CurrentSize == size.BoxSize && !size.IsAutoRefine) remedies.Add("-ExpectedResolution, where known");
        remedies.Add("particles scaled to a smaller box");
        remedies.Add("-Acceleration Cpu");
        return remedies;
    }
}
