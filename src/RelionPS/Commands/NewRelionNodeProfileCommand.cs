using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;

namespace RelionPS.Commands;

/// <summary>New-RelionNodeProfile: a profile for planning a machine that one is not on.</summary>
[Cmdlet(VerbsCommon.New, "RelionNodeProfile")]
[OutputType(typeof(NodeProfile))]
public sealed class NewRelionNodeProfileCommand : RelionCommandBase
{
    /// <summary>Processor sockets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Sockets")]
    [ValidateRange(1, 64)]
    public int Socket { get; set; }

    /// <summary>Physical cores of each socket.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("CoresPerSocket")]
    [ValidateRange(1, 1024)]
    public int CorePerSocket { get; set; }

    /// <summary>Threads of each core; 2 is hyper-threading on, as the guide wants it (guide 2.1).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ThreadsPerCore")]
    [ValidateRange(1, 8)]
    public int ThreadPerCore { get; set; } = 2;

    /// <summary>
    /// Memory: <c>256GB</c>, <c>'256 GB'</c>, or bytes. Left out, the plan has no memory rule to apply.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1L << 20, 1L << 50)]
    [ByteSize]
    public long MemoryBytes { get; set; }

    /// <summary>The processor's name, shown in reports.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string CpuModel { get; set; } = "Unknown";

    /// <summary>NUMA nodes; one a socket where left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("NumaNodes")]
    [ValidateRange(1, 1024)]
    public int NumaNode { get; set; }

    /// <summary>GPUs, spread evenly over the NUMA nodes; 0 for none. Left out, nothing is known of them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 64)]
    public int GpuCount { get; set; }

    /// <summary>The GPUs' name, for example <c>NVIDIA A100-SXM4-80GB</c>; it tells the architecture.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? GpuModel { get; set; }

    /// <summary>Memory of each GPU in bytes; PowerShell's <c>80GB</c> is right here.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1L << 20, 1L << 50)]
    [ByteSize]
    public long GpuMemoryBytes { get; set; }

    /// <summary>
    /// What programs for the GPUs are compiled for, <c>8.0</c> (or <c>80</c>) or <c>gfx90a</c>, where the model does
    /// not tell.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GpuArchitectureCompleter))]
    public string? GpuArchitecture { get; set; }

    /// <summary>The node's name in plans and reports.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "planned";

    private protected override void Execute()
    {
        int numaNodes = NumaNode > 0 ? NumaNode : Socket;
        IReadOnlyList<LogicalCpu> cpus = NodeTopology.Regular(Socket, CorePerSocket, ThreadPerCore, numaNodes);
        WriteObject(NodeTopology.Describe(cpus) with
        {
            Name = Name,
            CpuModel = CpuModel,
            CpuVendor = CpuNames.VendorOfModel(CpuModel),
            NumaNodes = numaNodes,
            MemoryBytes = MemoryBytes > 0 ? MemoryBytes : null,
            HyperThreading = ThreadPerCore > 1 ? HyperThreading.On : HyperThreading.Off,
            Gpu = Gpus(cpus),
        });
    }

    private GpuFacts Gpus(IReadOnlyList<LogicalCpu> cpus)
    {
        if (!IsBound(nameof(GpuCount)))
        {
            string? unused = GpuModel is not null ? nameof(GpuModel)
                : GpuMemoryBytes > 0 ? nameof(GpuMemoryBytes)
                : GpuArchitecture is not null ? nameof(GpuArchitecture) : null;
            return unused is null ? new GpuFacts() : throw ProfileErrors.GpuCountMissing(unused);
        }
        string? architecture = GpuArchitecture is null
            ? null
            : GpuModels.Normalised(GpuArchitecture) ?? throw ProfileErrors.GpuArchitectureInvalid(GpuArchitecture);
        var kind = new PlannedGpus.Kind(
            GpuCount, GpuModel, GpuMemoryBytes > 0 ? GpuMemoryBytes : null, architecture);
        return PlannedGpus.Make([kind], cpus, "given");
    }
}
