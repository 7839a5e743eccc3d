using System.Globalization;

namespace RelionPS.Mpi;

/// <summary>
/// Open MPI 4's mpirun. Each rank is bound to its share of cores; without this a rank with many threads is bound to one core
/// (RELION issue 1048). The last rank shares the cores of the leader, for which binding must allow overload.
/// </summary>
internal sealed class OpenMpiDialect : IMpiDialect
{
    public string Name => "OpenMpi";

    public LauncherLine Render(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        List<string> tokens = ["mpirun"];
        if (request.IsRoot) tokens.Add("--allow-run-as-root");
        if (plan.HostFile is { } file) tokens.AddRange(["--hostfile", file]);
        else tokens.AddRange(["--host", string.Join(',', Slots(plan))]);
        tokens.AddRange(["--map-by", $"slot:PE={Text(plan.CoresPerRank ?? 1)}", "--bind-to", "core:overload-allowed"]);
        foreach ((string name, string value) in request.Environment) tokens.AddRange(["-x", $"{name}={value}"]);
        tokens.AddRange(["-np", Text(plan.Ranks)]);
        return new LauncherLine(tokens, [], []);
    }

    /// <summary>Hosts with their ranks: one more on the first, for the leader.</summary>
    private static IEnumerable<string> Slots(RunPlan plan)
    {
        IReadOnlyList<string> hosts = plan.Hosts.Count > 0 ? plan.Hosts : ["localhost"];
        return hosts.Select((host, index) => $"{host}:{Text(index == 0 ? plan.RanksOnFirstNode : plan.ComputeRanksPerNode)}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
