using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;
using RelionPS.Runs.Slurm;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Profile;

public sealed class HostListTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>Expected values as <c>scontrol show hostnames</c> of Slurm 22.05 gives them.</summary>
    [Theory]
    [InlineData("n1", "n1")]
    [InlineData("n[01-04,7],gpu1", "n01 n02 n03 n04 n7 gpu1")]
    [InlineData("n[9-11]", "n9 n10 n11")]
    [InlineData("n[098-101]", "n098 n099 n100 n101")]
    [InlineData("r[1-2]n[1-2]", "r1n1 r1n2 r2n1 r2n2")]
    [InlineData("n[1-2]-ib", "n1-ib n2-ib")]
    [InlineData("", "")]
    public void Slurms_lists_are_expanded(string list, string hosts) =>
        Assert.Equal(hosts, string.Join(' ', HostList.TryExpand(list)!));

    [Theory]
    [InlineData("n[1-")]
    [InlineData("n[2-1]")]
    [InlineData("n[a-b]")]
    [InlineData("n1]")]
    [InlineData("n[1-999999999]")]
    public void What_is_no_list_is_refused(string list) => Assert.Null(HostList.TryExpand(list));

    [Fact]
    public void Allocations_of_each_scheduler_are_read()
    {
        string file = _folder.Write("nodefile", "a\na\nb\n");
        Assert.Equal(["n1", "n2"], Find("SLURM_JOB_NODELIST", "n[1-2]")!.Hosts);
        Assert.Equal(["a", "b"], Find("PBS_NODEFILE", file)!.Hosts);
        Assert.Equal(["a", "b"], Find("LSB_HOSTS", "a a b")!.Hosts);
        Assert.Equal("LSB_DJOB_HOSTFILE", Find("LSB_DJOB_HOSTFILE", file)!.Variable);
        Assert.Null(Find("OTHER", "a"));

        static Allocation? Find(string name, string value) => Allocation.Find(asked => asked == name ? value : null);
    }

    [Fact]
    public void Computer_names_and_host_files_take_lists_and_users()
    {
        Assert.Equal(["n01", "n02", "x"], Hosts("-ComputerName 'n[01-02]', x"));
        Assert.Equal(["n1", "n2", "gpu1"], Hosts($"-HostFile {_folder.Write("hosts", "n[1-2]\nme@gpu1 slots=4\n")}"));
        _session.Run("New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi Mpich -ComputerName 'n[1-'");
        Assert.Equal(["RelionHostListInvalid"], _session.ErrorIds);

        IReadOnlyList<string> Hosts(string parameter) =>
            _session.One<RefineCommand>(
                $"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi Mpich {parameter} 3>$null").Plan.Hosts;
    }

    [Fact]
    public void Nodes_of_a_partition_come_from_scontrol()
    {
        // As Slurm 22.05 prints it, shortened.
        const string output =
            "NodeName=n1 Arch=x86_64 CoresPerSocket=32 CPUAlloc=0 CPUEfctv=128 CPUTot=128 CPULoad=0.10 NodeAddr=n1 "
            + "OS=Linux 5.14.0 #1 SMP RealMemory=257000 Sockets=2 Boards=1 State=IDLE ThreadsPerCore=2 "
            + "Partitions=main,long\n"
            + "NodeName=n2 Arch=x86_64 CoresPerSocket=32 CPUTot=128 RealMemory=257000 Sockets=2 State=DOWN+DRAIN "
            + "ThreadsPerCore=2 Partitions=main\n"
            + "NodeName=g1 Arch=x86_64 CoresPerSocket=8 CPUTot=8 RealMemory=1 Sockets=1 State=IDLE ThreadsPerCore=1 "
            + "Partitions=gpu";
        (IReadOnlyList<NodeProfile> nodes, IReadOnlyList<string> down) = SlurmNodes.Parse(output, "main");
        NodeProfile node = Assert.Single(nodes);
        Assert.Equal(
            ("n1", 2, 32, 2, 128, 257000L << 20),
            (
                node.Name,
                node.Sockets,
                node.CoresPerSocket,
                node.ThreadsPerCore,
                node.LogicalCpus,
                node.MemoryBytes!.Value));
        Assert.Equal(["n2 (DOWN+DRAIN)"], down);
    }
}
