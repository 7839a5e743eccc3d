namespace RelionPS;

/// <summary>What stands between the hardware and the job.</summary>
public sealed record PlatformFacts
{
    /// <summary>The hypervisor's name; <c>none</c> on bare metal.</summary>
    public Fact<string> Hypervisor { get; init; } = Fact<string>.NotRead;

    /// <summary>The container's make; <c>none</c> outside of one.</summary>
    public Fact<string> Container { get; init; } = Fact<string>.NotRead;

    /// <summary>
    /// Memory that a process may lock, in bytes; <see cref="long.MaxValue"/> is unlimited. MPI over fabrics locks its
    /// buffers.
    /// </summary>
    public Fact<long?> LockedMemoryBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Files that a process may have open; <see cref="long.MaxValue"/> is unlimited.</summary>
    public Fact<long?> OpenFiles { get; init; } = Fact<long?>.NotRead;

    /// <summary>Stack of a process, in bytes; <see cref="long.MaxValue"/> is unlimited.</summary>
    public Fact<long?> StackBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>
    /// Address space of a process (ulimit -v), in bytes; <see cref="long.MaxValue"/> is unlimited. Batch systems set it
    /// in place of a control group, for each rank alone.
    /// </summary>
    public Fact<long?> AddressSpaceBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>
    /// Data segment of a process, its allocated memory included (ulimit -d), in bytes; <see cref="long.MaxValue"/> is
    /// unlimited.
    /// </summary>
    public Fact<long?> DataSegmentBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>The smaller of address space and data segment: what one rank can have.</summary>
    internal Fact<long?> ProcessMemoryBytes =>
        DataSegmentBytes.Value < (AddressSpaceBytes.Value ?? long.MaxValue) || !AddressSpaceBytes.IsKnown
            ? DataSegmentBytes
            : AddressSpaceBytes;

    /// <summary>
    /// Settings of Open MPI, <c>name=value</c>, from the site's file, from the user's and from the session's
    /// environment, the last of a name winning.
    /// </summary>
    public Fact<IReadOnlyList<string>> OpenMpiSettings { get; init; } = Fact<IReadOnlyList<string>>.NotRead;

    /// <summary>The kernel's mitigations that are on, by name.</summary>
    public Fact<IReadOnlyList<string>> Mitigations { get; init; } = Fact<IReadOnlyList<string>>.NotRead;

    /// <summary>Names of the GPUs; all that is known of them is in <see cref="NodeProfile.Gpu"/>.</summary>
    public Fact<IReadOnlyList<string>> Gpus { get; init; } = Fact<IReadOnlyList<string>>.NotRead;

    /// <inheritdoc/>
    public override string ToString() => $"hypervisor {Hypervisor}, container {Container}";
}
