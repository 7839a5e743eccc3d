using System.Diagnostics;
using System.Globalization;
using RelionPS.Nodes.Profile;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Slurm's lists against <c>scontrol show hostnames</c>, in its order: a plan and its job name the nodes alike.
/// </summary>
public sealed class HostListTests
{
    [RequiresFact("scontrol")]
    public void Lists_expand_as_scontrol_expands_them()
    {
        using var folder = new TemporaryFolder();
        string config = folder.Write("slurm.conf", "ClusterName=x\nSlurmctldHost=localhost\n");
        var random = new Random(13);
        foreach (string list in Enumerable.Range(0, 60).Select(_ => List(random)))
        {
            var info = new ProcessStartInfo("scontrol", ["show", "hostnames", list]) { RedirectStandardOutput = true };
            info.Environment["SLURM_CONF"] = config;
            using Process scontrol = Process.Start(info)!;
            string expected = scontrol.StandardOutput.ReadToEnd().TrimEnd();
            scontrol.WaitForExit();
            Assert.Equal(0, scontrol.ExitCode);
            Assert.True(expected == string.Join('\n', HostList.TryExpand(list) ?? ["(none)"]), list);
        }
    }

    private static string List(Random random) =>
        string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pattern(random)));

    /// <summary>A name with up to four brackets, the last at its end, as Slurm takes them.</summary>
    private static string Pattern(Random random)
    {
        string text = "";
        int brackets = random.Next(0, 5);
        for (int at = 0; at < brackets; at++)
        {
            IEnumerable<string> ranges = Enumerable.Range(0, random.Next(1, 3)).Select(_ => Range(random));
            text += $"{(char)('a' + at)}[{string.Join(',', ranges)}]";
        }
        return brackets == 0 ? $"host{random.Next(1, 20).ToString(CultureInfo.InvariantCulture)}" : text;
    }

    private static string Range(Random random)
    {
        int first = random.Next(0, 120), last = first + random.Next(0, 3);
        string width = random.Next(0, 3) == 0 ? "000" : "0";
        string begin = first.ToString(width, CultureInfo.InvariantCulture);
        string end = last.ToString(width, CultureInfo.InvariantCulture);
        return first == last ? begin : $"{begin}-{end}";
    }
}
