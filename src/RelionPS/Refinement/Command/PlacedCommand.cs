using System.Collections.Specialized;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>
/// The command of a request on hosts that are chosen for it, all other numbers of its plan as they are. One process
/// without MPI is started there by a launcher, too.
/// </summary>
internal static class PlacedCommand
{
    /// <summary>The command on the hosts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hosts">As many hosts as the plan has nodes.</param>
    /// <param name="starter">What starts one process on a host; null where no process is.</param>
    public static RefineCommand Build(RefineRequest request, IReadOnlyList<string> hosts, ProcessStarter? starter)
    {
        RefineCommand command = RefineCommandBuilder.Build(request with { Plan = On(request.Plan, hosts) });
        if (command.Plan.UsesMpi || starter is null) return command;
        LauncherLine line = starter.Dialect.RenderProcess(request.ForLauncher(
            command.Plan with { Hosts = hosts }, command.Options.OutputRoot, null, command.Variables));
        var environment = new OrderedDictionary();
        foreach ((string name, string value) in command.Variables) environment[name] = value;
        foreach ((string name, string value) in line.Environment) environment[name] = value;
        return command with
        {
            LauncherArguments = [starter.Program, .. line.Tokens.Skip(1)],
            Environment = environment.AsReadOnly(),
        };
    }

    /// <summary>What is asked of a plan on the hosts; each has its own profile where all had.</summary>
    private static PlanRequest On(PlanRequest plan, IReadOnlyList<string> hosts)
    {
        bool hasProfiles = plan.Nodes.Count > 0 && plan.Nodes.Count == plan.Hosts.Count;
        return plan with
        {
            NodeCount = hosts.Count,
            Hosts = hosts,
            HostFile = null,
            Nodes = hasProfiles
                ? [.. hosts.Select(host => plan.Nodes[plan.Hosts.ToList().IndexOf(host)])]
                : plan.Nodes,
        };
    }
}
