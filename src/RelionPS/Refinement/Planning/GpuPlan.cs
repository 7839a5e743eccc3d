using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Memory;

namespace RelionPS;

/// <summary>Which GPUs a plan uses, by which ranks and threads.</summary>
public sealed record GpuPlan
{
    /// <summary>GPUs, or slices of them, that are used on each node.</summary>
    public required int GpusPerNode { get; init; }

    /// <summary>The value of RELION's <c>--gpu</c>; empty leaves the devices to RELION.</summary>
    public required string List { get; init; }

    /// <summary>Each GPU in use, with what works on it.</summary>
    public IReadOnlyList<GpuLoad> Devices { get; init => field = Indexable.List(value); } = [];

    /// <summary>Each thread with its GPU, by RELION's own arithmetic.</summary>
    public IReadOnlyList<GpuThread> Threads { get; init => field = Indexable.List(value); } = [];

    /// <summary>The least memory of a GPU that a follower needs for itself.</summary>
    /// <param name="size">The refinement in its last, largest iteration.</param>
    internal long? BytesOfFollower(RefinementSize size) => Devices.Count == 0
        ? null
        : DeviceFit.NeededBytes(size, 1, Devices.Max(device => device.ThreadsPerRank), keepFreeBytes: 0);

    /// <inheritdoc/>
    public override string ToString() => $"{GpusPerNode} GPU(s) a node, --gpu {(List.Length > 0 ? List : "\"\"")}";
}

/// <summary>A GPU of a plan and what works on it.</summary>
public sealed record GpuLoad
{
    /// <summary>Its host; <c>#2</c> for the second node of a plan that names no hosts.</summary>
    public required string HostName { get; init; }

    /// <summary>Its number there, as <c>--gpu</c> names it.</summary>
    public required int Device { get; init; }

    /// <summary>Its model, <c>GPU</c> where it is not known.</summary>
    public required string Model { get; init; }

    /// <summary>The ranks that use it; 0 is the threads-only program.</summary>
    public IReadOnlyList<int> Ranks { get; init => field = Indexable.List(value); } = [];

    /// <summary>The most threads that one of the ranks has on it.</summary>
    public required int ThreadsPerRank { get; init; }

    /// <summary>Its memory, in bytes; null where it is not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>
    /// The memory that the last, largest iteration needs at least, in bytes; null where the box is not known. RELION
    /// takes all there is, so what is in use tells nothing.
    /// </summary>
    public long? NeededBytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{HostName} {Device}: rank(s) {string.Join(',', Ranks)}";
}
