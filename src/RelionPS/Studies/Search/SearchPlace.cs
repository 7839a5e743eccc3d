using System.Globalization;
using RelionPS.Studies.Search;

namespace RelionPS;

/// <summary>
/// A place of a search that runs trials side by side: nodes that no other trial has at the same time.
/// </summary>
public sealed record SearchPlace
{
    /// <summary>Its nodes, with commas between them.</summary>
    public required string Nodes { get; init; }

    /// <summary>
    /// The time of a run there over that at the mean of all places, settings and rounds alike; it is taken out of the
    /// times that settings are compared by. Null where it is not known.
    /// </summary>
    public double? RelativeTime { get; init; }

    /// <summary>Runs there.</summary>
    public int RunCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() => RelativeTime is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"{Nodes} ({time:0.00} × the time)")
        : Nodes;

    /// <summary>The places, with what their runs say of them.</summary>
    internal static IReadOnlyList<SearchPlace> Of(TrialPlaces places, IReadOnlyList<Trial> trials)
    {
        var times = new PlaceTimes(trials);
        return
        [
            .. places.Names.Select(name => new SearchPlace
            {
                Nodes = name,
                RelativeTime = times.Known.Contains(name) ? times.Factor(name) : null,
                RunCount = trials.Count(trial => trial.Node == name),
            }),
        ];
    }
}
