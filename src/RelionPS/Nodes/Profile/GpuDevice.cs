using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>A part of a GPU that is a device of its own: NVIDIA's MIG slice, AMD's compute partition.</summary>
/// <param name="Index">Its number within the GPU.</param>
/// <param name="Profile">Its size by name: <c>1g.10gb</c>, <c>3g.40gb</c>, <c>CPX</c>.</param>
/// <param name="Uuid">What <c>CUDA_VISIBLE_DEVICES</c> calls it; empty where it has no such name.</param>
/// <param name="MemoryBytes">Memory by the profile's name, in decimal gigabytes, which it has at least; null where the
/// name does not say.</param>
public sealed record GpuSlice(int Index, string Profile, string Uuid, long? MemoryBytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Profile} {Uuid}".TrimEnd();
}

/// <summary>A process that computes on a GPU.</summary>
/// <param name="Id">The process's number on its node.</param>
/// <param name="Program">Its program.</param>
/// <param name="MemoryBytes">Memory of the GPU that it holds; null where nothing tells.</param>
public sealed record GpuProcess(int Id, string Program, long? MemoryBytes)
{
    /// <inheritdoc/>
    public override string ToString() =>
        MemoryBytes is null ? $"{Program} ({Id})" : $"{Program} ({Id}, {Quantity.Bytes(MemoryBytes)})";
}

/// <summary>One GPU that computes.</summary>
public sealed record GpuDevice
{
    /// <summary>
    /// Its number among the GPUs of its maker: nvidia-smi's, or the kernel's order of AMD's. What RELION calls it is in
    /// <see cref="GpuFacts.Visible"/>.
    /// </summary>
    public required int Index { get; init; }

    /// <summary><c>NVIDIA</c>, <c>AMD</c>, <c>Intel</c>, or <c>Unknown</c>.</summary>
    public required string Vendor { get; init; }

    /// <summary>
    /// Address on the PCI bus, <c>0000:17:00.0</c>, which stays when others come and go; <c>planned:0</c> for a GPU
    /// that is only planned.
    /// </summary>
    public required string BusId { get; init; }

    /// <summary>The driver's name of it, for example <c>NVIDIA A100-SXM4-80GB</c>.</summary>
    public Fact<string> Model { get; init; } = Fact<string>.NotRead;

    /// <summary>Its own name, as <c>CUDA_VISIBLE_DEVICES</c> and <c>ROCR_VISIBLE_DEVICES</c> take it.</summary>
    public Fact<string> Uuid { get; init; } = Fact<string>.NotRead;

    /// <summary>The number of its device file, <c>/dev/nvidia0</c>, by which Slurm counts.</summary>
    public Fact<int?> Minor { get; init; } = Fact<int?>.NotRead;

    /// <summary>Memory of the device, in bytes, what the driver keeps included.</summary>
    public Fact<long?> MemoryBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>
    /// What programs are compiled for: NVIDIA's compute capability (<c>9.0</c>), AMD's target (<c>gfx90a</c>).
    /// </summary>
    public Fact<string> Architecture { get; init; } = Fact<string>.NotRead;

    /// <summary>The kernel's number of the NUMA node that it hangs on.</summary>
    public Fact<int?> NumaNode { get; init; } = Fact<int?>.NotRead;

    /// <summary>The logical CPUs nearest to it as a list, <c>0-31,64-95</c>.</summary>
    public Fact<string> LocalCpus { get; init; } = Fact<string>.NotRead;

    /// <summary>True where it is cut into slices: NVIDIA's MIG, AMD's DPX, QPX or CPX.</summary>
    public Fact<bool?> Mig { get; init; } = Fact<bool?>.NotRead;

    /// <summary>The slices; empty where it is whole, or where none was made.</summary>
    public Fact<IReadOnlyList<GpuSlice>> Slices { get; init; } = Fact<IReadOnlyList<GpuSlice>>.NotRead;

    /// <summary>Memory in use when it was read, in bytes.</summary>
    public Fact<long?> MemoryUsedBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>The share of the time in which it computed when it was read, in percent.</summary>
    public Fact<int?> BusyPercent { get; init; } = Fact<int?>.NotRead;

    /// <summary>Processes that compute on it; those of other users and containers may be missing.</summary>
    public Fact<IReadOnlyList<GpuProcess>> Processes { get; init; } = Fact<IReadOnlyList<GpuProcess>>.NotRead;

    /// <summary>True where its memory corrects errors.</summary>
    public Fact<bool?> Ecc { get; init; } = Fact<bool?>.NotRead;

    /// <summary>Errors of its memory that could not be corrected, since the driver was loaded.</summary>
    public Fact<long?> EccErrors { get; init; } = Fact<long?>.NotRead;

    /// <summary>Power that it may draw, in watts.</summary>
    public Fact<double?> PowerLimitWatts { get; init; } = Fact<double?>.NotRead;

    /// <summary>True where the driver keeps it ready while no program uses it.</summary>
    public Fact<bool?> PersistenceMode { get; init; } = Fact<bool?>.NotRead;

    /// <summary>True where this session may use it, or a slice of it.</summary>
    public bool IsVisible { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Model.Value ?? Vendor}{(MemoryBytes.Value is { } bytes ? $" {Quantity.Bytes(bytes)}" : "")}";
}
