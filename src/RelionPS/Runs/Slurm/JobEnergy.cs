using System.Globalization;

namespace RelionPS;

/// <summary>
/// Energy of a batch job by the site's accounting. Slurm measures nodes, not programs: it is the job's own where the
/// job had whole nodes (sacct(1), ConsumedEnergy).
/// </summary>
public sealed record JobEnergy
{
    /// <summary>Where it is from: <c>sacct ConsumedEnergyRaw (acct_gather_energy/rapl)</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Energy of the nodes while the job ran, in joules; null where it was not measured, never 0.</summary>
    public double? Joules { get; init; }

    /// <summary>How long the job ran, all its runs together, in seconds; null where nothing tells.</summary>
    public double? Seconds { get; init; }

    /// <summary>Nodes that the energy is of; null where nothing tells.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Mean power of a node, in watts.</summary>
    public double? WattsPerNode => Seconds > 0 && NodeCount > 0 ? Joules / Seconds / NodeCount : null;

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Joules is { } joules
        ? string.Create(CultureInfo.InvariantCulture, $"{joules:0} J, {Source}")
        : $"not measured: {Note}";
}
