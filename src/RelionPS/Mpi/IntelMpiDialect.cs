using System.Globalization;

namespace RelionPS.Mpi;

/// <summary>Intel MPI's mpirun, as the guide writes it (guide 3.4.1, 3.4.2, 5.3).</summary>
internal sealed class IntelMpiDialect : IMpiDialect
{
    public string Name => "IntelMpi";

    public LauncherLine Render(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        var decisions = new List<Decision>();
        List<KeyValuePair<string, string>> environment = [new("I_MPI_PIN_DOMAIN", Text(plan.PinDomain ?? plan.ThreadsPerRank))];
        if (request.DebugLevel is { } level) environment.Add(new("I_MPI_DEBUG", Text(level)));
        if (request.Fabric is { } fabric) environment.Add(new("I_MPI_FABRICS", fabric));
        else decisions.Add(LeftOut("I_MPI_FABRICS", "the fabric of your installation is not known; Intel MPI picks one. Name it with -Fabric, for example shm:ofi", "guide 3.4"));

        List<string> tokens = ["mpirun"];
        if (request.Style == ListingStyle.Short)
        {
            tokens.AddRange(["-n", Text(plan.Ranks)]);
            return new LauncherLine(tokens, environment, decisions);
        }
        if (plan.HostFile is { } file) tokens.AddRange(["-hostfile", file]);
        else if (plan.Hosts.Count > 0) tokens.AddRange(["-hosts", string.Join(',', plan.Hosts)]);
        else decisions.Add(LeftOut("-hostfile", "no hosts are named; Intel MPI starts every rank on the node it is called on, unless a scheduler tells it more. Name them with -HostFile or -ComputerName", "guide 5.3"));
        foreach ((string name, string value) in request.Environment) tokens.AddRange(["-env", $"{name}={value}"]);
        // On one node the guide counts the leader in; on several its Hydra wraps around and puts the last rank on the first host.
        int perHost = plan.NodeCount == 1 ? plan.Ranks : plan.ComputeRanksPerNode;
        tokens.AddRange(["-perhost", Text(perHost), "-np", Text(plan.Ranks)]);
        return new LauncherLine(tokens, environment, decisions);
    }

    private static Decision LeftOut(string name, string reason, string source) => new(name, null, "LeftOut", reason, source, IsWarning: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
