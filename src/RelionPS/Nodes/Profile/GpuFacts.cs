namespace RelionPS;

/// <summary>A device as a program of this session counts it, which is what RELION's <c>--gpu</c> names.</summary>
/// <param name="Number">Its number for CUDA, or for HIP.</param>
/// <param name="BusId">The GPU, by its <see cref="GpuDevice.BusId"/>.</param>
/// <param name="Slice">The slice of it, by its <see cref="GpuSlice.Uuid"/> or profile; null for the whole GPU.</param>
public sealed record VisibleGpu(int Number, string BusId, string? Slice)
{
    /// <inheritdoc/>
    public override string ToString() => Slice is null ? $"{Number}={BusId}" : $"{Number}={BusId}/{Slice}";
}

/// <summary>GPUs that compute, and their driver.</summary>
public sealed record GpuFacts
{
    /// <summary>The GPUs of the node, those included that this session may not use; by maker and number.</summary>
    public Fact<IReadOnlyList<GpuDevice>> Devices { get; init; } = Fact<IReadOnlyList<GpuDevice>>.NotRead;

    /// <summary>
    /// Version of the driver; <c>kernel</c> for the kernel's own amdgpu, which has none; <c>none</c> where none is
    /// loaded.
    /// </summary>
    public Fact<string> DriverVersion { get; init; } = Fact<string>.NotRead;

    /// <summary>The newest CUDA that NVIDIA's driver runs, for example <c>12.4</c>.</summary>
    public Fact<string> CudaVersion { get; init; } = Fact<string>.NotRead;

    /// <summary>Version of AMD's ROCm; <c>none</c> where it is not installed.</summary>
    public Fact<string> RocmVersion { get; init; } = Fact<string>.NotRead;

    /// <summary>
    /// What this session may use of the GPUs, as its programs number them: by what the driver shows, then by
    /// <c>CUDA_VISIBLE_DEVICES</c>, <c>ROCR_VISIBLE_DEVICES</c>, <c>HIP_VISIBLE_DEVICES</c>, and else by Slurm's
    /// <c>SLURM_STEP_GPUS</c> or <c>SLURM_JOB_GPUS</c>.
    /// </summary>
    public Fact<IReadOnlyList<VisibleGpu>> Visible { get; init; } = Fact<IReadOnlyList<VisibleGpu>>.NotRead;

    /// <summary>How many of which: <c>4 x NVIDIA A100-SXM4-80GB 80 GiB</c>; <c>none</c>, or <c>Unknown</c>.</summary>
    public override string ToString() => Devices.Value switch
    {
        null => "Unknown",
        { Count: 0 } => "none",
        var devices => string.Join(
            ", ",
            devices.GroupBy(device => device.ToString()).Select(group => $"{group.Count()} x {group.Key}")),
    };
}
