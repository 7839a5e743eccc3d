using System.Text.Json.Serialization;

namespace RelionPS;

/// <summary>Whether a core runs more than one thread at once.</summary>
public enum HyperThreading
{
    /// <summary>Nothing below the root tells.</summary>
    Unknown,

    /// <summary>Two or more threads a core are online.</summary>
    On,

    /// <summary>The processor could, but one thread a core is online.</summary>
    Off,

    /// <summary>Switched off by the kernel's command line (<c>nosmt=force</c>) until the next boot.</summary>
    ForcedOff,

    /// <summary>The processor, or the virtual machine, has one thread a core.</summary>
    NotSupported,
}

/// <summary>One logical CPU that is online.</summary>
/// <param name="Id">The kernel's number.</param>
/// <param name="Core">Number of its physical core, counted from 0 over the whole node.</param>
/// <param name="Socket">Number of its socket, counted from 0.</param>
/// <param name="NumaNode">The kernel's NUMA node number; 0 where there is none.</param>
/// <param name="IsUsable">True where this process (cpuset, affinity) may run on it.</param>
public sealed record LogicalCpu(int Id, int Core, int Socket, int NumaNode, bool IsUsable)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id}: core {Core}, socket {Socket}, NUMA node {NumaNode}";
}

/// <summary>The facts of one node that decide how RELION is run on it.</summary>
public sealed record NodeProfile
{
    /// <summary>Host name.</summary>
    public required string Name { get; init; }

    /// <summary>The processor's own name, for example <c>Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz</c>.</summary>
    public required string CpuModel { get; init; }

    /// <summary><c>Intel</c>, <c>AMD</c>, <c>ARM</c>, … or <c>Unknown</c>.</summary>
    public required string CpuVendor { get; init; }

    /// <summary>As <c>uname -m</c> says it, for example <c>x86_64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Processor packages with at least one CPU online.</summary>
    public required int Sockets { get; init; }

    /// <summary>Physical cores of the largest socket, online ones.</summary>
    public required int CoresPerSocket { get; init; }

    /// <summary>Threads of the widest core, online ones.</summary>
    public required int ThreadsPerCore { get; init; }

    /// <summary>Physical cores of the node, online ones.</summary>
    public required int PhysicalCores { get; init; }

    /// <summary>Logical CPUs online.</summary>
    public required int LogicalCpus { get; init; }

    /// <summary>Logical CPUs online that this process may use (cpuset and affinity).</summary>
    public required int UsableCpus { get; init; }

    /// <summary>
    /// CPUs' worth of time that the quotas of the control groups allow (cpu.max, cpu.cfs_quota_us), rounded down, at
    /// least 1; null where there is none below <see cref="UsableCpus"/>. Beyond it all threads are stopped for the rest
    /// of a period.
    /// </summary>
    public int? CpuLimit { get; init; }

    /// <summary>NUMA nodes, those without CPUs included, as lscpu counts them; at least 1.</summary>
    public required int NumaNodes { get; init; }

    /// <summary>
    /// Memory the kernel manages, in bytes; a little less than what is installed. Null where nothing tells.
    /// </summary>
    public required long? MemoryBytes { get; init; }

    /// <summary>
    /// The smallest memory limit of the control groups this process is in, in bytes; null where there is none.
    /// </summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>
    /// The smallest memory.high of the control groups this process is in, in bytes, beyond which the kernel slows it
    /// down; null where there is none.
    /// </summary>
    public long? MemoryHighBytes { get; init; }

    /// <summary>
    /// Instruction sets that matter to RELION, widest last, for example <c>AVX2</c>, <c>AVX512F</c>; empty where
    /// nothing tells.
    /// </summary>
    public required IReadOnlyList<string> Isa { get; init => field = Indexable.List(value); }

    /// <summary>Whether hyper-threading is in use.</summary>
    public required HyperThreading HyperThreading { get; init; }

    /// <summary>Kernel release; <c>Unknown</c> where nothing tells.</summary>
    public required string Kernel { get; init; }

    /// <summary>Distribution and version; <c>Unknown</c> where nothing tells.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Maker and model from DMI; <c>Unknown</c> on machines without it.</summary>
    public string Hardware { get; init; } = "Unknown";

    /// <summary>Clock, turbo, microcode, instruction sets and caches.</summary>
    public ProcessorFacts Processor { get; init; } = new();

    /// <summary>Memory in use, per NUMA node and per module, and the kernel's settings for it.</summary>
    public MemoryFacts Memory { get; init; } = new();

    /// <summary>Disks, and the file systems that were asked for.</summary>
    public StorageFacts Storage { get; init; } = new();

    /// <summary>Cluster fabrics and Ethernet.</summary>
    public NetworkFacts Network { get; init; } = new();

    /// <summary>Hypervisor, container, limits of the process, mitigations.</summary>
    public PlatformFacts Platform { get; init; } = new();

    /// <summary>GPUs that compute, their driver, and what of them this session may use.</summary>
    public GpuFacts Gpu { get; init; } = new();

    /// <summary>When the facts were read; null for a profile made by hand.</summary>
    public DateTime? ReadUtc { get; init; }

    /// <summary>Every logical CPU that is online, by number.</summary>
    public required IReadOnlyList<LogicalCpu> Cpus { get; init => field = Indexable.List(value); }

    /// <summary>The root folder the facts were read below, or <c>given</c> for a profile made by hand.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Full path of the file the profile was imported from; null for any other. It is no fact of the node, and no part
    /// of the file.
    /// </summary>
    [JsonIgnore]
    public string? FilePath { get; init; }

    /// <summary>
    /// Bytes a job may use: the smallest of the memory without reserved huge pages, the limits of the control groups
    /// and what may be promised where the kernel promises no more than it has; null where none is known.
    /// </summary>
    public long? UsableMemoryBytes => new[]
    {
        MemoryBytes - (Memory.ReservedHugePageBytes.Value ?? 0), MemoryLimitBytes, MemoryHighBytes,
        Memory.CommitLimitBytes.Value,
    }.Where(bytes => bytes is > 0 and < long.MaxValue).Min();

    /// <summary>True for a profile of the machine this session runs on.</summary>
    public bool IsThisNode => Source == "/";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
