using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Nodes.Advice;

namespace RelionPS.Commands;

/// <summary>
/// Get-RelionClusterPlan: the guide's cluster for a number of microscopes, and what an existing one is short of (guide
/// 3.2).
/// </summary>
[Cmdlet(VerbsCommon.Get, "RelionClusterPlan")]
[OutputType(typeof(ClusterPlan))]
public sealed class GetRelionClusterPlanCommand : RelionCommandBase
{
    private readonly List<NodeProfile> _nodes = [];

    /// <summary>Microscopes that the cluster serves.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1, 1000)]
    public int MicroscopeCount { get; set; }

    /// <summary>Nodes of an existing cluster, to be compared.</summary>
    [Parameter(ValueFromPipeline = true)]
    public NodeProfile[] NodeProfile { get; set; } = [];

    /// <summary>
    /// Size of the existing parallel file system; PowerShell's 1PB is right here. Else from the profiles' data paths.
    /// </summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    [ByteSize]
    public long StorageBytes { get; set; }

    /// <summary>Movies of a data set.</summary>
    [Parameter]
    [ValidateRange(1L, 100_000_000L)]
    public long MicrographCount { get; set; } = 5000;

    /// <summary>Frames of a movie.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int FrameCount { get; set; } = 40;

    /// <summary>Pixels of a frame, across and down.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(1, 100_000)]
    public int[] FrameSize { get; set; } = [5760, 4092];

    /// <summary>
    /// Bytes of a raw pixel: 1 for counted frames, 2 for 16-bit integers, 0.5 for packed ones, less where compressed.
    /// </summary>
    [Parameter]
    [ValidateRange(0.01, 16.0)]
    public double BytesPerPixel { get; set; } = 1;

    /// <summary>Box size of the particles, in pixels.</summary>
    [Parameter]
    [ValidateRange(2, 16384)]
    public int BoxSize { get; set; } = 360;

    /// <summary>Particles of a data set.</summary>
    [Parameter]
    [ValidateRange(1L, 1_000_000_000L)]
    public long ParticleCount { get; set; } = 500_000;

    /// <summary>Classes of the 3D classification.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ClassCount { get; set; } = 6;

    /// <summary>Iterations whose maps are kept.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int Iteration { get; set; } = 25;

    private protected override void Execute() => _nodes.AddRange(NodeProfile);

    private protected override void Finish()
    {
        var set = new DatasetShape(
            MicrographCount,
            FrameCount,
            FrameSize[0],
            FrameSize[1],
            BytesPerPixel,
            BoxSize,
            ParticleCount,
            ClassCount,
            Iteration);
        WriteObject(ClusterPlanner.Plan(MicroscopeCount, _nodes, StorageBytes > 0 ? StorageBytes : null, set));
    }
}
