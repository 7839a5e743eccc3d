using System.Globalization;
using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Search;

/// <summary>What a search's runs say: places, the best, and how sure it is.</summary>
internal static class SearchSummary
{
    /// <summary>
    /// Every candidate, the best first, then those that never ran; times of places that differ as at their mean.
    /// </summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="trials">All runs.</param>
    /// <param name="outcome">What came of the race; null ranks by time alone.</param>
    public static IReadOnlyList<SearchTrial> Trials(
        IReadOnlyList<Candidate> candidates, IReadOnlyList<Trial> trials, SearchOutcome? outcome = null)
    {
        var times = new PlaceTimes(trials);
        ILookup<int, Trial> asRun = trials.ToLookup(trial => trial.Candidate);
        trials = [.. trials.Select(times.AtMean)];
        ILookup<int, Trial> byCandidate = trials.ToLookup(trial => trial.Candidate);
        SearchTrial[] rows =
        [
            .. candidates.Select(
                candidate => Row(candidate, [.. byCandidate[candidate.Number]], asRun[candidate.Number])),
        ];
        int last = trials.Count > 0 ? trials.Max(trial => trial.Rung) : 0;
        var rungs = trials.Where(trial => trial.Rung > 0).GroupBy(trial => trial.Rung)
            .ToDictionary(group => group.Key, group => new RungTimes(group));
        // An ended run says that it is slower than its limit, and no more.
        SearchTrial[] ranked =
        [
            .. rows
                .Where(row => row.Rung is not null)
                .Select(row => IsTimed(row) ? Compared(row, rungs[row.Rung!.Value], rungs, last) : row)
                // The plan may have been beaten in short runs and be the best in long ones.
                .Select(row => row.Candidate != outcome?.Best
                    && outcome?.Reasons.GetValueOrDefault(row.Candidate) is { } reason
                    ? row with { Reason = reason }
                    : row)
                .OrderByDescending(row => row.Candidate == outcome?.Best)
                .ThenByDescending(row => row.Rung)
                .ThenBy(row => row.Status)
                .ThenBy(row => row.Seconds),
        ];
        // An array: PowerShell indexes no other read-only list.
        return ranked.Select((row, index) => row with { Rank = index + 1 })
            .Concat(rows.Where(row => row.Rung is null)).ToArray();
    }

    /// <summary>With its ratio, and why it went no further where others did.</summary>
    private static SearchTrial Compared(
        SearchTrial row, RungTimes rung, Dictionary<int, RungTimes> rungs, int last)
    {
        double? ratio = rung.Ratio(row.Candidate);
        if (row.Rung == last || row.Reason is not null || !rungs.TryGetValue(row.Rung!.Value + 1, out RungTimes? next))
        {
            return row with { Ratio = ratio };
        }
        // The plan that the search started from runs in the last rung whatever it took.
        int faster = next.Ran.Count(other => rung.Seconds(other) <= row.Seconds);
        return row with
        {
            Ratio = ratio,
            Reason = string.Create(
                CultureInfo.InvariantCulture,
                $"rung {row.Rung}: {ratio:0.00} × the time of the best, and only the {faster} fastest went on"),
        };
    }

    /// <summary>
    /// Time of one over that of another, in the rounds of the last rung that both have, with an interval by the noise
    /// of all runs.
    /// </summary>
    public static PairedRatio? Ratio(SearchOutcome outcome, int candidate, int baseline)
    {
        int last = outcome.Trials.Count > 0 ? outcome.Trials.Max(trial => trial.Rung) : 0;
        return new PairedRounds(RaceStandings.Timed(outcome.Trials), outcome.Tail).Ratio(last, candidate, baseline);
    }

    /// <summary>The least ratio that the last rung would have shown.</summary>
    public static double Detectable(SearchOutcome outcome)
    {
        int last = outcome.Trials.Max(trial => trial.Rung);
        int rounds = outcome.Trials.Where(trial => trial.Rung == last).Max(trial => trial.Round);
        return new PairedRounds(RaceStandings.Timed(outcome.Trials), outcome.Tail).Detectable(rounds);
    }

