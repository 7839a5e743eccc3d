using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Launchers;

/// <summary>How much of the guide's command is written out; its listings differ among themselves.</summary>
public enum ListingStyle
{
    /// <summary>
    /// As in guide 5.3: host file, environment passed on, ranks a host, and the options in the benchmark's order.
    /// </summary>
    Full,

    /// <summary>As in guide 3.4: the number of ranks alone, <c>--j</c> and <c>--pool</c> last.</summary>
    Short,
}

/// <summary>What a launcher needs to know beside the plan.</summary>
internal sealed record LauncherRequest
{
    public required RunPlan Plan { get; init; }

    /// <summary>The plan's nodes: one that stands for all, or one for each host.</summary>
    public required IReadOnlyList<NodeProfile> Nodes { get; init; }

    /// <summary>Variables that RELION's ranks are to see, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>Root name of the files that the launcher may need, relative to the working directory.</summary>
    public required string FileRoot { get; init; }

    /// <summary>True puts the hosts into a file even where they would fit on the line.</summary>
    public bool NeedsHostFile { get; init; }

    /// <summary>The dialect of the MPI library that the program is linked with; null where it is not known.</summary>
    public string? Library { get; init; }

    /// <summary>Main version of the launcher; null is the one that is usual.</summary>
    public int? Version { get; init; }

    /// <summary>True inside a Slurm allocation.</summary>
    public bool IsUnderSlurm { get; init; }

    /// <summary>Value of I_MPI_FABRICS; null leaves it out.</summary>
    public string? Fabric { get; init; }

    /// <summary>Value of I_MPI_DEBUG; null leaves it out.</summary>
    public int? DebugLevel { get; init; }

    public ListingStyle Style { get; init; }

    /// <summary>Whether ranks are bound to their cores.</summary>
    public RankBinding Binding { get; init; }

    /// <summary>True where the user is root, which Open MPI refuses unless told.</summary>
    public bool IsRoot { get; init; }

    /// <summary>True where hosts can't be named: several nodes, no names.</summary>
    public bool LacksHosts => Plan is { Hosts.Count: 0, NodeCount: > 1 };

    public NodeProfile NodeOf(int host) => Nodes[Nodes.Count == 1 ? 0 : host];
}

/// <summary>A launcher's part of a command.</summary>
/// <param name="Tokens">The launcher and its options.</param>
/// <param name="Environment">Variables of the launcher itself, after RELION's.</param>
/// <param name="Decisions">What had to be left out, and the like.</param>
internal sealed record LauncherLine(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    IReadOnlyList<Decision> Decisions)
{
    /// <summary>Files that the launcher reads.</summary>
    public IReadOnlyList<LaunchFile> Files { get; init; } = [];
}

/// <summary>
/// A launcher's part of a command for hosts and a number of ranks that a script knows only when it runs.
/// </summary>
/// <param name="HostOption">The option before the hosts' names, with commas between them; null where it asks the batch
/// system for them.</param>
/// <param name="Tokens">The options after that.</param>
/// <param name="Environment">Variables of the launcher itself.</param>
internal sealed record UnboundLine(
    string? HostOption, IReadOnlyList<string> Tokens, IReadOnlyList<KeyValuePair<string, string>> Environment);

/// <summary>One MPI launcher: renders a plan's placement as its command line and decides nothing.</summary>
internal interface IMpiDialect
{
    /// <summary>The value of <c>-Mpi</c>.</summary>
    string Name { get; }

    /// <summary>The launcher's usual program.</summary>
    string Program { get; }

    /// <summary>How it fills hosts.</summary>
    RankOrder Order { get; }

    /// <summary>
    /// True where it takes from Slurm's tasks a node how many ranks a host may have; false where it is told for each
    /// rank.
    /// </summary>
    bool NeedsTasksPerNode { get; }

    /// <summary>True where it starts programs of its own MPI library alone.</summary>
    bool IsOfOneLibrary { get; }

    /// <summary>True where it hands the variables of the node that it is called on to all ranks.</summary>
    bool PassesOwnVariables { get; }

    /// <summary>True where it is the launcher of the guide's listings (guide 5.3).</summary>
    bool IsOfGuide { get; }

    /// <summary>The process manager interface by which srun starts programs of its library; null for none.</summary>
    string? SlurmInterface { get; }

    /// <exception cref="RelionException"><c>RelionPlanNotExpressible</c>.</exception>
    LauncherLine Render(LauncherRequest request);

    /// <summary>
    /// One process of a program without MPI on the plan's only host, bound to nothing: what starts the threads-only
    /// program on another node.
    /// </summary>
    /// <param name="request">The plan with its host, and the variables that the process is to see.</param>
    LauncherLine RenderProcess(LauncherRequest request);

    /// <summary>
    /// Ranks on the hosts in turn, bound to nothing: for a number of ranks that no plan was made for.
    /// </summary>
    /// <param name="ranks">Their number, or what stands for it.</param>
    /// <param name="environment">Variables that RELION's ranks are to see, in order.</param>
    /// <param name="planned">The planned line's tokens.</param>
    UnboundLine Unbound(
        string ranks, IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> planned);
}

/// <summary>The launchers that are known, by name. A new one is added here and nowhere else.</summary>
internal static class MpiDialects
{
    public static IReadOnlyList<IMpiDialect> All { get; } =
    [
        new IntelMpiDialect(), new OpenMpiDialect(), new MpichDialect(), new SlurmSrunDialect(),
    ];

    /// <summary>The launcher of the guide's listings.</summary>
    public static IMpiDialect OfGuide => All.First(dialect => dialect.IsOfGuide);

    public static IMpiDialect Get(string name) =>
        All.First(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The launcher of that name; null for <c>None</c>, and for a name that a person wrote.</summary>
    public static IMpiDialect? Find(string? name) =>
        All.FirstOrDefault(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
