using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>Host lists as people, launchers and schedulers write them.</summary>
public sealed class HostLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("node1,node2,node3", "node1 node2 node3")]
    [InlineData("node1, node2 ,node3", "node1 node2 node3")]
    [InlineData("node1 node2 node3", "node1 node2 node3")]
    [InlineData("node1*8\nnode2*8", "node1 node2")]
    [InlineData("8*node1", "node1")]
    [InlineData("192.168.1.5\nfe80::1\n[fe80::2]:8", "192.168.1.5 fe80::1 fe80::2")]
    [InlineData("[fe80::3] slots=4", "fe80::3")]
    [InlineData("[fe80::4%eth0]:2", "fe80::4%eth0")]
    [InlineData(
        "cn01.cluster 8 all.q@cn01.cluster UNDEFINED\ncn02.cluster 8 all.q@cn02.cluster <NULL>",
        "cn01.cluster cn02.cluster")]
    [InlineData("n1:8,n2:8", "n1 n2")]
    [InlineData("n[1-2]:8", "n1 n2")]
    [InlineData("n[01-02,5],gpu1 # the new ones", "n01 n02 n5 gpu1")]
    [InlineData("n1 slots = 8 max_slots=9", "n1")]
    [InlineData("n1:8 ifhn=ib0", "n1")]
    [InlineData("n1 16\r\nn2 16\r\n", "n1 n2")]
    [InlineData("n1 42 n2 42", "n1 n2")]
    [InlineData("me@n1 slots=4", "n1")]
    [InlineData("n1\nn1\nN1\nn2", "n1 n2")]
    public void Forms_that_are_in_use_are_read(string text, string hosts) =>
        Assert.Equal(hosts, string.Join(' ', HostFile.Read(_folder.Write("hosts", text))));

    [Theory]
    [InlineData("node1 slots=8\n+n0")]
    [InlineData("+e2")]
    [InlineData("rank 0=node1 slot=0")]
    [InlineData("slots=8")]
    [InlineData("node1:node2")]
    [InlineData("node1*node2")]
    [InlineData("n[1-")]
    [InlineData("n1 8 9")]
    [InlineData("8")]
    [InlineData("-oProxyCommand=x")]
    [InlineData("<host>")]
    [InlineData("n1;reboot")]
    public void What_can_not_be_read_is_an_error(string text)
    {
        string id = Assert.Throws<RelionException>(() => HostFile.Read(_folder.Write("hosts", text))).ErrorId;
        Assert.Contains(id, (string[])["RelionHostListInvalid", "RelionHostNameInvalid"]);
    }

    /// <summary>As each scheduler's manual shows them.</summary>
    [Theory]
    [InlineData("PE_HOSTFILE", "c1 8 q@c1 UNDEFINED\nc2 8 q@c2 UNDEFINED", "c1 c2")]
    [InlineData("OAR_NODEFILE", "c1\nc1\nc2\nc2", "c1 c2")]
    [InlineData("PJM_O_NODEINF", "c1\nc2", "c1 c2")]
    [InlineData("COBALT_NODEFILE", "c1\nc2", "c1 c2")]
    [InlineData("PBS_NODEFILE", "c1\nc1\nc2", "c1 c2")]
    [InlineData("LSB_DJOB_HOSTFILE", "batch1\nc1\nc1\nc2\nc2", "c1 c2")]
    public void Files_of_schedulers_are_read(string variable, string text, string hosts)
    {
        Allocation allocation = Find((variable, _folder.Write("nodes", text)))!;
        Assert.Equal((hosts, variable), (string.Join(' ', allocation.Hosts), allocation.Variable));
    }

    [Theory]
    [InlineData("LSB_MCPU_HOSTS", "c1 16 c2 16", "c1 c2", 0)]
    [InlineData("LSB_MCPU_HOSTS", "batch1 1 c1 16 c2 16", "c1 c2", 1)]
    [InlineData("LSB_HOSTS", "batch1 c1 c1 c2 c2", "c1 c2", 1)]
    [InlineData("LSB_HOSTS", "a a b", "a b", 0)]
    [InlineData("LSB_HOSTS", "a b c", "a b c", 1)]
    public void The_node_of_LSFs_script_is_left_out_or_told(string variable, string value, string hosts, int notes)
    {
        Allocation allocation = Find((variable, value))!;
        Assert.Equal((hosts, notes), (string.Join(' ', allocation.Hosts), allocation.Notes.Count));
    }

    [Theory]
    [InlineData("SLURM_HET_SIZE")]
    [InlineData("SLURM_PACK_SIZE")]
    public void Other_groups_of_a_heterogeneous_job_are_told(string variable)
    {
        Allocation allocation = Find(("SLURM_JOB_NODELIST", "n[1-2]"), (variable, "2"))!;
        Assert.Equal(["n1", "n2"], allocation.Hosts);
        Assert.True(Assert.Single(allocation.Notes).IsWarning);
        Assert.Empty(Find(("SLURM_JOB_NODELIST", "n[1-2]"), (variable, "1"))!.Notes);
    }

    [Fact]
    public void A_schedulers_list_that_can_not_be_read_is_an_error_and_a_missing_file_a_warning()
    {
        Assert.Equal(
            "RelionHostListInvalid",
            Assert.Throws<RelionException>(() => Find(("SLURM_JOB_NODELIST", "n[1-"))).ErrorId);
        Allocation missing = Find(("PBS_NODEFILE", _folder.Combine("gone")))!;
        Assert.Empty(missing.Hosts);
        Assert.True(Assert.Single(missing.Notes).IsWarning);
    }

    /// <summary>As <c>scontrol show hostnames</c> of Slurm 22.05 orders them.</summary>
    [Theory]
    [InlineData("a[1-2]b[3-4]c[5-6]", "a1b3c5 a1b3c6 a2b3c5 a2b3c6 a1b4c5 a1b4c6 a2b4c5 a2b4c6")]
    [InlineData("a[2,1]b[4,3]c[6,5]", "a2b4c6 a2b4c5 a1b4c6 a1b4c5 a2b3c6 a2b3c5 a1b3c6 a1b3c5")]
    [InlineData("a[1-2]b[3-4]c[5-6]d[7-8]", "a1b3c5d7 a1b3c5d8 a2b3c5d7 a2b3c5d8 a1b4c5d7 a1b4c5d8 a2b4c5d7 a2b4c5d8 "
        + "a1b3c6d7 a1b3c6d8 a2b3c6d7 a2b3c6d8 a1b4c6d7 a1b4c6d8 a2b4c6d7 a2b4c6d8")]
    public void Several_brackets_are_in_Slurms_order(string list, string hosts) =>
        Assert.Equal(hosts, string.Join(' ', HostList.TryExpand(list)!));

    private static Allocation? Find(params (string Name, string Value)[] variables) =>
        Allocation.Find(asked => variables.FirstOrDefault(variable => variable.Name == asked).Value);
}
