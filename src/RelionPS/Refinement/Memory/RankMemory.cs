using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>What a rank does, as far as its memory depends on it.</summary>
public enum RankKind
{
    /// <summary>The one process of the threads-only program.</summary>
    ThreadsOnly,

    /// <summary>
    /// Rank 0 of an MPI run: hands out particles, holds the references in real space and the particles' table.
    /// </summary>
    Leader,

    /// <summary>A rank that computes and reconstructs no class.</summary>
    Follower,

    /// <summary>A rank that computes and reconstructs a class: follower (k mod followers) + 1 for class k.</summary>
    ReconstructingFollower,
}

/// <summary>The part of an iteration in which memory is held.</summary>
public enum MemoryStep
{
    /// <summary>Reading particles and references.</summary>
    Start,

    /// <summary>Transforming the references for the projections.</summary>
    Setup,

    /// <summary>Comparing particles with projections.</summary>
    Expectation,

    /// <summary>Adding up the sums of all followers.</summary>
    Combination,

    /// <summary>Comparing masked halves, for the FSC that is corrected for the solvent.</summary>
    SolventFsc,

    /// <summary>Reconstructing the classes.</summary>
    Maximization,

    /// <summary>Masking the references, and writing them and a gradient run's momenta.</summary>
    Output,
}

/// <summary>One thing in memory.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">Its size.</param>
public sealed record MemoryPart(string Name, long Bytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Quantity.Bytes(Bytes)}";
}

/// <summary>What a rank holds in one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Parts">What it is made of, the largest first.</param>
public sealed record StepMemory(MemoryStep Step, long Bytes, IReadOnlyList<MemoryPart> Parts)
{
    /// <summary>What it is made of, the largest first.</summary>
    public IReadOnlyList<MemoryPart> Parts { get; init; } = Indexable.List(Parts);

    /// <inheritdoc/>
    public override string ToString() => $"{Step} {Quantity.Bytes(Bytes)}";
}

/// <summary>Expected memory of one kind of rank.</summary>
public sealed record RankMemory
{
    /// <summary>What the rank does.</summary>
    public required RankKind Kind { get; init; }

    /// <summary>Ranks of this kind in the job.</summary>
    public required int Count { get; init; }

    /// <summary>Ranks of this kind on the fullest node.</summary>
    public required int CountOnFullestNode { get; init; }

    /// <summary>
    /// The expectation step as RELION itself estimates it (<c>--verb 2</c>), in bytes; 0 for the leader, which does not
    /// do it.
    /// </summary>
    public required long ExpectationBytes { get; init; }

    /// <summary>
    /// The maximization step as RELION itself estimates it (<c>--verb 2</c>), in bytes; 0 for ranks that reconstruct
    /// nothing.
    /// </summary>
    public required long MaximizationBytes { get; init; }

    /// <summary>Most that the process is expected to hold at any time, in bytes; what to plan with.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>
    /// The least memory that it needs on a GPU in the last, largest iteration, in bytes; null for the leader, and for
    /// runs on CPUs. The others are of the node's own memory.
    /// </summary>
    public long? GpuBytes { get; init; }

    /// <summary>The step in which it holds that.</summary>
    public required MemoryStep PeakStep { get; init; }

    /// <summary>The largest part of the peak, with its share.</summary>
    public required string Dominant { get; init; }

    /// <summary>Every step with its parts.</summary>
    public required IReadOnlyList<StepMemory> Steps { get; init => field = Indexable.List(value); }

    /// <summary>
    /// Width of the images in use that the numbers are for, in pixels (RELION's <c>current_size</c>).
    /// </summary>
    public required int CurrentSize { get; init; }

    /// <summary>
    /// How the peak grows over the iterations, from the first one's size of images to <see cref="CurrentSize"/>.
    /// </summary>
    public IReadOnlyList<SizeMemory> Growth { get; init => field = Indexable.List(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Quantity.Bytes(PeakBytes)}";
}

/// <summary>A rank's peak at one size of images.</summary>
/// <param name="CurrentSize">Width of the images in use, in pixels.</param>
/// <param name="PeakBytes">The most that the rank then holds.</param>
public sealed record SizeMemory(int CurrentSize, long PeakBytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{CurrentSize} px {Quantity.Bytes(PeakBytes)}";
}

/// <summary>Memory of the fullest node for one choice of ranks and threads.</summary>
public sealed record NodeMemory
{
    /// <summary>Compute ranks on each node.</summary>
    public required int RanksPerNode { get; init; }

    /// <summary>Threads of each rank.</summary>
    public required int Threads { get; init; }

    /// <summary>Pool of each rank.</summary>
    public required int Pool { get; init; }

    /// <summary>Most that all ranks of the fullest node hold at the same time, in bytes.</summary>
    public required long NodeBytes { get; init; }

    /// <summary>The step in which they hold that.</summary>
    public required MemoryStep NodeStep { get; init; }

    /// <summary>Peak of the largest rank, in bytes.</summary>
    public required long RankBytes { get; init; }

    /// <summary>
    /// What ranks may take of the node, nine tenths of its memory, in bytes; null where its memory is not known.
    /// </summary>
    public required long? LimitBytes { get; init; }

    /// <summary>True where they fit; null where the node's memory is not known.</summary>
    public bool? Fits => LimitBytes is { } limit ? NodeBytes <= limit : null;

    /// <summary>Memory over limit; null where the node's memory is not known.</summary>
    public double? Share => LimitBytes is { } limit ? (double)NodeBytes / limit : null;

    /// <inheritdoc/>
    public override string ToString() => $"{RanksPerNode} × {Threads}: {Quantity.Bytes(NodeBytes)}";
}

/// <summary>Expected memory of a job's ranks and of its fullest node.</summary>
public sealed record MemoryEstimate
{
    /// <summary>Each kind of rank there is, the leader first.</summary>
    public required IReadOnlyList<RankMemory> Ranks { get; init => field = Indexable.List(value); }

    /// <summary>Most that all ranks of the fullest node hold at the same time, in bytes.</summary>
    public required long NodeBytes { get; init; }

    /// <summary>The step in which they hold that.</summary>
    public required MemoryStep NodeStep { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Quantity.Bytes(NodeBytes)} on the fullest node";
}
