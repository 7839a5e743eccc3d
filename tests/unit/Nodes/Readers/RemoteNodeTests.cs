using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>Profiles through a stand-in for ssh, which is on PATH: these tests run alone.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class RemoteNodeTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public RemoteNodeTests()
    {
        // ssh [options] host -- words: the words go to a shell, side by side; the host "bad" is not there.
        string ssh = _folder.Write(
            "ssh",
            "#!/bin/sh\nwhile [ \"$1\" = -o ]; do shift 2; done\nhost=$1\nshift 2\nif [ \"$host\" = bad ]; then echo "
            + "'ssh: connect to host bad port 22: No route to host' >&2; exit 255; fi\nexec sh -c \"$*\"\n");
        File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{_path}");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Another_node_is_profiled_as_it_would_profile_itself()
    {
        NodeProfile here = _session.One<NodeProfile>("Get-RelionNodeProfile");
        NodeProfile there = _session.One<NodeProfile>("Get-RelionNodeProfile -ComputerName n1");
        Assert.Equal("Ssh:n1", there.Source);
        Assert.Equal(here.Cpus, there.Cpus);
        Assert.Equal(
            Basic(here) with { Name = "n1", Source = there.Source },
            Basic(there));
        Assert.Equal(here.Isa, there.Isa);
        Assert.Equal(here.Gpu.ToString(), there.Gpu.ToString());
        Assert.Equal(here.Processor.Governor, there.Processor.Governor);
        Assert.Equal(here.Memory.TransparentHugePages, there.Memory.TransparentHugePages);

        // Lists are compared apart; facts of storage, network and platform that no text file tells are unknown from
        // afar.
        static NodeProfile Basic(NodeProfile node) =>
            node with
            {
                ReadUtc = default,
                Cpus = [],
                Isa = [],
                Processor = new(),
                Memory = new(),
                Storage = new(),
                Network = new(),
                Platform = new(),
                Gpu = new(),
            };
    }

    [Fact]
    public void A_node_that_fails_is_an_error_for_itself_alone_and_the_order_stays()
    {
        IReadOnlyList<object?> nodes = _session.Run(
            "Get-RelionNodeProfile -ComputerName 'n[1-2]', bad, n3 -ThrottleLimit 2");
        Assert.Equal(["n1", "n2", "n3"], nodes.Cast<NodeProfile>().Select(node => node.Name));
        Assert.Equal(["RelionNodeUnreachable"], _session.ErrorIds);
        Assert.Contains("No route to host", _session.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("bad", _session.Errors[0].TargetObject);
    }

    [Fact]
    public void A_name_that_is_none_is_an_error_for_itself_alone()
    {
        Assert.Equal(
            "n1",
            Assert.IsType<NodeProfile>(
                Assert.Single(_session.Run("Get-RelionNodeProfile -ComputerName '-oProxyCommand=false', 'n1'"))).Name);
        Assert.Equal(["RelionNodeUnreachable"], _session.ErrorIds);
        Assert.Equal("me@n1", _session.One<NodeProfile>("Get-RelionNodeProfile -ComputerName 'me@n1'").Name);
    }

    [Fact]
    public void A_name_that_is_an_option_reaches_no_program()
    {
        Assert.Empty(_session.Run("Get-RelionNodeProfile -ComputerName '-oProxyCommand=false'"));
        Assert.Equal(["RelionNodeUnreachable"], _session.ErrorIds);
    }
}
