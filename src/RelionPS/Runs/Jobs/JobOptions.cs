using System.Globalization;

namespace RelionPS.Runs.Jobs;

/// <summary>What the user asks of Slurm; null and empty leave it to the cluster.</summary>
internal sealed record JobOptions
{
    public string? Partition { get; init; }

    public string? Account { get; init; }

    public TimeSpan? TimeLimit { get; init; }

    public string? Qos { get; init; }

    public string? Dependency { get; init; }

    /// <summary>
    /// Whole nodes. A plan gives cores by their numbers, which only holds on whole nodes; null takes them, but for a
    /// plan on some of a node's GPUs.
    /// </summary>
    public bool? IsExclusive { get; init; }

    public IReadOnlyList<string> Additional { get; init; } = [];

    /// <summary>The lines of the script that sbatch reads, without their mark.</summary>
    public IEnumerable<string> Lines()
    {
        if (Partition is not null) yield return $"--partition={Partition}";
        if (Account is not null) yield return $"--account={Account}";
        if (TimeLimit is { } limit) yield return $"--time={Format(limit)}";
        if (Qos is not null) yield return $"--qos={Qos}";
        if (Dependency is not null) yield return $"--dependency={Dependency}";
        if (IsExclusive ?? true) yield return "--exclusive";
        foreach (string option in Additional) yield return option;
    }

    /// <summary>Slurm's days-hours:minutes:seconds.</summary>
    public static string Format(TimeSpan limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(limit.Days > 0 ? $"{limit.Days}-" : "")}{limit.Hours:00}:{limit.Minutes:00}:{limit.Seconds:00}");
}
