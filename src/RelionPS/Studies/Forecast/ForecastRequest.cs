namespace RelionPS.Studies.Forecast;

/// <summary>What a forecast is wanted of.</summary>
/// <param name="IterationCount">Iterations of the whole run; null takes what the run was asked for, or did.</param>
/// <param name="ParticleCount">Images of the whole run; null takes those of the run.</param>
/// <param name="NodeCounts">Numbers of nodes.</param>
/// <param name="Level">Probability of the intervals.</param>
/// <param name="PricePerNodeHour">Price of a node for an hour; null for none.</param>
/// <param name="NodeWatts">Power of a node without its GPUs; null where it is not known.</param>
internal sealed record ForecastRequest(
    int? IterationCount,
    int? ParticleCount,
    IReadOnlyList<int> NodeCounts,
    double Level,
    double? PricePerNodeHour,
    double? NodeWatts)
{
    /// <summary>Prices of a file; null for none.</summary>
    public PriceList? Prices { get; init; }
}
