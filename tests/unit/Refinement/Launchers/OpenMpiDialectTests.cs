using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Launchers;

public sealed class OpenMpiDialectTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Four_hosts_get_slots_with_the_leader_on_the_first_and_a_share_of_cores_a_rank()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -ComputerName n0, "
            + "n1, n2, n3 -Executable /opt/relion_refine_mpi");
        string[] expected =
        [
            "mpirun", .. Environment.IsPrivilegedProcess ? new[] { "--allow-run-as-root" } : [],
            "--host", "n0:9,n1:8,n2:8,n3:8", "--map-by", "slot:PE=8", "--bind-to", "core:overload-allowed", "-x",
            "OMP_SCHEDULE=dynamic", "-x", "KMP_BLOCKTIME=0", "-np", "33",
        ];
        Assert.Equal(expected, command.LauncherArguments);
        Assert.False(command.Environment.Contains("I_MPI_PIN_DOMAIN"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("-ReserveCore 1", true)]
    [InlineData("-Binding None", true)]
    [InlineData("-Mpi IntelMpi", false)]
    [InlineData("-Mpi Mpich", false)]
    public void Waiting_ranks_of_open_mpi_give_way_since_the_leader_shares_a_ranks_cpus(string how, bool isSet)
    {
        string mpi = how.Contains("-Mpi", StringComparison.Ordinal) ? "" : "-Mpi OpenMpi";
        RefineCommand command = _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand {mpi} {how}");
        Assert.Equal(isSet ? "1" : null, command.Environment["OMPI_MCA_mpi_yield_when_idle"]);
        Assert.Equal(isSet, command.Decisions.Any(decision => decision.Rule == "WaitingRanks"));
        Assert.Equal(
            isSet, command.CommandLine.Contains(" OMPI_MCA_mpi_yield_when_idle=1 mpirun ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_site_has_set_for_waiting_ranks_stays()
    {
        NodeProfile node = _session.One<NodeProfile>("New-RelionNodeProfile 2 32 -MemoryBytes 256GB");
        _session.Set("node", node with
        {
            Platform = node.Platform with { OpenMpiSettings = new(["mpi_yield_when_idle=0"], "test") },
        });
        RefineCommand command = _session.One<RefineCommand>("$node | New-RelionRefineCommand -Mpi OpenMpi");
        Assert.Null(command.Environment["OMPI_MCA_mpi_yield_when_idle"]);
    }

    [Fact]
    public void One_node_runs_on_this_host()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi");
        Assert.Contains("localhost:9", command.LauncherArguments);
    }

    [Fact]
    public void A_program_that_is_not_here_gets_the_guides_launcher_and_says_so()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Executable "
            + "/no/such/relion_refine_mpi");
        Assert.Equal("IntelMpi", command.Mpi);
        Assert.Contains(
            "not on this machine",
            command.Decisions.Single(decision => decision.Name == "Mpi").Reason,
            StringComparison.Ordinal);
    }
}
