using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>One NUMA node.</summary>
/// <param name="Id">The kernel's number.</param>
/// <param name="Cpus">Its CPUs as a list, <c>0-15,64-79</c>; empty for memory without CPUs.</param>
/// <param name="MemoryBytes">Memory of the node; null where nothing tells.</param>
/// <param name="FreeBytes">Memory of it that is free; null where nothing tells.</param>
/// <param name="Distances">Distance to each node, in the order of their numbers; 10 is itself. Empty where nothing
/// tells.</param>
public sealed record NumaDomain(int Id, string Cpus, long? MemoryBytes, long? FreeBytes, IReadOnlyList<int> Distances)
{
    /// <summary>
    /// Distance to each node, in the order of their numbers; 10 is itself. Empty where nothing tells.
    /// </summary>
    public IReadOnlyList<int> Distances { get; init; } = Indexable.List(Distances);

    /// <inheritdoc/>
    public override string ToString() => $"node{Id} {Quantity.Bytes(MemoryBytes)}";
}

/// <summary>One memory slot, or one module where only modules are told.</summary>
/// <param name="Slot">The board's name of the slot.</param>
/// <param name="Channel">Socket and channel, as far as the names tell; null where they do not.</param>
/// <param name="SizeBytes">Bytes of the module; 0 for an empty slot, null where the firmware does not say.</param>
/// <param name="Type">DDR4, DDR5 …; <c>Unknown</c> where the firmware does not say.</param>
/// <param name="ConfiguredMegatransfers">The speed it runs at, in MT/s; null where the firmware does not say.</param>
/// <param name="IsPersistent">True for persistent memory.</param>
public sealed record MemoryModule(
    string Slot,
    string? Channel,
    long? SizeBytes,
    string Type,
    int? ConfiguredMegatransfers,
    bool IsPersistent = false)
{
    /// <summary>True where a module is in the slot.</summary>
    public bool IsPopulated => SizeBytes != 0;

    /// <inheritdoc/>
    public override string ToString() =>
        SizeBytes == 0 ? $"{Slot} empty" : $"{Slot} {Quantity.Bytes(SizeBytes)} {Type}";
}

/// <summary>Memory and the kernel's settings for it (guide 2.2, 3.4).</summary>
public sealed record MemoryFacts
{
    /// <summary>Memory that a new program could have, in bytes.</summary>
    public Fact<long?> AvailableBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Swap, in bytes; 0 for none.</summary>
    public Fact<long?> SwapTotalBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Swap that is free, in bytes.</summary>
    public Fact<long?> SwapFreeBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>
    /// Memory set aside as huge pages, which programs that do not ask for them can't have, in bytes; 0 for none.
    /// </summary>
    public Fact<long?> ReservedHugePageBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>
    /// Memory that the kernel promises to all programs together where it promises no more than there is
    /// (vm.overcommit_memory is 2), in bytes; <see cref="long.MaxValue"/> where it sets no such limit.
    /// </summary>
    public Fact<long?> CommitLimitBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Every NUMA node, those without CPUs included.</summary>
    public Fact<IReadOnlyList<NumaDomain>> NumaDomains { get; init; } = Fact<IReadOnlyList<NumaDomain>>.NotRead;

    /// <summary>Memory slots and modules.</summary>
    public Fact<IReadOnlyList<MemoryModule>> Modules { get; init; } = Fact<IReadOnlyList<MemoryModule>>.NotRead;

    /// <summary>Slots of the board.</summary>
    public Fact<int?> Slots { get; init; } = Fact<int?>.NotRead;

    /// <summary>Memory channels that the slots' names show.</summary>
    public Fact<int?> Channels { get; init; } = Fact<int?>.NotRead;

    /// <summary>Channels with at least one module.</summary>
    public Fact<int?> ChannelsPopulated { get; init; } = Fact<int?>.NotRead;

    /// <summary>True where there is persistent memory.</summary>
    public Fact<bool?> PersistentMemory { get; init; } = Fact<bool?>.NotRead;

    /// <summary>Transparent huge pages: <c>always</c>, <c>madvise</c> or <c>never</c>.</summary>
    public Fact<string> TransparentHugePages { get; init; } = Fact<string>.NotRead;

    /// <summary>vm.zone_reclaim_mode; 0 is off.</summary>
    public Fact<long?> ZoneReclaimMode { get; init; } = Fact<long?>.NotRead;

    /// <summary>kernel.numa_balancing; 0 is off.</summary>
    public Fact<long?> NumaBalancing { get; init; } = Fact<long?>.NotRead;

    /// <inheritdoc/>
    public override string ToString() => $"{Quantity.Bytes(AvailableBytes.Value)} available, modules: {Modules}";
}
