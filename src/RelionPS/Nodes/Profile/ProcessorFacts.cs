using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>Caches of one kind.</summary>
/// <param name="Level">1, 2, 3 …</param>
/// <param name="Type"><c>Data</c>, <c>Instruction</c> or <c>Unified</c>.</param>
/// <param name="SizeBytes">Bytes of one of them.</param>
/// <param name="Instances">How many of that size there are.</param>
public sealed record CpuCache(int Level, string Type, long SizeBytes, int Instances)
{
    /// <summary>The usual short name: L1d, L1i, L2, L3.</summary>
    public string Name => $"L{Level}{Type switch { "Data" => "d", "Instruction" => "i", _ => "" }}";

    /// <inheritdoc/>
    public override string ToString() => $"{Instances} x {Name} {Quantity.Bytes(SizeBytes)}";
}

/// <summary>What the processor is set to and able to do (guide 2.1, 3.3).</summary>
public sealed record ProcessorFacts
{
    /// <summary>
    /// The kernel's frequency driver, for example <c>intel_pstate</c>; <c>none</c> where none is bound.
    /// </summary>
    public Fact<string> ScalingDriver { get; init; } = Fact<string>.NotRead;

    /// <summary>True where the clock follows the load: SpeedStep or P-states are enabled (guide 2.1).</summary>
    public Fact<bool?> FrequencyScaling { get; init; } = Fact<bool?>.NotRead;

    /// <summary>True where turbo, or boost, is enabled (guide 2.1).</summary>
    public Fact<bool?> Turbo { get; init; } = Fact<bool?>.NotRead;

    /// <summary>The frequency governor; several, separated by commas, where the CPUs differ.</summary>
    public Fact<string> Governor { get; init; } = Fact<string>.NotRead;

    /// <summary>Highest clock with turbo, in MHz.</summary>
    public Fact<double?> MaximumMegahertz { get; init; } = Fact<double?>.NotRead;

    /// <summary>
    /// The kernel's word on threads of a core: <c>on</c>, <c>off</c>, <c>forceoff</c>, <c>notsupported</c>,
    /// <c>notimplemented</c>.
    /// </summary>
    public Fact<string> SmtControl { get; init; } = Fact<string>.NotRead;

    /// <summary>Microcode revision.</summary>
    public Fact<string> Microcode { get; init; } = Fact<string>.NotRead;

    /// <summary>
    /// Kernel flags that the guide's AVX2 build (<c>-march=core-avx2</c>) wants and the processor lacks; empty where it
    /// has all.
    /// </summary>
    public Fact<IReadOnlyList<string>> MissingForAvx2 { get; init; } = Fact<IReadOnlyList<string>>.NotRead;

    /// <summary>
    /// Kernel flags that the guide's build (<c>-xCOMMON-AVX512</c>) wants and the processor lacks; empty where it has
    /// all.
    /// </summary>
    public Fact<IReadOnlyList<string>> MissingForAvx512 { get; init; } = Fact<IReadOnlyList<string>>.NotRead;

    /// <summary>Processors in the board's sockets, those that the kernel does not use included.</summary>
    public Fact<int?> InstalledProcessors { get; init; } = Fact<int?>.NotRead;

    /// <summary>Caches of the CPUs that are online, by level and type.</summary>
    public Fact<IReadOnlyList<CpuCache>> Caches { get; init; } = Fact<IReadOnlyList<CpuCache>>.NotRead;

    /// <summary>NUMA nodes with CPUs in each socket: 2 or more is sub-NUMA clustering (Intel) or NPS (AMD).</summary>
    public Fact<int?> NumaNodesPerSocket { get; init; } = Fact<int?>.NotRead;

    /// <inheritdoc/>
    public override string ToString() => $"turbo {Turbo}, governor {Governor}";
}
