namespace RelionPS;

/// <summary>
/// What a refinement has left in its output folder, whoever started it. A run is everything with one root name, and
/// what continued it
/// (<c>run_ct3_it004_…</c>) belongs to it.
/// </summary>
public sealed record RefineRun
{
    /// <summary>The root name with its folder, short: <c>Results/cpu3d</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the root name, <c>--o</c>.</summary>
    public required string OutputRoot { get; init; }

    /// <summary>What it does.</summary>
    public required RefineKind Kind { get; init; }

    /// <summary>How it stands.</summary>
    public required RefineRunStatus Status { get; init; }

    /// <summary>Why <see cref="Status"/> is said, in a sentence.</summary>
    public required string StatusReason { get; init; }

    /// <summary>The last iteration whose files can be read; 0 where there is only the state before the first.</summary>
    public required int Iteration { get; init; }

    /// <summary>Iterations asked for; null for auto-refinement, which ends when it has converged.</summary>
    public int? IterationCount { get; init; }

    /// <summary>
    /// Each iteration, in order, those at fault too. Auto-refinement's last, over all particles, is there when it is
    /// done.
    /// </summary>
    public required IReadOnlyList<RefineIteration> Iterations { get; init => field = Indexable.List(value); }

    /// <summary>The classes after <see cref="Iteration"/>.</summary>
    public required IReadOnlyList<RefineClass> Classes { get; init => field = Indexable.List(value); }

    /// <summary>
    /// Resolution in ångström: the final one, without masking, of a completed auto-refinement, else that after
    /// <see cref="Iteration"/>; null where there is none.
    /// </summary>
    public double? Resolution { get; init; }

    /// <summary>Size of the Fourier transforms after <see cref="Iteration"/>, in pixels.</summary>
    public int? CurrentSize { get; init; }

    /// <summary>Box size, in pixels.</summary>
    public int? BoxSize { get; init; }

    /// <summary>Pixel size, in ångström.</summary>
    public double? PixelSize { get; init; }

    /// <summary>Sum of the iterations' times that are known; null where none is.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>When its first file was written, UTC.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>When its last file was written, UTC.</summary>
    public required DateTime ChangedUtc { get; init; }

    /// <summary>The program's options as RELION wrote them down, without quotes; empty where it did not.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>
    /// The same, token by token; a value with blanks in it stays whole.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init => field = Indexable.List(value); } = [];

    /// <summary>Version as RELION wrote it down; null where it did not.</summary>
    public string? RelionVersion { get; init; }

    /// <summary>Folder that relative paths in its files are below; null where they do not tell.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The last optimiser file that is whole, for <c>--continue</c>; null where there is none.</summary>
    public string? OptimiserPath { get; init; }

    /// <summary>
    /// Maps, or the stack of 2D averages, of the result; those after <see cref="Iteration"/> where it has not ended.
    /// </summary>
    public IReadOnlyList<string> MapPaths { get; init => field = Indexable.List(value); } = [];

    /// <summary>Files that are empty, cut short or can't be read, with what is wrong.</summary>
    public IReadOnlyList<string> Problems { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// What RELION's output says that is worth knowing, with what it means: that the GPU was not used, for one.
    /// </summary>
    public IReadOnlyList<RunNote> Notes { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Which thread of which rank RELION put on which GPU; empty where it used none, or where its output is not there.
    /// </summary>
    public IReadOnlyList<GpuThread> GpuThreads { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// What the GPUs did in its last start, from the module's record; empty where it used none, or nothing tells.
    /// </summary>
    public IReadOnlyList<GpuUse> GpuUse { get; init => field = Indexable.List(value); } = [];

    /// <summary>The module's record of its last start; null where the module did not start it.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Exit code from that record; null where there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Processes on this machine that work on it.</summary>
    public IReadOnlyList<int> ProcessIds { get; init => field = Indexable.List(value); } = [];

    /// <summary>True where nothing of it will change by itself any more, as far as can be told.</summary>
    public bool IsEnded => Status is RefineRunStatus.Completed or RefineRunStatus.Failed or RefineRunStatus.Cancelled;

    /// <inheritdoc/>
    public override string ToString() => IterationCount is { } all
        ? FormattableString.Invariant($"{Name}: {Status}, iteration {Iteration} of {all}")
        : FormattableString.Invariant($"{Name}: {Status}, iteration {Iteration}");
}
