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
