namespace RelionPS.Refinement.Launchers;

/// <summary>
/// Slurm's srun inside an allocation: the host of each rank by a file (arbitrary distribution), its CPUs by masks that
/// the ranks of a host take in
/// turn. Since 22.05 srun does not inherit <c>--cpus-per-task</c>, and it needs to be told how the program's MPI
/// library wants to be started.
/// </summary>
internal sealed class SlurmSrunDialect : IMpiDialect
{
    public string Name => "SlurmSrun";

    public string Program => "srun";

    public RankOrder Order => RankOrder.LeaderHostFirst;

    public bool NeedsTasksPerNode => false;

    public bool IsOfOneLibrary => false;

    public bool PassesOwnVariables => false;

    public bool IsOfGuide => false;

    public string? SlurmInterface => null;

    public LauncherLine Render(LauncherRequest request)
    {
        RunPlan plan = request.Plan;
        var files = new List<LaunchFile>();
        var decisions = new List<Decision>();
        var environment = new List<KeyValuePair<string, string>>();
        List<string> tokens = [Program, "-N", HostShares.Text(plan.NodeCount), "-n", HostShares.Text(plan.Ranks)];
        if (plan.Hosts.Count > 0)
        {
            files.Add(
                new LaunchFile(
                    $"{request.FileRoot}.hosts",
                    [.. plan.Placement.Select(rank => new LaunchFileLine("", rank.HostName, ""))]));
            environment.Add(new("SLURM_HOSTFILE", files[0].Path));
            tokens.Add("--distribution=arbitrary");
        }
        else if (request.LacksHosts) decisions.Add(HostShares.HostsLeftOut("SLURM_HOSTFILE"));
        tokens.Add("--overcommit");
        tokens.Add($"--cpu-bind={(request.Binding == RankBinding.None ? "none" : $"mask_cpu:{Masks(plan)}")}");
        if (MpiDialects.Find(request.Library)?.SlurmInterface is { } pmi) tokens.Add($"--mpi={pmi}");
        if (MpiDialects.Find(request.Library) is OpenMpiDialect)
        {
            foreach ((KeyValuePair<string, string> variable, Decision decision) in WaitingRanks.Of(request))
            {
                environment.Add(variable);
                decisions.Add(decision);
            }
        }
        return new LauncherLine(tokens, environment, decisions) { Files = files };
    }

    /// <summary>
    /// Without <c>--exact</c> the step has all CPUs that the job has on the node (srun(1), since 21.08), as the threads
    /// need them.
    /// </summary>
    public LauncherLine RenderProcess(LauncherRequest request) =>
        new(
            [
                Program, "-N", "1", "-n", "1", $"--nodelist={request.Plan.Hosts[0]}", "--overcommit",
                "--cpu-bind=none", "--mpi=none",
            ],
            [],
            []);

    public UnboundLine Unbound(
        string ranks, IReadOnlyList<KeyValuePair<string, string>> environment, IReadOnlyList<string> planned) =>
        new(
            null,
            ["-n", ranks, "--overcommit", "--cpu-bind=none", .. planned.Where(IsInterface).Take(1)],
            []);

    private static bool IsInterface(string token) => token.StartsWith("--mpi=", StringComparison.Ordinal);

    private string Masks(RunPlan plan) => string.Join(
        ',', HostShares.SameSets(plan, Name).Select(set => "0x" + CpuMask.Format(HostShares.Cpus(set))));
}
