using System.Text.Json.Serialization;
using RelionPS.Builds.Installations;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>Everything that <see cref="RefineCommandBuilder"/> makes a command from.</summary>
internal sealed record RefineRequest
{
    public required PlanRequest Plan { get; init; }

    public required Preset Preset { get; init; }

    /// <summary>What is known of the data; the preset's facts stand below it.</summary>
    public DataSize Data { get; init; } = new(null);

    /// <summary>Options that the user gave; they win over the preset's.</summary>
    public required RefineOptions Explicit { get; init; }

    /// <summary>
    /// Where the command goes on with a run, what the run's files hold of its options: they are not in the command,
    /// and its plan and memory follow from them; null for another.
    /// </summary>
    public RefineOptions? Remembered { get; init; }

    /// <summary>The options of a command and, below them, those that are remembered.</summary>
    public RefineOptions Whole(RefineOptions options) =>
        Remembered is null ? options : Replan.Merge(Remembered, options);

    /// <summary>The acceleration the user asked for; null leaves it to the program and the preset.</summary>
    public Acceleration? Acceleration { get; init; }

    /// <summary>The GPUs in RELION's spelling, <c>0:1</c>; null leaves them to the plan.</summary>
    public string? Gpu { get; init; }

    /// <summary>GPUs of each node; null leaves it to the plan.</summary>
    public int? GpuCount { get; init; }

    /// <summary>The program as the user wrote it; null is RELION's own name for it.</summary>
    public string? Executable { get; init; }

    /// <summary>The installation to use; null leaves the program to <see cref="Executable"/>.</summary>
    public RelionInstallation? Installation { get; init; }

    /// <summary>
    /// What the program on PATH says of itself, where the command is for this node; null where it is not known, or
    /// where an installation was given.
    /// </summary>
    public FoundProgram? Program { get; init; }

    /// <summary>The version of RELION that is planned for; null leaves it to the program.</summary>
    public string? RelionVersion { get; init; }

    /// <summary>Why it is that version.</summary>
    [JsonConverter(typeof(DecisionsOfRecord))]
    public IReadOnlyList<Decision> VersionNotes { get; init; } = [];

    /// <summary>The version of RELION, as far as it is known.</summary>
    [JsonIgnore]
    public string? Version => Installation?.Version ?? Program?.Version ?? RelionVersion;

    /// <summary><c>IntelMpi</c>, <c>OpenMpi</c>, …; null leaves it to the library the program is linked with.</summary>
    public string? Mpi { get; init; }

    /// <summary>The launcher's program in place of the dialect's usual one.</summary>
    public string? Launcher { get; init; }

    /// <summary>Main version of the launcher; null is the usual one.</summary>
    public int? MpiVersion { get; init; }

    /// <summary>True inside a Slurm allocation.</summary>
    public bool IsUnderSlurm { get; init; }

    /// <summary>The memory allocator of RELION's processes, a name of <see cref="Allocators"/>.</summary>
    public string Allocator { get; init; } = Allocators.Default;

    public RankBinding Binding { get; init; }

    public string? Fabric { get; init; }

    public int? MpiDebugLevel { get; init; }

    public ListingStyle Style { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>True where the command has to change into the folder first.</summary>
    public bool HasOwnDirectory { get; init; }

    public bool IsRoot { get; init; }

    /// <summary>The command that is planned again; null for a new one.</summary>
    public OriginalCommand? Original { get; init; }

    /// <summary>Variables that the command which is planned again had for RELION's ranks.</summary>
    public IReadOnlyList<EnvironmentVariable> OriginalEnvironment { get; init; } = [];

    /// <summary>What the launcher is asked for, beside the plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="outputRoot"><c>--o</c>; null where there is none.</param>
    /// <param name="library">The dialect of the program's MPI library; null where it is not known.</param>
    /// <param name="environment">Variables that RELION's ranks are to see.</param>
    public LauncherRequest ForLauncher(
        RunPlan plan,
        string? outputRoot,
        string? library,
        IEnumerable<KeyValuePair<string, string>> environment) =>
        new()
        {
            Plan = plan,
            Nodes = Plan.Nodes.Count > 0 ? Plan.Nodes : [Plan.Node],
            FileRoot = outputRoot ?? "relion",
            Library = library,
            Version = MpiVersion,
            IsUnderSlurm = IsUnderSlurm,
            Environment = [.. environment],
            Fabric = Fabric,
            DebugLevel = MpiDebugLevel,
            Style = Style,
            IsRoot = IsRoot,
            Binding = Binding,
        };
}
