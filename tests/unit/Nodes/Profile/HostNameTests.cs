using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Profile;

/// <summary>What a host may be called, wherever its name comes from.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class HostNameTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("n1")]
    [InlineData("node_1.cluster-a.example.org")]
    [InlineData("10.0.0.1")]
    [InlineData("_x")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("::ffff:10.0.0.1")]
    public void Names_and_addresses_are_hosts(string name) => Assert.True(HostName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData("-n1")]
    [InlineData(".n1")]
    [InlineData("n 1")]
    [InlineData("n1\n")]
    [InlineData("#1")]
    [InlineData("n1:8")]
    [InlineData("n1,n2")]
    [InlineData("me@n1")]
    [InlineData("[::1")]
    [InlineData("::1]")]
    [InlineData("[::1]:22")]
    [InlineData("fe80::1%")]
    [InlineData("fe80::1%e;x")]
    [InlineData("1:2")]
    [InlineData("nö")]
    public void Others_are_none(string name) => Assert.False(HostName.IsValid(name));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_name_has_255_characters_at_most(int length, bool isValid) =>
        Assert.Equal(isValid, HostName.IsValid(new string('n', length)));

    [Theory]
    [InlineData("-ComputerName 'n1', '-oProxyCommand=x'", "RelionHostNameInvalid", "-oProxyCommand=x")]
    [InlineData("-ComputerName 'n1', \"n2`nRELIONPS_END\"", "RelionHostNameInvalid", "n2\\nRELIONPS_END")]
    [InlineData("-ComputerName '#1', '#2'", "RelionHostNameInvalid", "#1")]
    [InlineData("-ComputerName ' '", "RelionHostListInvalid", " ")]
    [InlineData("-ComputerName 'me@n1'", "RelionHostNameInvalid", "me@n1")]
    [InlineData("-HostFile $folder/hosts", "RelionHostNameInvalid", "-oProxyCommand=x")]
    public void A_plan_with_a_bad_host_is_refused_with_its_name(string parameter, string errorId, string shown)
    {
        _session.Set("folder", _folder.Path);
        _folder.Write("hosts", "n1 slots=4\n-oProxyCommand=x slots=4\n");
        Assert.Empty(
            _session.Run($"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi Mpich {parameter} 3>$null"));
        Assert.Equal([errorId], _session.ErrorIds);
        Assert.Contains($"'{shown}'", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_profiles_become_hosts_only_where_they_are_names()
    {
        _session.Run(
            "$nodes = @((New-RelionNodeProfile 2 32 -Name n1), (New-RelionNodeProfile 2 32 -Name '$(touch x)')); "
            + "New-RelionRefineCommand -NodeProfile $nodes -Mpi Mpich 3>$null");
        Assert.Equal(["RelionHostNameInvalid"], _session.ErrorIds);
        Assert.Equal(
            "n 1",
            _session.One<RefineCommand>(
                "New-RelionNodeProfile 2 32 -Name 'n 1' | New-RelionRefineCommand -Mpi Mpich 3>$null").Node.Name);
    }

    [Theory]
    [InlineData("LSB_HOSTS", "n1 -oProxyCommand=x")]
    [InlineData("SLURM_JOB_NODELIST", "n1,`x`")]
    public void An_allocation_with_a_bad_host_is_refused(string variable, string value) =>
        Assert.Equal(
            "RelionHostNameInvalid",
            Assert.Throws<RelionException>(() => Allocation.Find(name => name == variable ? value : null)).ErrorId);

    [Fact]
    public void Addresses_are_taken_by_their_name()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi Mpich -ComputerName '[fe80::1%eth0]', "
            + "'fe80::2' 3>$null");
        Assert.Equal(["[fe80::1%eth0]", "fe80::2"], command.Plan.Hosts);
    }

    [Theory]
    [InlineData("-oProxyCommand=x")]
    [InlineData("me@-oProxyCommand=x")]
    [InlineData("-l@n1")]
    [InlineData("n1; touch x")]
    public void A_remote_node_with_a_bad_name_is_not_reached_for(string name)
    {
        _session.Set("name", name);
        Assert.Empty(_session.Run("Get-RelionNodeProfile -ComputerName $name"));
        Assert.Equal(["RelionNodeUnreachable"], _session.ErrorIds);
    }
}
