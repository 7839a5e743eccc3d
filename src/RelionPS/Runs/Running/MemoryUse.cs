using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Running;

/// <summary>
/// What each rank of a run took on this node, with the model's estimate beside it, and what is amiss with the estimate.
/// </summary>
internal static class MemoryUse
{
    /// <summary>
    /// An estimate under this share of the peak is a run that does not fit where the plan says it does.
    /// </summary>
    private const double LeastRatio = 0.9;

    /// <summary>One over this wastes the node.</summary>
    private const double MostRatio = 1.5;

    /// <summary>
    /// Less than this apart, it is the program's libraries that differ, and nothing that a plan depends on.
    /// </summary>
    private const long Tolerance = 32L << 20;

    /// <summary>The ranks in order; processes are those of the refinement program.</summary>
    /// <param name="prepared">What was run.</param>
    /// <param name="processes">The processes seen.</param>
    /// <param name="sizes">Sizes of the images over the iterations.</param>
    public static IReadOnlyList<RankMemoryUse> Of(
        PreparedRun prepared, IReadOnlyList<ProcessPeak> processes, IReadOnlyList<IterationSize> sizes)
    {
        RefinementSize? size = Size(prepared, sizes);
        RankLayout layout = prepared.Command.Plan.Layout;
        IReadOnlyList<RankMemory> expected = size is null ? [] : MemoryModel.Estimate(size, layout).Ranks;
        string name = ProcessStatus.KernelName(Path.GetFileName(prepared.ExecutablePath));
        return [.. processes.Where(process => process.Name == name).Select(Use).OrderBy(use => use.Rank)];

        RankMemoryUse Use(ProcessPeak process)
        {
            int rank = process.Rank ?? 0;
            RankKind? kind = size is null ? null : MemoryModel.Kind(rank, size, layout);
            return new RankMemoryUse
            {
                Rank = rank,
                ProcessId = process.ProcessId,
                PeakBytes = process.PeakBytes,
                Kind = kind,
                EstimatedBytes = expected.FirstOrDefault(memory => memory.Kind == kind)?.PeakBytes,
            };
        }
    }

    /// <summary>A warning where the model is wrong for a rank: the worst one is told.</summary>
    public static IEnumerable<BenchmarkWarning> Warnings(IReadOnlyList<RankMemoryUse> ranks)
    {
        RankMemoryUse? worst = ranks.Where(IsWrong).MaxBy(rank => Math.Abs(Math.Log(rank.Ratio!.Value)));
        if (worst is null) yield break;
        yield return new BenchmarkWarning
        {
            Id = "MemoryEstimateWrong",
            Message =
                $"Rank {worst.Rank} took {Quantity.Bytes(worst.PeakBytes)}, and "
                + $"{Quantity.Bytes(worst.EstimatedBytes)} were expected of it.",
            Remedy = worst.Ratio < 1
                ? "Plan with the measured memory: fewer ranks a node (-RankPerNode) where the node is nearly full."
                : "Plan with the measured memory: more ranks may fit (-RankPerNode).",
            Evidence = string.Create(
                CultureInfo.InvariantCulture,
                $"VmHWM of process {worst.ProcessId}: {worst.PeakBytes} bytes; the estimate is {worst.Ratio:0.00} of "
                + $"it"),
        };
    }

    private static bool IsWrong(RankMemoryUse rank) =>
        rank.Ratio is < LeastRatio or > MostRatio && Math.Abs(rank.EstimatedBytes!.Value - rank.PeakBytes) > Tolerance;

    /// <summary>
    /// The job's size with what the run shows: box and largest current size of its model files, and the program's
    /// precision.
    /// </summary>
    private static RefinementSize? Size(PreparedRun prepared, IReadOnlyList<IterationSize> sizes)
    {
        RefineCommand command = prepared.Command;
        RefinementSize? planned = command.Size;
        int? box = sizes.Count > 0 ? sizes[^1].BoxSize : planned?.BoxSize;
        int? current = sizes.Count > 0 ? sizes.Max(size => size.CurrentSize) : planned?.CurrentSize;
        return RefinementSizes.Of(
            new DataSize(box, planned?.PixelSize, planned?.ParticleCount, CurrentSize: current),
            command.Request?.Whole(command.Options) ?? command.Options,
            command.Acceleration,
            prepared.Capability.Version,
            prepared.Capability.Precision);
    }
}
