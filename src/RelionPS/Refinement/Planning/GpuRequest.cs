namespace RelionPS.Refinement.Planning;

/// <summary>What was asked for of a run on GPUs; null is left to the plan.</summary>
internal sealed record GpuRequest
{
    /// <summary>The devices in RELION's spelling, <c>0:1</c>.</summary>
    public string? List { get; init; }

    /// <summary>What named them.</summary>
    public string ListFrom { get; init; } = "-Gpu";

    /// <summary>Devices of each node.</summary>
    public int? Count { get; init; }

    /// <summary>Memory of a device that is left free for each rank, in bytes (<c>--free_gpu_memory</c>).</summary>
    public long KeepFreeBytes { get; init; }
}
