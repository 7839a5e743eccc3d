namespace RelionPS.Refinement.Launchers;

/// <summary>
/// MPICH's Hydra, by the name under which it is not mistaken for another mpirun. Its bindings are CPU numbers of the
/// kernel, for the ranks of each host in turn.
/// </summary>
internal sealed class MpichDialect : IMpiDialect
{
    public string Name => "Mpich";

    public string Program => "mpiexec.hydra";

    public RankOrder Order => RankOrder.LeaderHostFirst;

    public bool NeedsTasksPerNode => true;

    public bool IsOfOneLibrary => true;

    public bool PassesOwnVariables => true;

    public bool IsOfGuide => false;

    public string? SlurmInterface => "pmi2";

    public LauncherLine Render(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        var files = new List<LaunchFile>();
        var decisions = new List<Decision>();
        List<string> tokens = [Program];
        if (request.LacksHosts) decisions.Add(HostShares.HostsLeftOut("-f"));
        else if (plan.HostFile is not null || request.NeedsHostFile)
        {
            // A host named twice counts once with Hydra, so its ranks stand behind a colon.
            files.Add(
                new LaunchFile(
                    $"{request.FileRoot}.hosts",
                    [
                        .. HostShares.ByHost(plan).Select(
                            host => new LaunchFileLine("", host.Key, $":{HostShares.Text(host.Count())}")),
                    ]));
            tokens.AddRange(["-f", files[0].Path]);
        }
        else if (plan.Hosts.Count > 0)
        {
            tokens.AddRange(
                [
                    "-hosts",
                    string.Join(
                        ',', HostShares.ByHost(plan).Select(host => $"{host.Key}:{HostShares.Text(host.Count())}")),
                ]);
        }
        tokens.AddRange(
            ["-bind-to", request.Binding == RankBinding.None ? "none" : $"user:{string.Join(',', Sets(plan))}"]);
        foreach ((string name, string value) in request.Environment) tokens.AddRange(["-genv", name, value]);
        tokens.AddRange(["-n", HostShares.Text(plan.Ranks)]);
        return new LauncherLine(tokens, [], decisions) { Files = files };
    }

    public LauncherLine RenderProcess(LauncherRequest request) =>
        new(
            [
                Program, "-hosts", $"{request.Plan.Hosts[0]}:1", "-bind-to", "none",
                .. request.Environment.SelectMany(variable => new[] { "-genv", variable.Key, variable.Value }),
                "-n", "1",
            ],
            [],
            []);

    public UnboundLine Unbound(
        string ranks, IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> planned) =>
        new(
            "-hosts",
            [
                "-bind-to", "none",
                .. environment.SelectMany(variable => new[] { "-genv", variable.Key, variable.Value }), "-n", ranks,
            ],
            []);

    /// <summary>
    /// Hydra leaves a rank unbound that comes after the list's end: the leader's cores stand there again, for the first
    /// host's last rank.
    /// </summary>
    private IEnumerable<string> Sets(RunPlan plan)
    {
        IReadOnlyList<string> same = HostShares.SameSets(plan, Name);
        return same.Append(same[0]).Select(set => string.Join('+', HostShares.Cpus(set).Select(HostShares.Text)));
    }
}
