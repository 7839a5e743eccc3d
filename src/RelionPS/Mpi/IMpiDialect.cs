namespace RelionPS.Mpi;

/// <summary>How much of the guide's command is written out; its listings differ among themselves.</summary>
public enum ListingStyle
{
    /// <summary>As in guide 5.3: host file, environment passed on, ranks a host, and the options in the benchmark's order.</summary>
    Full,

    /// <summary>As in guide 3.4: the number of ranks alone, <c>--j</c> and <c>--pool</c> last.</summary>
    Short,
}

/// <summary>What a launcher needs to know beside the plan.</summary>
internal sealed record LauncherRequest
{
    public required RunPlan Plan { get; init; }

    /// <summary>Variables that RELION's ranks are to see, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>Value of I_MPI_FABRICS; null leaves it out.</summary>
    public string? Fabric { get; init; }

    /// <summary>Value of I_MPI_DEBUG; null leaves it out.</summary>
    public int? DebugLevel { get; init; }

    public ListingStyle Style { get; init; }

    /// <summary>True where the user is root, which Open MPI refuses unless told.</summary>
    public bool IsRoot { get; init; }
}

/// <summary>A launcher's part of a command.</summary>
/// <param name="Tokens">The launcher and its options.</param>
/// <param name="Environment">Variables of the launcher itself, after RELION's.</param>
/// <param name="Decisions">What had to be left out, and the like.</param>
internal sealed record LauncherLine(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    IReadOnlyList<Decision> Decisions);

/// <summary>One MPI launcher: renders a plan as its command line and decides nothing.</summary>
internal interface IMpiDialect
{
    /// <summary>The value of <c>-Mpi</c>.</summary>
    string Name { get; }

    LauncherLine Render(LauncherRequest request);
}

/// <summary>The launchers that are known, by name. A new one is added here and nowhere else.</summary>
internal static class MpiDialects
{
    public static IReadOnlyList<IMpiDialect> All { get; } = [new IntelMpiDialect(), new OpenMpiDialect()];

    public static IMpiDialect Get(string name) => All.First(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
