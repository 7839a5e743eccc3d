using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// What a user asked for, as he said it: null is what he left open. <see cref="CommandMaker"/> makes the command of it.
/// </summary>
internal sealed record CommandRequest
{
    /// <summary>The session's folder, a full path: a command that runs elsewhere has to change folders.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Full path of the folder the run starts in; null is the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The nodes to plan for; null is this machine.</summary>
    public IReadOnlyList<NodeProfile>? Nodes { get; init; }

    /// <summary>True refuses nodes that differ.</summary>
    public bool RequireEqualNodes { get; init; }

    /// <summary>Nodes of the job.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Host names and lists of them, the leader's first.</summary>
    public IReadOnlyList<string>? ComputerName { get; init; }

    /// <summary>The host file as the user wrote it.</summary>
    public string? HostFile { get; init; }

    /// <summary>Full path of <see cref="HostFile"/>.</summary>
    public string? HostFilePath { get; init; }

    /// <summary>Name of the preset; null is the data set's, or none.</summary>
    public string? Preset { get; init; }

    /// <summary>The job of RELION's GUI whose defaults are taken; null for none.</summary>
    public RefineJobType? JobType { get; init; }

    /// <summary>How that job optimises; null takes the version's default.</summary>
    public RefineAlgorithm? Algorithm { get; init; }

    /// <summary>The version of RELION that is planned for; null is the installation's or the program's.</summary>
    public string? RelionVersion { get; init; }

    /// <summary>Why it is that version.</summary>
    public IReadOnlyList<Decision> VersionNotes { get; init; } = [];

    /// <summary>The data set; its values stand above the preset's and below those given.</summary>
    public BenchmarkDataset? Dataset { get; init; }

    /// <summary>The command to plan again: its options stand below those given; null for a new one.</summary>
    public RefineCommand? Original { get; init; }

    /// <summary>
    /// Where the command goes on with a run, what the run's files hold of its options; null for another.
    /// </summary>
    public RefineOptions? Remembered { get; init; }

    /// <summary>
    /// Particles of the run that the plan is for, where the data has only some of them; null where it has all.
    /// </summary>
    public int? RunParticleCount { get; init; }

    /// <summary>The program's options.</summary>
    public required RefineOptions Options { get; init; }

    /// <summary>What was said of the data.</summary>
    public DataSize Data { get; init; } = new(null);

    /// <summary>The acceleration; null leaves it to the preset.</summary>
    public Acceleration? Acceleration { get; init; }

    /// <summary>The GPUs in RELION's spelling; null leaves them to the plan.</summary>
    public string? Gpu { get; init; }

    /// <summary>GPUs of each node; null leaves it to the plan.</summary>
    public int? GpuCount { get; init; }

    /// <summary>Compute ranks of each node.</summary>
    public int? RanksPerNode { get; init; }

    /// <summary>Threads of each rank.</summary>
    public int? Thread { get; init; }

    /// <summary>Images pooled for each thread task.</summary>
    public int? Pool { get; init; }

    /// <summary>Cores of each node that no rank gets.</summary>
    public int? ReserveCore { get; init; }

    /// <summary>The program as the user wrote it.</summary>
    public string? Executable { get; init; }

    /// <summary>The installation to use.</summary>
    public RelionInstallation? Installation { get; init; }

    /// <summary>
    /// The launcher: <c>Auto</c>, or null, is that of the program's library, <c>None</c> the threads-only program.
    /// </summary>
    public string? Mpi { get; init; }

    /// <summary>The launcher's program in place of the usual one.</summary>
    public string? Launcher { get; init; }

    /// <summary>Main version of the launcher.</summary>
    public int? MpiVersion { get; init; }

    /// <summary>A name of <see cref="Allocators"/>.</summary>
    public string? Allocator { get; init; }

    /// <summary>Whether ranks are bound to their cores.</summary>
    public RankBinding? Binding { get; init; }

    /// <summary>Full path of a file of measured settings; null takes those beside the node profile.</summary>
    public string? TuningFile { get; init; }

    /// <summary>Value of I_MPI_FABRICS.</summary>
    public string? Fabric { get; init; }

    /// <summary>Value of I_MPI_DEBUG; null and 0 leave it out.</summary>
    public int? MpiDebugLevel { get; init; }

    /// <summary>Which of the guide's listings the command is like.</summary>
    public ListingStyle Style { get; init; }

    /// <summary>True where the launcher is left to the program's library.</summary>
    public bool IsMpiOpen => Mpi is null || Mpi.Equals("Auto", StringComparison.OrdinalIgnoreCase);

    /// <summary>True where the threads-only program was asked for.</summary>
    public bool IsWithoutMpi => Mpi is not null && Mpi.Equals("None", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The parameter by which a part of what a search measures was given; null where there is none. With a part given
    /// otherwise, the rest has not been measured.
    /// </summary>
    public string? GivenOfSetting =>
        RanksPerNode is not null ? nameof(RanksPerNode)
        : Thread is not null ? nameof(Thread)
        : Pool is not null ? nameof(Pool)
        : Mpi is not null ? nameof(Mpi)
        : Allocator is not null ? nameof(Allocator)
        : Binding is not null ? nameof(Binding)
        : ReserveCore is not null ? nameof(ReserveCore)
        : Gpu is not null ? nameof(Gpu)
        : GpuCount is not null ? nameof(GpuCount)
        : null;
}
