using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>
/// What a command that does not know any more what it was made from would have been asked for: one of a record of
/// 0.1.0, or made by hand. Its numbers count as asked for, and its tokens as the truth about its options.
/// </summary>
internal static class DerivedRequest
{
    public static readonly string[] RelionNames = [RefineProgram.Mpi, RefineProgram.ThreadsOnly];

    /// <summary>The request that gives the command again.</summary>
    public static RefineRequest Of(RefineCommand command)
    {
        RunPlan plan = command.Plan;
        // What goes on with a run has a few of its options; the others are in the run's own files.
        bool isContinued = command.Arguments.Contains(OptionTable.Continue);
        RefineOptions options = isContinued ? command.Options : OptionReader.Read(command.Arguments);
        IMpiDialect? dialect = MpiDialects.All
            .FirstOrDefault(known => known.Name.Equals(command.Mpi, StringComparison.OrdinalIgnoreCase));
        string? launcher = command.LauncherArguments.Count > 0 ? command.LauncherArguments[0] : null;
        string? LookUp(string name) =>
            command.Variables.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();
        bool hasDebugLevel = int.TryParse(
            LookUp("I_MPI_DEBUG"), NumberStyles.None, CultureInfo.InvariantCulture, out int debugLevel);
        return new RefineRequest
        {
            Plan = Plan(command.Node, plan),
            Preset = Presets.Get("None") with { Name = command.Name },
            Data = ReferenceSize.Find(options.Reference, command.WorkingDirectory),
            Explicit = options,
            Acceleration = command.Acceleration,
            // RELION's own name leaves it to the plan which of the two programs it is.
            Executable = RelionNames.Contains(command.Executable) ? null : command.Executable,
            Installation = LookUp("LD_LIBRARY_PATH") is { } libraries
                ? Installation(command.Executable, plan.UsesMpi, libraries)
                : null,
            Mpi = dialect?.Name,
            Launcher = launcher == dialect?.Program ? null : launcher,
            Allocator = command.Allocator,
            Binding = command.Binding,
            Fabric = LookUp("I_MPI_FABRICS"),
            MpiDebugLevel = hasDebugLevel ? debugLevel : null,
            WorkingDirectory = command.WorkingDirectory,
            HasOwnDirectory = command.HasOwnDirectory,
            IsRoot = Environment.IsPrivilegedProcess,
        };
    }

    private static PlanRequest Plan(NodeProfile node, RunPlan plan)
    {
        IReadOnlyList<string> hosts = [.. plan.Hosts.Where(host => HostPlaceholder.Number(host) is null)];
        return new PlanRequest
        {
            Node = node,
            NodeCount = hosts.Count > 0 ? null : plan.NodeCount,
            Hosts = hosts,
            HostFile = plan.HostFile,
            RanksPerNode = plan.UsesMpi ? plan.ComputeRanksPerNode : null,
            Thread = plan.ThreadsPerRank,
            Pool = plan.Pool,
            ReserveCore = plan.ReservedCores,
            UseMpi = plan.UsesMpi,
        };
    }

    /// <summary>A program of a build of its own, of which no more is known than the libraries that it needs.</summary>
    private static RelionInstallation Installation(string program, bool usesMpi, string libraries) => new()
    {
        Path = program,
        MpiProgram = usesMpi ? program : null,
        ThreadsProgram = usesMpi ? null : program,
        Programs = [],
        LibraryPath = libraries,
    };
}
