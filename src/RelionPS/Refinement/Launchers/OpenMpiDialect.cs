using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Launchers;

/// <summary>
/// Open MPI's mpirun, version 4 and 5. Each rank is bound to its share of cores; without this a rank with many threads
/// is bound to one core
/// (RELION issue 1048). The last rank of the first host shares the cores of the leader, for which binding must allow
/// overload.
/// </summary>
internal sealed class OpenMpiDialect : IMpiDialect
{
    public string Name => "OpenMpi";

    public string Program => "mpirun";

    public RankOrder Order => RankOrder.LeaderHostFirst;

    public bool NeedsTasksPerNode => true;

    public bool IsOfOneLibrary => true;

    public bool PassesOwnVariables => false;

    public bool IsOfGuide => false;

    public string? SlurmInterface => "pmix";

    public LauncherLine Render(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        var files = new List<LaunchFile>();
        var decisions = new List<Decision>();
        List<string> tokens = [Program];
        if (request.IsRoot) tokens.Add("--allow-run-as-root");
        if (request.LacksHosts) decisions.Add(HostShares.HostsLeftOut("--hostfile"));
        else if (plan.HostFile is not null || request.NeedsHostFile)
        {
            files.Add(
                new LaunchFile(
                    $"{request.FileRoot}.hosts",
                    [
                        .. HostShares.ByHost(plan).Select(
                            host => new LaunchFileLine("", host.Key, $" slots={HostShares.Text(host.Count())}")),
                    ]));
            tokens.AddRange(["--hostfile", files[0].Path]);
        }
        else
        {
            tokens.AddRange(
                [
                    "--host",
                    string.Join(
                        ',',
                        HostShares.ByHost(plan).Select(
                            host =>
                                $"{(plan.Hosts.Count > 0 ? host.Key : "localhost")}:{HostShares.Text(host.Count())}")),
                ]);
        }
        int cores = plan.CoresPerRank ?? 1;
        if (request.Binding == RankBinding.None) tokens.AddRange(["--map-by", "slot", "--bind-to", "none"]);
        else if (HostShares.AreConsecutive(request, cores, isCores: true))
        {
            tokens.AddRange(["--map-by", $"slot:PE={HostShares.Text(cores)}", "--bind-to", "core:overload-allowed"]);
        }
        else
        {
            LaunchFile ranks = RankFile(request);
            files.Add(ranks);
            // Open MPI 5 starts through PRRTE, which made the rank file a way of mapping.
            tokens.AddRange(
                request.Version >= 5 ? ["--map-by", $"rankfile:file={ranks.Path}"] : ["--rankfile", ranks.Path]);
            tokens.AddRange(["--bind-to", "core:overload-allowed"]);
        }
        foreach ((string name, string value) in request.Environment) tokens.AddRange(["-x", $"{name}={value}"]);
        tokens.AddRange(["-np", HostShares.Text(plan.Ranks)]);
        decisions.AddRange(OpenMpiNotes.Of(request.Nodes));
        var variables = new List<KeyValuePair<string, string>>();
        foreach ((KeyValuePair<string, string> variable, Decision decision) in WaitingRanks.Of(request))
        {
            variables.Add(variable);
            decisions.Add(decision);
        }
        return new LauncherLine(tokens, variables, decisions) { Files = files };
    }

    public LauncherLine RenderProcess(LauncherRequest request) =>
        new(
            [
                Program, .. request.IsRoot ? ["--allow-run-as-root"] : (string[])[],
                "--host", $"{request.Plan.Hosts[0]}:1", "--map-by", "slot", "--bind-to", "none",
                .. request.Environment.SelectMany(variable => new[] { "-x", $"{variable.Key}={variable.Value}" }),
                "-np", "1",
            ],
            [],
            []);

    public UnboundLine Unbound(
        string ranks, IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> planned) =>
        new(
            "--host",
            [
                "--map-by", "node:OVERSUBSCRIBE", "--bind-to", "none",
                .. environment.SelectMany(variable => new[] { "-x", variable.Key }), "-np", ranks,
            ],
            []);

    /// <summary>Cores by their place among the usable ones, as Open MPI counts them.</summary>
    private static LaunchFile RankFile(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        var lines = new LaunchFileLine[plan.Ranks];
        int index = 0;
        foreach (IGrouping<string, RankPlacement> host in HostShares.ByHost(plan))
        {
            IReadOnlyList<int>[] cores = [.. CoreDomains.Of(request.NodeOf(index++)).Parts.SelectMany(part => part)];
            Dictionary<int, int> coreOf = cores
                .SelectMany((core, number) => core.Select(cpu => (cpu, number)))
                .ToDictionary(pair => pair.cpu, pair => pair.number);
            foreach (RankPlacement rank in host)
            {
                string slots = CpuList.Format(HostShares.Cpus(rank.Cpus).Select(cpu => coreOf[cpu]));
                string name = plan.Hosts.Count > 0 ? host.Key : "localhost";
                lines[rank.Rank] = new LaunchFileLine($"rank {HostShares.Text(rank.Rank)}=", name, $" slot={slots}");
            }
        }
        return new LaunchFile($"{request.FileRoot}.ranks", lines);
    }
}
