namespace RelionPS.Studies.Search;

/// <summary>
/// Rounds of trials, in which each of some candidates runs once: who runs beside whom, where, and within which limit.
/// </summary>
/// <remarks>
/// Where there are several places, a round fills them side by side, and a setting runs in each round at a place where
/// it ran least. What places differ by (<see cref="PlaceTimes"/>) is taken out of all times before they are compared,
/// and the limit of a run is that of its place.
/// </remarks>
/// <param name="levels">How long the runs of each level are.</param>
/// <param name="options">How the search's time is spent.</param>
/// <param name="runner">Knows the places.</param>
/// <param name="standings">Knows the runs before.</param>
/// <param name="waves">Runs those that run side by side.</param>
internal sealed class TrialRounds(
    IReadOnlyList<SearchLevel> levels,
    SearchOptions options,
    ITrialRunner runner,
    RaceStandings standings,
    WaveRunner waves)
{
    /// <summary>Runs the plan that the search starts from at all places, uncounted, before any setting is.</summary>
    /// <param name="start">That plan.</param>
    /// <param name="cancellationToken">Ends the runs.</param>
    public async Task WarmUpAsync(Candidate start, CancellationToken cancellationToken)
    {
        // The first run of all reads programs and images from disk, on every node.
        await WarmUpAsync(start, 0, cancellationToken).ConfigureAwait(false);
        // The second says what the places differ by, before any setting is ended for that.
        if (waves.Places.Count > 1) await WarmUpAsync(start, runner.Places, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs each candidate once.</summary>
    /// <param name="level">The level, from 0.</param>
    /// <param name="round">The round of the level, from 1.</param>
    /// <param name="order">Those that run, the first first.</param>
    /// <param name="cancellationToken">Ends the runs.</param>
    public async Task RunAsync(
        int level, int round, IReadOnlyList<Candidate> order, CancellationToken cancellationToken)
    {
        int rung = level + 1;
        List<Candidate> left = [.. order];
        while (left.Count > 0)
        {
            double? best = standings.Best(rung);
            var times = new PlaceTimes(standings.Trials);
            TrialRequest[] wave =
            [
                .. Wave(rung, left).Select(placed => new TrialRequest(
                    new TrialKey(rung, round, placed.Candidate.Number),
                    placed.Candidate,
                    levels[level],
                    // How much slower the plan is that the search started from is what a user asks.
                    level == levels.Count - 1 && placed.Candidate.Number == 0
                        ? null
                        : Limit(best, rung, placed.Candidate) * times.Factor(runner.NameOf(placed.Place)))
                {
                    Place = placed.Place,
                }),
            ];
            await waves.RunAsync(wave, cancellationToken).ConfigureAwait(false);
            left.RemoveAll(candidate => wave.Any(request => request.Candidate == candidate));
        }
    }

    private Task WarmUpAsync(Candidate start, int rounds, CancellationToken cancellationToken) => waves.RunAsync(
        [
            .. waves.Places.Select(place => new TrialRequest(
                new TrialKey(0, rounds + place + 1, start.Number), start, levels[0], null) { Place = place }),
        ],
        cancellationToken);

    /// <summary>What of a round runs next, side by side, each at a place where it ran least in the rung.</summary>
    private IEnumerable<(Candidate Candidate, int Place)> Wave(int rung, IReadOnlyList<Candidate> left)
    {
        IReadOnlyList<int> places = waves.Places;
        if (places.Count == 1) return [(left[0], places[0])];
        var ran = standings.Trials.Where(trial => trial.Rung == rung).ToLookup(trial => (trial.Candidate, trial.Node));
        IReadOnlyList<int> turns = PlaceTurns.Of(
            left.Count, places.Count,
            (item, place) => ran[(left[item].Number, runner.NameOf(places[place]))].Count());
        return
        [
            .. turns.Select((place, item) => (Candidate: left[item], Place: places[place]))
                .DistinctBy(placed => placed.Place),
        ];
    }

    /// <summary>
    /// That with the margin; with half of it for one that was ended before, which is the best only where something
    /// disturbed it.
    /// </summary>
    private double? Limit(double? best, int rung, Candidate candidate) =>
        best * (1 + (standings.Ended(rung, candidate) > 0 ? options.Margin / 2 : options.Margin));
}
