namespace RelionPS.Studies.Search;

/// <summary>How many runs a search has at most, and how many settings each of its levels leaves.</summary>
internal static class RunCount
{
    /// <summary>A rung before the last keeps so many times as many as the next one.</summary>
    private const int Reduction = 3;

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
        int last = Math.Min(tried, options.Finalists + 1);
        List<int> rounds = [places];
        if (places > 1) rounds.Add(places);
        if (tried <= Kept(0, levels, options) + 1)
        {
            rounds.AddRange(Enumerable.Repeat(tried, options.Repeat));
        }
        else
        {
            // Those that were ended and those that were not never run three times all: each twice, the best once more.
            rounds.AddRange([.. Enumerable.Repeat(tried, RaceStandings.FirstRounds), Kept(0, levels, options)]);
            rounds.AddRange(Enumerable.Range(1, levels - 2).Select(level => Kept(level - 1, levels, options)));
            rounds.AddRange(Enumerable.Repeat(last, options.Repeat));
        }
        return (rounds.Sum(), rounds.Sum(runs => (runs + places - 1) / places));
    }
}
