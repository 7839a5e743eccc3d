using System.Globalization;

namespace RelionPS;

/// <summary>What a whole run takes on a setting, foreseen from measured iterations: no measurement.</summary>
public sealed record RelionForecast
{
    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The setting in a few words.</summary>
    public required string Setting { get; init; }

    /// <summary>The command that was measured.</summary>
    public required RefineCommand Command { get; init; }

    /// <summary>Images of the run.</summary>
    public required int ParticleCount { get; init; }

    /// <summary>Each iteration of the whole run, on the nodes that were measured.</summary>
    public required IReadOnlyList<ForecastIteration> Iterations { get; init => field = Indexable.List(value); }

    /// <summary>Wall time of the whole run on the nodes that were measured, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Where the time of one such run lies, with the level's probability; null where the measurements do not tell their
    /// own error: repeat them.
    /// </summary>
    public double? LowerSeconds { get; init; }

    /// <inheritdoc cref="LowerSeconds"/>
    public double? UpperSeconds { get; init; }

    /// <summary>Probability of the intervals, 0.9 for example.</summary>
    public required double Level { get; init; }

    /// <summary>The run on other numbers of nodes, ascending.</summary>
    public required IReadOnlyList<ForecastPoint> Points { get; init => field = Indexable.List(value); }

    /// <summary>
    /// Nodes past which more of them waste more than they win: where efficiency over time is largest (the knee of
    /// Eager, Zahorjan and Lazowska 1989).
    /// </summary>
    public required int KneeNodeCount { get; init; }

    /// <summary>The law of each step's cost, with its residuals.</summary>
    public required IReadOnlyList<StepLaw> Laws { get; init => field = Indexable.List(value); }

    /// <summary>Wall time of the measurements that it rests on, in seconds.</summary>
    public required double MeasuredSeconds { get; init; }

    /// <summary>
    /// What the energy is from, and of which parts: RAPL, the GPUs' driver, a power that was given, or a site's
    /// accounting (sacct); of batch jobs why there is none. Null where nothing tells.
    /// </summary>
    public string? EnergySource { get; init; }

    /// <summary>What was taken for granted.</summary>
    public required IReadOnlyList<string> Assumptions { get; init => field = Indexable.List(value); }

    /// <summary>The time as text: <c>1840 s (1700 to 1990 s)</c>.</summary>
    public string Time => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0} s")
        + (LowerSeconds is { } lower
            ? string.Create(CultureInfo.InvariantCulture, $" ({lower:0} to {UpperSeconds:0} s)")
            : "");

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, {Setting}: {Time}";
}

/// <summary>An iteration of a foreseen run.</summary>
/// <param name="Iteration">Number, from 1.</param>
/// <param name="CurrentSize">Current size in pixels.</param>
/// <param name="Seconds">Its time.</param>
/// <param name="IsForeseen">True where its work is not known from a run's files either.</param>
public sealed record ForecastIteration(int Iteration, int CurrentSize, double Seconds, bool IsForeseen)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Iteration}: {Seconds:0.0} s");
}

/// <summary>A whole run on so many nodes.</summary>
public sealed record ForecastPoint
{
    /// <summary>Nodes.</summary>
    public required int NodeCount { get; init; }

    /// <summary>Wall time, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Where it lies; null where the measurements do not tell their own error.</summary>
    public double? LowerSeconds { get; init; }

    /// <inheritdoc cref="LowerSeconds"/>
    public double? UpperSeconds { get; init; }

    /// <summary>Node-hours of one node over those of this many, 0 to 1.</summary>
    public required double Efficiency { get; init; }

    /// <summary>What most of the time goes to: a step, or ranks that wait for the last batches.</summary>
    public required string Limit { get; init; }

    /// <summary>The limit's part of the time, 0 to 1.</summary>
    public required double LimitShare { get; init; }

    /// <summary>Nodes times hours.</summary>
    public required double NodeHours { get; init; }

    /// <summary>
    /// Energy in kilowatt hours, of the parts that <see cref="RelionForecast.EnergySource"/> says; null where nothing
    /// was measured or given.
    /// </summary>
    public double? EnergyKilowattHours { get; init; }

    /// <summary>Price, in the currency of the price that was given.</summary>
    public double? Price { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{NodeCount} node(s): {Seconds:0} s");
}
