using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Real launchers with several host names on this machine: in place of ssh they get a program that enters a UTS
/// namespace of that name, so
/// that each "host" really has its name and nothing of the machine is changed.
/// </summary>
public sealed class PlacementTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string _agent;

    public PlacementTests()
    {
        _agent = _folder.Write("agent", """
            #!/bin/sh
            # agent [options] host command...
            while [ "${1#-}" != "$1" ]; do case "$1" in -l|-p|-o) shift 2;; *) shift;; esac; done
            host=$1; shift
            exec unshare --uts sh -c 'hostname "$0"; exec sh -c "$*"' "$host" "$@"
            """);
        File.SetUnixFileMode(_agent, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("folder", _folder.Path);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [NamespaceFact("mpirun.openmpi")]
    public void Open_MPI_puts_every_rank_where_the_plan_says() =>
        AssertAsPlanned(OpenMpi("n0, n1, n2"), 7, "n0", "n1", "n2");

    [NamespaceFact("mpiexec.hydra")]
    public void MPICH_puts_every_rank_where_the_plan_says() =>
        AssertAsPlanned(Mpich("n0, n1, n2"), 7, "n0", "n1", "n2");

    [NamespaceFact("mpirun.openmpi")]
    public void Open_MPI_with_a_host_file() =>
        AssertAsPlanned(OpenMpi(_folder.Write("hosts", "n0 slots=1\nn1 slots=64\n")), 5, "n0", "n1");

    [NamespaceFact("mpiexec.hydra")]
    public void MPICH_with_a_host_file() => AssertAsPlanned(Mpich(_folder.Write("hosts", "n0\nn1\n")), 5, "n0", "n1");

    [NamespaceFact("mpirun.openmpi")]
    public void Open_MPI_with_a_rank_file_leaves_reserved_cores_alone()
    {
        RefineCommand command = OpenMpi("n0, n1", "-ReserveCore 1 -RankPerNode 1");
        Assert.Contains("--rankfile", command.LauncherArguments);
        AssertAsPlanned(command, 3, "n0", "n1");
        Assert.All(command.Plan.Placement, rank => Assert.Equal("1", rank.Cpus));
    }

    [RequiresFact("mpirun.openmpi")]
    public void Open_MPI_on_this_host_alone() => AssertAsPlanned(_session.One<RefineCommand>(
        "Get-RelionNodeProfile | New-RelionRefineCommand -Mpi OpenMpi -Launcher mpirun.openmpi -RankPerNode 2 "
        + "-WorkingDirectory $folder 3>$null"), 3, Environment.MachineName);

    [NamespaceFact("mpirun.openmpi")]
    public void A_sabotaged_binding_of_Open_MPI_is_found() =>
        AssertSabotageFound(
            OpenMpi("n0, n1"),
            tokens => [.. tokens.Select(token => token.StartsWith("core", StringComparison.Ordinal) ? "none" : token)],
            "more CPUs than planned");

    [NamespaceFact("mpiexec.hydra")]
    public void A_sabotaged_binding_of_MPICH_is_found() =>
        AssertSabotageFound(
            Mpich("n0, n1"),
            tokens => [.. tokens.Select(token => token == "user:0,1,0" ? "user:1,0,1" : token)],
            "other CPUs");

    [NamespaceFact("mpiexec.hydra")]
    public void A_sabotaged_host_list_is_found() =>
        AssertSabotageFound(
            Mpich("n0, n1"),
            tokens => [.. tokens.Select(token => token == "n0:3,n1:2" ? "n0:2,n1:3" : token)],
            "other host");

    [RequiresFact("mpiexec.hydra", "relion_refine_mpi")]
    public void A_launcher_of_another_library_ends_the_run_at_once()
    {
        _session.Run("$data = Initialize-RelionBenchmark Synthetic \"$folder/data\" -ParticleCount 100 -BoxSize 32");
        var elapsed = System.Diagnostics.Stopwatch.StartNew();
        _session.Run(
            "Get-RelionNodeProfile | New-RelionRefineCommand -Dataset $data -Acceleration None -Mpi Mpich "
            + "-RankPerNode 2 3>$null | Measure-RelionBenchmark");
        Assert.Equal(["RelionWrongMpiLauncher"], _session.ErrorIds);
        Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(20), elapsed.Elapsed.ToString());
    }

    private RefineCommand OpenMpi(string hosts, string more = "-RankPerNode 2") =>
        WithAgent("OpenMpi", "mpirun.openmpi", hosts, more, "OMPI_MCA_plm_rsh_agent");

    private RefineCommand Mpich(string hosts, string more = "-RankPerNode 2") =>
        WithAgent("Mpich", "mpiexec.hydra", hosts, more, "HYDRA_LAUNCHER_EXEC");

    private RefineCommand WithAgent(string mpi, string launcher, string hosts, string more, string variable)
    {
        string where = hosts.StartsWith('/') ? "-HostFile" : "-ComputerName";
        RefineCommand command = _session.One<RefineCommand>(
            $"Get-RelionNodeProfile | New-RelionRefineCommand -Mpi {mpi} -Launcher {launcher} {where} {hosts} {more} "
            + $"-WorkingDirectory $folder 3>$null");
        var environment = new System.Collections.Specialized.OrderedDictionary();
        foreach ((string name, string value) in command.Variables) environment.Add(name, value);
        environment.Add(variable, _agent);
        return command with { Environment = environment };
    }

    private PlacementResult Probe(RefineCommand command)
    {
        _session.Set("command", command);
        return _session.One<PlacementResult>("$command | Test-RelionPlacement");
    }

    private void AssertAsPlanned(RefineCommand command, int ranks, params string[] hosts)
    {
        PlacementResult result = Probe(command);
        Assert.True(result.IsAsPlanned, string.Join('\n', result.Differences));
        Assert.Equal(ranks, result.Ranks.Count);
        Assert.Equal(hosts, result.Ranks.Select(rank => rank.ActualHost).Distinct());
        Assert.All(result.Ranks, rank => Assert.NotNull(rank.ActualCpus));
    }

    private void AssertSabotageFound(
        RefineCommand command, Func<IReadOnlyList<string>, IReadOnlyList<string>> sabotage, string note)
    {
        IReadOnlyList<string> changed = sabotage(command.LauncherArguments);
        Assert.NotEqual(command.LauncherArguments, changed);
        PlacementResult result = Probe(command with { LauncherArguments = changed });
        Assert.False(result.IsAsPlanned);
        Assert.Contains(result.Differences, difference => difference.Note.Contains(note, StringComparison.Ordinal));
    }

    /// <summary>Needs two usable cores and the right to name a namespace, beside the program.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NamespaceFactAttribute : RequiresFactAttribute
    {
        public NamespaceFactAttribute(string program)
            : base(program, "unshare", "hostname")
        {
            if (Skip is null && Environment.ProcessorCount < 2) Skip = "needs two cores";
            if (Skip is null && !MayUnshare()) Skip = "needs the right to make a UTS namespace (root)";
        }

        private static bool MayUnshare() =>
            ProcessRunner.RunAsync(
                new ProcessRequest(ProgramFinder.Require("unshare"), ["--uts", "true"]), CancellationToken.None)
                .GetAwaiter()
                .GetResult().ExitCode == 0;
    }
}
