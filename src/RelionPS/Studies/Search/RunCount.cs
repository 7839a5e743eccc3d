namespace RelionPS.Studies.Search;

/// <summary>How many runs a search has at most, and how many settings each of its levels leaves.</summary>
internal static class RunCount
{
    /// <summary>A rung before the last keeps so many times as many as the next one.</summary>
    private const int Reduction = 3;

    /// <summary>Where all are alike in short runs, the fastest, the slowest and the plan run at full length.</summary>
    private const int Extremes = 3;

    /// <summary>
    /// The second runs of the first level come in so many parts: the near, three of them once more, those between, the
    /// ended.
    /// </summary>
    private const int Parts = 4;

    /// <summary>Candidates that a level leaves, at most.</summary>
    /// <param name="level">The level, from 0; not the last.</param>
    /// <param name="levels">Levels.</param>
    /// <param name="options">How the search's time is spent.</param>
    public static int Kept(int level, int levels, SearchOptions options) =>
        options.Finalists * (int)Math.Pow(Reduction, levels - 2 - level);

    /// <summary>
    /// Runs of a search at most, the warm-up included, and how many of them come after each other where some run side
    /// by side.
    /// </summary>
    /// <param name="tried">Settings that are tried.</param>
    /// <param name="levels">Levels.</param>
    /// <param name="options">How its time is spent.</param>
    /// <param name="places">Trials at the same time.</param>
    public static (int Runs, int Turns) Most(int tried, int levels, SearchOptions options, int places = 1)
    {
        int kept = Kept(0, levels, options);
        List<int> rounds = places > 1 ? [places, places] : [places];
        if (tried <= kept + 1)
        {
            rounds.AddRange(Enumerable.Repeat(tried, options.Repeat));
            return (rounds.Sum(), rounds.Sum(Turns));
        }
        rounds.Add(tried);
        // Those that were ended and those that were not never run three times all: each twice, the best once more, and
        // three once more that are too few to tell whether something disturbs runs.
        int again = tried + kept + SettingRace.LeastNear;
        // A part leaves all places but one idle at its end, at most.
        int turnsAgain = (again + Parts * (places - 1)) / places;
        int[] chosen =
        [
            .. Enumerable.Range(1, levels - 2).Select(level => Kept(level - 1, levels, options)),
            .. Enumerable.Repeat(Math.Min(tried, options.Finalists + 1), options.Repeat),
        ];
        int[] alike = [.. Enumerable.Repeat(Extremes, Math.Min(RaceStandings.FirstRounds, options.Repeat))];
        return (
            rounds.Sum() + again + Math.Max(chosen.Sum(), alike.Sum()),
            rounds.Sum(Turns) + turnsAgain + Math.Max(chosen.Sum(Turns), alike.Sum(Turns)));

        int Turns(int runs) => (runs + places - 1) / places;
    }
}
