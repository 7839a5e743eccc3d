using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;

namespace RelionPS.Runs.Slurm;

/// <summary>
/// Nodes as Slurm's configuration describes them: sockets, cores, threads, memory and GPUs; no more is known of them.
/// </summary>
internal static class SlurmNodes
{
    /// <summary>The nodes of a partition that are up, and those that are not.</summary>
    public static async Task<(IReadOnlyList<NodeProfile> Nodes, IReadOnlyList<string> Down)> ReadAsync(
        string partition, IReporter reporter, CancellationToken cancellationToken)
    {
        string output = await SlurmClient.RunAsync(
            "scontrol", ["show", "node", "-o"], reporter, cancellationToken).ConfigureAwait(false);
        return Parse(output, partition);
    }

    /// <summary>Lines of <c>scontrol show node -o</c>.</summary>
    internal static (IReadOnlyList<NodeProfile> Nodes, IReadOnlyList<string> Down) Parse(
        string output, string partition)
    {
        var nodes = new List<NodeProfile>();
        var down = new List<string>();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SlurmClient.Value(line, "NodeName") is not { } name) continue;
            if (SlurmClient.Value(line, "Partitions")?.Split(',').Contains(partition) != true) continue;
            string state = SlurmClient.Value(line, "State") ?? "";
            if (state.Contains("DOWN", StringComparison.Ordinal)
                || state.Contains("DRAIN", StringComparison.Ordinal)
                || state.Contains("NOT_RESPONDING", StringComparison.Ordinal)
                || state.EndsWith('*'))
            {
                down.Add($"{name} ({state})");
                continue;
            }
            int threads = Number(line, "ThreadsPerCore") ?? 1;
            int sockets = Number(line, "Sockets") ?? 1;
            int cores = Number(line, "CoresPerSocket")
                ?? Math.Max(1, (Number(line, "CPUTot") ?? 1) / threads / sockets);
            nodes.Add(NodeTopology.Describe(NodeTopology.Regular(sockets, cores, threads, sockets)) with
            {
                Name = name,
                Architecture = SlurmClient.Value(line, "Arch") ?? "Unknown",
                NumaNodes = sockets,
                MemoryBytes = Number(line, "RealMemory") is { } mebibytes ? mebibytes * (1L << 20) : null,
                HyperThreading = threads > 1 ? HyperThreading.On : HyperThreading.Unknown,
                Gpu = PlannedGpus.Make(Gpus(SlurmClient.Value(line, "Gres")), cpus: null, SlurmGpus.Source),
                Source = "scontrol",
            });
        }
        return (nodes, down);
    }

    /// <summary>
    /// <c>gpu:a100:4(S:0-1),gpu:v100:2,nvme:1</c>: the type is as the site names it, and may be left out.
    /// </summary>
    private static IReadOnlyList<PlannedGpus.Kind> Gpus(string? resources)
    {
        const int Most = 256;
        var kinds = new List<PlannedGpus.Kind>();
        foreach (string item in (resources ?? "").Split(','))
        {
            if (item.Split('(')[0].Split(':') is not ["gpu", .. var type, var number]) continue;
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                && count is > 0 and <= Most)
            {
                kinds.Add(new PlannedGpus.Kind(count, type.Length > 0 ? type[0] : null));
            }
        }
        return kinds;
    }

    private static int? Number(string line, string key) =>
        int.TryParse(SlurmClient.Value(line, key), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
