using System.Globalization;
using System.Text.RegularExpressions;
using RelionPS.Studies.Search;

namespace RelionPS;

/// <summary>What a search would do: the settings that it tries, those that it does not and why, and its runs.</summary>
public sealed record SearchPlan
{
    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The setting of the command that it starts from, in a few words.</summary>
    public required string Setting { get; init; }

    /// <summary>Every setting, that of the command first; those that are pruned say why.</summary>
    public required IReadOnlyList<SearchTrial> Trials { get; init => field = Indexable.List(value); }

    /// <summary>What the settings that are tried differ by.</summary>
    public required IReadOnlyList<SearchAxis> Axes { get; init => field = Indexable.List(value); }

    /// <summary>How long the runs of each rung are, the shortest first.</summary>
    public required IReadOnlyList<string> Levels { get; init => field = Indexable.List(value); }

    /// <summary>Runs at most, warm-up and second chances included.</summary>
    public required int MostRuns { get; init; }

    /// <summary>
    /// Runs after each other at most: fewer than runs where some are side by side. The search takes as long as these.
    /// </summary>
    public required int MostTurns { get; init; }

    /// <summary>The places of trials that run side by side; empty where one runs at a time.</summary>
    public IReadOnlyList<SearchPlace> Places { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// How trials share the nodes and what to know of it, or why they do not; null where there is one node for them.
    /// </summary>
    public string? SideBySide { get; init; }

    /// <summary>Settings that a source or an earlier search names, which run first.</summary>
    public required int KnownCount { get; init; }

    /// <summary>Settings that are tried.</summary>
    public int TriedCount => Trials.Count - PrunedCount;

    /// <summary>Settings that are pruned before any run.</summary>
    public int PrunedCount => Trials.Count(trial => trial.Status == SearchStatus.Pruned);

    /// <summary>Why settings are pruned, and how many; the most frequent first.</summary>
    public IReadOnlyList<SearchReason> Reasons => SearchReason.Of(Trials);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: {TriedCount} settings, {PrunedCount} pruned");

    /// <summary>The plan of a search.</summary>
    /// <param name="candidates">The settings.</param>
    /// <param name="levels">How long its runs are.</param>
    /// <param name="options">How its time is spent.</param>
    /// <param name="places">Where its runs are.</param>
    internal static SearchPlan Of(
        IReadOnlyList<Candidate> candidates,
        IReadOnlyList<SearchLevel> levels,
        SearchOptions options,
        TrialPlaces places)
    {
        RefineCommand[] tried =
            [.. candidates.Where(candidate => candidate.PrunedReason is null).Select(one => one.Command!)];
        (int runs, int turns) = RunCount.Most(tried.Length, levels.Count, options, places.Count);
        return new SearchPlan
        {
            Name = candidates[0].Command!.Name,
            Setting = candidates[0].Setting,
            Trials = SearchSummary.Trials(candidates, []),
            Axes = SearchAxis.Of(tried),
            Levels = [.. levels.Distinct().Select(level => level.ToString())],
            MostRuns = runs,
            MostTurns = turns,
            Places = SearchPlace.Of(places, []),
            SideBySide = places.Reason,
            KnownCount = candidates.Count(candidate => candidate is { IsKnown: true, PrunedReason: null }),
        };
    }
}

/// <summary>What settings of a search differ by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The values, in the order in which they were found.</param>
public sealed record SearchAxis(string Name, IReadOnlyList<string> Values)
{
    private static readonly (string Name, Func<RefineCommand, string> Value)[] All =
    [
        ("Program", command => command.Executable),
        ("Acceleration", command => command.Acceleration.ToString()),
        ("GPUs", command => command.Plan.Gpu is { } gpu ? Text(gpu.GpusPerNode) : "none"),
        ("Ranks a node", command => command.Plan.UsesMpi ? Text(command.Plan.ComputeRanksPerNode) : "threads only"),
        ("Threads", command => Text(command.Plan.ThreadsPerRank)),
        ("Pool", command => Text(command.Plan.Pool)),
        ("Allocator", command => command.Allocator),
        ("Binding", command => command.Binding.ToString()),
        ("Options", command => string.Join(
            ' ', SearchSpace.Extras.Where(extra => command.Arguments.Contains(extra)).DefaultIfEmpty("none"))),
    ];

    /// <summary>Values, in the order in which they were found.</summary>
    public IReadOnlyList<string> Values { get; init => field = Indexable.List(value); } = Indexable.List(Values);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {string.Join(", ", Values)}";

    /// <summary>What commands differ by.</summary>
    internal static IReadOnlyList<SearchAxis> Of(IReadOnlyList<RefineCommand> commands) =>
    [
        .. All.Select(axis => new SearchAxis(axis.Name, [.. commands.Select(axis.Value).Distinct()]))
            .Where(axis => axis.Values.Count > 1),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Why settings of a search went no further, numbers in it aside.</summary>
/// <param name="Count">How many did for this reason.</param>
/// <param name="Status">How they ended.</param>
/// <param name="Reason">The reason of the first of them.</param>
public sealed partial record SearchReason(int Count, SearchStatus Status, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} × {Reason}");

    /// <summary>The reasons of settings, the most frequent first.</summary>
    internal static IReadOnlyList<SearchReason> Of(IEnumerable<SearchTrial> trials) =>
        Indexable.List<SearchReason>(
        [
            .. trials.Where(trial => trial.Reason is not null)
                .GroupBy(trial => (trial.Status, Numbers().Replace(trial.Reason!, "#")))
                .Select(group => new SearchReason(group.Count(), group.Key.Status, group.First().Reason!))
                .OrderByDescending(reason => reason.Count),
        ]);

    [GeneratedRegex(@"\d+([.,]\d+)?")]
    private static partial Regex Numbers();
}
