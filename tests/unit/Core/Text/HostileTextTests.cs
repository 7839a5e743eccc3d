using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Studies.Comparison;
using RelionPS.Testing;
using RelionPS.UnitTests.Refinement.Scripts;
using RelionPS.UnitTests.Studies.Comparison;

namespace RelionPS.UnitTests.Core.Text;

/// <summary>
/// Every hostile value through what is no shell script: words for ssh and srun, and the viewers' scripts.
/// </summary>
[Collection(nameof(BusyMachine))]
public sealed class HostileTextTests
{
    [Fact]
    public void A_node_is_reached_by_exactly_its_name_or_not_at_all()
    {
        foreach (string value in HostileValues.All)
        {
            string? host = Taken(() => HostName.CheckWithUser(value), "RelionHostNameInvalid");
            if (host is null) continue;
            Assert.Matches(@"\A([A-Za-z0-9_][A-Za-z0-9_.-]*@)?([A-Za-z0-9_][A-Za-z0-9_.-]{0,254}|::)\z", host);
            string[] words = [.. RemoteNode.Words(value, NodeAccess.Ssh)];
            Assert.Equal(["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", value, "--"], words[..7]);
        }
    }

    [Fact]
    public void A_list_of_hosts_has_only_names_of_hosts()
    {
        foreach (string value in HostileValues.All)
        {
            string[] ids = ["RelionHostNameInvalid", "RelionHostListInvalid"];
            foreach (string host in Taken(() => HostName.Expand(value), ids) ?? [])
            {
                Assert.Matches(@"\A([A-Za-z0-9_][A-Za-z0-9_.-]{0,254}|::)\z", host);
            }
        }
    }

    [Fact]
    public void A_viewer_opens_exactly_the_path_or_the_script_is_refused()
    {
        foreach (string value in HostileValues.All)
        {
            foreach (string path in (string[])[value, $"/data/{value}/run_class001.mrc"])
            {
                ResultComparison comparison = SampleComparison.Of(
                    [SampleComparison.Pair(1, 1, 0, 0.5, 0.5) with { ReferenceMap = path }]);
                if (Taken(() => OverlayScript.ChimeraX(comparison), "RelionOverlayPathInvalid") is { } script)
                {
                    string[] lines = script.Split('\n');
                    Assert.Equal(8, lines.Length);
                    // ChimeraX's own expression for a word in quotes (core/commands/cli.py).
                    Assert.Matches("\\Aopen \"(.|\\\")*?\"\\z", lines[2]);
                    Assert.Equal($"open \"{(path.StartsWith('/') ? "" : "./")}{path}\"", lines[2]);
                    Assert.DoesNotContain(path, c => c is '"' or '\\' or '*' or '?' or '[' or '\n' or '\r');
                }
                if (Taken(() => OverlayScript.Chimera(comparison), "RelionOverlayPathInvalid") is { } old)
                {
                    Assert.DoesNotContain(path, c => c is ';' or '"' or '\n');
                }
            }
        }
    }

    [Fact]
    public void A_comment_never_leaves_its_line()
    {
        foreach (string value in HostileValues.All)
        {
            string comment = ScriptText.Comment(value);
            Assert.StartsWith("# ", comment, StringComparison.Ordinal);
            Assert.False(HostileText.HasControl(comment), comment);
        }
    }

    private static T? Taken<T>(Func<T> make, params string[] ids)
        where T : class
    {
        try
        {
            return make();
        }
        catch (RelionException exception)
        {
            Assert.Contains(exception.ErrorId, ids);
            Assert.False(HostileText.HasControl(exception.Message), exception.Message);
            return null;
        }
    }
}