    /// <summary>What may be concluded.</summary>
    /// <param name="outcome">What came of the race.</param>
    /// <param name="toStart">The best against the plan; null where they are one, or did not run in turn.</param>
    /// <param name="toRunnerUp">The best against the second best.</param>
    /// <param name="errorRate">Probability that something is taken for beaten which is not.</param>
    public static string Confidence(
        SearchOutcome outcome, PairedRatio? toStart, PairedRatio? toRunnerUp, double errorRate)
    {
        if (outcome.IsAllAlike)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"no setting differs from another by more than the noise: the plan that the search started from stays; "
                + $"a difference of {100 * (Detectable(outcome) - 1):0} % would have been shown");
        }
        string once = outcome.DisturbedRisk > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; that one which was ended in its only run is the best, and was disturbed, has a chance below "
                + $"{100 * outcome.DisturbedRisk:0.#} %")
            : "";
        if (toStart is null)
        {
            return outcome.IsComplete
                ? $"the plan that the search started from is the best{once}"
                : "the time was up before the best and the plan it started from ran in turn";
        }
        string start = $"{Text(toStart)} × the time of the plan it started from, {Rounds(toStart)}";
        string runnerUp = toRunnerUp is null ? "" : $"; {Text(toRunnerUp)} × that of the second best";
        string sure = toStart.Interval is not { } interval ? "one round tells no interval"
            : interval.Upper < 1 ? string.Create(
                CultureInfo.InvariantCulture, $"faster, at {100 * (1 - errorRate):0.#} % over all settings and looks")
            : "the interval holds 1: it may be no faster";
        return $"{start}{runnerUp}; {sure}{once}{(outcome.IsComplete ? "" : "; the time was up before the last run")}";
    }

    private static SearchTrial Row(Candidate candidate, Trial[] trials, IEnumerable<Trial> asRun)
    {
        Trial[] counted = [.. trials.Where(trial => trial.Rung > 0)];
        var row = new SearchTrial
        {
            Candidate = candidate.Number,
            Setting = candidate.Setting,
            Status = candidate.PrunedReason is null ? SearchStatus.NotRun : SearchStatus.Pruned,
            Reason = candidate.PrunedReason,
            Command = candidate.Command,
            Runs = asRun
                .Select(
                    trial => new SearchRun(
                        trial.Rung, trial.Round, trial.Iterations, trial.Status, trial.Seconds, trial.RecordPath)
                    {
                        Particles = trial.Particles,
                        Nodes = trial.Node,
                    })
                .ToArray(),
        };
        if (counted.Length == 0) return row;
        int rung = counted.Max(trial => trial.Rung);
        Trial[] last = [.. counted.Where(trial => trial.Rung == rung)];
        Trial[] completed = [.. last.Where(trial => trial.Status == SearchStatus.Completed)];
        // One run that was ended among others may have been disturbed.
        Trial telling = last.FirstOrDefault(trial => trial.Status == SearchStatus.Failed)
            ?? (last.Length - completed.Length < 2 ? completed.FirstOrDefault() : null)
            ?? last.First(trial => trial.Status != SearchStatus.Completed);
        return row with
        {
            Rung = rung,
            Status = telling.Status,
            Reason = telling.Reason,
            Seconds = SampleStatistics.Median(
                (telling.Status == SearchStatus.Completed ? completed : last).Select(trial => trial.Seconds)),
        };
    }

    /// <summary>The completed runs of a rung: what ran for the same time, and so can be compared.</summary>
    private sealed class RungTimes(IEnumerable<Trial> trials)
    {
        private readonly ILookup<int, Trial> _runs = trials
            .Where(trial => trial.Status == SearchStatus.Completed)
            .ToLookup(trial => trial.Candidate);

        /// <summary>Those that were tried, however it ended.</summary>
        public HashSet<int> Ran { get; } = [.. trials.Select(trial => trial.Candidate)];

        private IEnumerable<int> Candidates => _runs.Select(group => group.Key);

        /// <summary>Median time; null for none.</summary>
        public double? Seconds(int candidate) =>
            _runs.Contains(candidate) ? SampleStatistics.Median(_runs[candidate].Select(run => run.Seconds)) : null;

        /// <summary>
        /// Median time over that of the best of the rung, both in the rounds that both ran in: the machine may be
        /// slower in one round than in another. Null where they share none.
        /// </summary>
        public double? Ratio(int candidate)
        {
            int best = Candidates.MinBy(Seconds);
            HashSet<int> rounds =
                [.. _runs[candidate].Select(run => run.Round).Intersect(_runs[best].Select(run => run.Round))];
            return rounds.Count == 0 ? null : Median(candidate) / Median(best);

            double? Median(int number) => SampleStatistics.Median(
                _runs[number].Where(run => rounds.Contains(run.Round)).Select(run => run.Seconds));
        }
    }

    private static bool IsTimed(SearchTrial row) => row is { Status: SearchStatus.Completed, Rung: not null };

    private static string Rounds(PairedRatio ratio) =>
        $"{ratio.Ratios.Count} round{(ratio.Ratios.Count == 1 ? "" : "s")}";

    /// <summary>A ratio with its interval.</summary>
    public static string Text(PairedRatio ratio) => ratio.Interval is { } interval
        ? string.Create(
            CultureInfo.InvariantCulture, $"{ratio.Ratio:0.00} ({interval.Lower:0.00} to {interval.Upper:0.00})")
        : ratio.Ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
