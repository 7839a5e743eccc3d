using System.Collections.Concurrent;
using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Slurm;

/// <summary>
/// Names of the cluster, asked of Slurm's own programs when they are wanted, and no more often than every few minutes.
/// A Slurm that is silent is no error: there are no names then.
/// </summary>
internal static class SlurmNames
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private static readonly ConcurrentDictionary<string, (long Asked, IReadOnlyList<SlurmName> Names)> Known = new();

    /// <summary>Partitions, with their limit of time and their nodes.</summary>
    /// <param name="limit">Longest time to wait for Slurm.</param>
    public static IReadOnlyList<SlurmName> Partitions(TimeSpan limit) => Ask(
        "sinfo", ["--noheader", "--format=%R|%a, %l, %D nodes"], limit);

    /// <summary>Accounts of the user.</summary>
    /// <param name="limit">Longest time to wait for Slurm.</param>
    public static IReadOnlyList<SlurmName> Accounts(TimeSpan limit) => Ask(
        "sacctmgr",
        ["--noheader", "--parsable2", "show", "associations", $"user={Environment.UserName}", "format=Account,Cluster"],
        limit);

    /// <summary>Qualities of service, with their limit of time.</summary>
    /// <param name="limit">Longest time to wait for Slurm.</param>
    public static IReadOnlyList<SlurmName> Qualities(TimeSpan limit) => Ask(
        "sacctmgr", ["--noheader", "--parsable2", "show", "qos", "format=Name,MaxWall"], limit);

    /// <summary>Names and what is said of them, of lines <c>name|says</c>; the first line of a name counts.</summary>
    internal static IReadOnlyList<SlurmName> Parse(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split('|', 2))
            .Where(parts => parts[0].Length > 0)
            .Select(parts => new SlurmName(parts[0], parts.Length > 1 ? parts[1].Trim() : ""))
            .DistinctBy(name => name.Name),
    ];

    private static IReadOnlyList<SlurmName> Ask(string program, IReadOnlyList<string> arguments, TimeSpan limit)
    {
        string key = string.Join('\0', [Environment.GetEnvironmentVariable("PATH") ?? "", program, .. arguments]);
        if (Known.TryGetValue(key, out (long Asked, IReadOnlyList<SlurmName> Names) known)
            && Stopwatch.GetElapsedTime(known.Asked) < Kept)
        {
            return known.Names;
        }
        IReadOnlyList<SlurmName> names = [];
        try
        {
            using var end = new CancellationTokenSource(limit);
            // Not on the pipeline's thread, which a completion blocks.
            names = Parse(Task.Run(() => SlurmClient.RunAsync(program, arguments, new Unheard(), end.Token))
                .GetAwaiter().GetResult());
        }
        catch (Exception exception) when (exception is RelionException or OperationCanceledException)
        {
            // No Slurm, or one that takes too long: asked again after a while.
        }
        Known[key] = (Stopwatch.GetTimestamp(), names);
        return names;
    }

    private sealed class Unheard : IReporter
    {
        public void Progress(ProgressReport report)
        {
        }

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }
    }
}

/// <summary>A name of the cluster.</summary>
/// <param name="Name">The name.</param>
/// <param name="Says">What Slurm says of it; may be empty.</param>
internal sealed record SlurmName(string Name, string Says);
