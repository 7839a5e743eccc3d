namespace RelionPS.Refinement.Launchers;

/// <summary>Intel MPI's mpirun, as the guide writes it (guide 3.4.1, 3.4.2, 5.3).</summary>
internal sealed class IntelMpiDialect : IMpiDialect
{
    public string Name => "IntelMpi";

    public string Program => "mpirun";

    public RankOrder Order => RankOrder.LastRankWraps;

    public bool NeedsTasksPerNode => true;

    public bool IsOfOneLibrary => true;

    public bool PassesOwnVariables => true;

    public bool IsOfGuide => true;

    public string? SlurmInterface => "pmi2";

    public LauncherLine Render(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        var decisions = new List<Decision>();
        var files = new List<LaunchFile>();
        List<KeyValuePair<string, string>> environment =
        [
            request.Binding == RankBinding.None ? new("I_MPI_PIN", "0") : new("I_MPI_PIN_DOMAIN", PinDomain(request)),
        ];
        if (request.DebugLevel is { } level) environment.Add(new("I_MPI_DEBUG", HostShares.Text(level)));
        if (request.Fabric is { } fabric) environment.Add(new("I_MPI_FABRICS", fabric));
        else
        {
            decisions.Add(
                LeftOut(
                    "I_MPI_FABRICS",
                    "the fabric of your installation is not known; Intel MPI picks one. Name it with -Fabric, for "
                    + "example shm:ofi",
                    "guide 3.4"));
        }
        // Under Slurm, Intel MPI takes Slurm's tasks a node and ignores -perhost unless told not to.
        if (request.IsUnderSlurm) environment.Add(new("I_MPI_JOB_RESPECT_PROCESS_PLACEMENT", "0"));

        List<string> tokens = [Program];
        if (request.Style == ListingStyle.Short)
        {
            tokens.AddRange(["-n", HostShares.Text(plan.Ranks)]);
            return new LauncherLine(tokens, environment, decisions);
        }
        if (plan.HostFile is { } file) tokens.AddRange(["-hostfile", file]);
        else if (request.NeedsHostFile)
        {
            files.Add(
                new LaunchFile(
                    $"{request.FileRoot}.hosts",
                    [.. HostShares.ByHost(plan).Select(host => new LaunchFileLine("", host.Key, ""))]));
            tokens.AddRange(["-hostfile", files[0].Path]);
        }
        else if (plan.Hosts.Count > 0) tokens.AddRange(["-hosts", string.Join(',', plan.Hosts)]);
        else
        {
            decisions.Add(
                LeftOut(
                    "-hostfile",
                    "no hosts are named; Intel MPI starts every rank on the node it is called on, unless a scheduler "
                    + "tells it more. Name them with -HostFile or -ComputerName",
                    "guide 5.3"));
        }
        foreach ((string name, string value) in request.Environment) tokens.AddRange(["-env", $"{name}={value}"]);
        // On one node the guide counts the leader in; on several its Hydra wraps around and puts the last rank on the
        // first host.
        int perHost = plan.NodeCount == 1 ? plan.Ranks : plan.ComputeRanksPerNode;
        tokens.AddRange(["-perhost", HostShares.Text(perHost), "-np", HostShares.Text(plan.Ranks)]);
        return new LauncherLine(tokens, environment, decisions) { Files = files };
    }

    public LauncherLine RenderProcess(LauncherRequest request) =>
        new(
            [
                Program, "-hosts", request.Plan.Hosts[0],
                .. request.Environment.SelectMany(variable => new[] { "-env", $"{variable.Key}={variable.Value}" }),
                "-np", "1",
            ],
            [
                new("I_MPI_PIN", "0"),
                // Under Slurm, Intel MPI takes Slurm's hosts unless told not to.
                .. request.IsUnderSlurm
                    ? [new("I_MPI_JOB_RESPECT_PROCESS_PLACEMENT", "0")]
                    : (KeyValuePair<string, string>[])[],
            ],
            []);

    public UnboundLine Unbound(
        string ranks, IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> planned) =>
        new(
            "-hosts",
            [
                .. environment.SelectMany(variable => new[] { "-env", $"{variable.Key}={variable.Value}" }),
                "-np", ranks,
            ],
            [new("I_MPI_PIN", "0")]);

    /// <summary>
    /// The guide's number where Intel MPI makes these very domains from it, else the domains themselves, as masks.
    /// </summary>
    private string PinDomain(LauncherRequest request)
    {
        int size = request.Plan.PinDomain ?? request.Plan.ThreadsPerRank;
        if (HostShares.AreConsecutive(request, size, isCores: false)) return HostShares.Text(size);
        IEnumerable<string> masks =
            HostShares.SameSets(request.Plan, Name).Select(set => CpuMask.Format(HostShares.Cpus(set)));
        return $"[{string.Join(',', masks)}]";
    }

    private static Decision LeftOut(string name, string reason, string source) =>
        new(name, null, "LeftOut", reason, source, IsWarning: true);
}
