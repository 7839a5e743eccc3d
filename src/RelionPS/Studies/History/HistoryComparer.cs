using RelionPS.Core.Errors;
using RelionPS.Core.Statistics;

namespace RelionPS.Studies.History;

/// <summary>Compares new benchmarks with earlier ones.</summary>
internal static class HistoryComparer
{
    /// <summary>Warnings of a run whose time is that of other work on the machine as well.</summary>
    private static readonly HashSet<string> Disturbances =
        ["MachineBusy", "OtherRelion", "SwapUsed", "StealTime", "ThermalThrottling"];

    /// <summary>
    /// The latest benchmark of each kind in a history, as new ones; what is older is what they are compared with.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<BenchmarkRecord>> Latest(IReadOnlyList<BenchmarkRecord> history) =>
        [.. Groups(history).Select(group => (IReadOnlyList<BenchmarkRecord>)[group[^1]])];

    /// <summary>Benchmarks of one kind together, in the order of their first.</summary>
    public static IReadOnlyList<IReadOnlyList<BenchmarkRecord>> Groups(IReadOnlyList<BenchmarkRecord> records)
    {
        var groups = new List<List<BenchmarkRecord>>();
        foreach (BenchmarkRecord record in records)
        {
            if (groups.Find(group => RecordMatch.IsSameKind(group[0], record)) is { } group) group.Add(record);
            else groups.Add([record]);
        }
        return groups;
    }

    /// <summary>One group of new benchmarks against the history.</summary>
    /// <param name="fresh">The new ones, of one kind.</param>
    /// <param name="history">All earlier ones; the new ones may be among them.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="isGiven">True where the history is what the user named as the reference, whatever it is of.</param>
    /// <exception cref="RelionException"><c>RelionHistoryNoBaseline</c>.</exception>
    public static BenchmarkChange Compare(
        IReadOnlyList<BenchmarkRecord> fresh, IReadOnlyList<BenchmarkRecord> history, ComparisonOptions options,
        bool isGiven = false)
    {
        BenchmarkRecord newest = fresh[^1];
        HashSet<string> own = [.. fresh.Select(record => record.Id)];
        List<BenchmarkRecord> others =
        [
            .. history.Where(record => !own.Contains(record.Id) && options.Figures(record).Count > 0)
                .OrderBy(record => record.StartedUtc),
        ];
        List<BenchmarkRecord> baseline = isGiven ? others : Baseline(newest, fresh[0].StartedUtc, others, options);
        if (baseline.Count == 0)
        {
            throw HistoryErrors.NoBaseline(newest, string.Join(", ", options.Across), Nearest(newest, others));
        }
        var notes = new List<string>();
        int known = baseline.Count;
        IReadOnlyList<(int First, RatioRange Range)> earlier = ShiftFinder.Find(
            [.. baseline.Select(options.Figures)], options);
        if (earlier.Count > 0)
        {
            // Times before the last change are of another state of the machine or the program.
            baseline = baseline[earlier[^1].First..];
            notes.Add(InvariantNote($"Times changed on {baseline[0].StartedUtc:yyyy-MM-dd}: ")
                + InvariantNote($"{known - baseline.Count} earlier benchmark(s) before that are not counted."));
        }
        IReadOnlyList<IReadOnlyList<double>> after = [.. fresh.Select(options.Figures).Where(runs => runs.Count > 0)];
        if (after.Count == 0) throw HistoryErrors.NoBaseline(newest, "CpuSeconds", "no run of it tells its CPU time");
        int length = (int)Math.Ceiling(after.Average(runs => runs.Count));
        var range = RatioRange.Of(
            RatioRange.BlocksOf(baseline.Select(options.Figures), length), after, options.RateOfLook,
            options.Tolerance);
        notes.AddRange(Notes(range, baseline, fresh, options));
        return new BenchmarkChange
        {
            Name = newest.Name,
            Verdict = Verdict(range),
            Across = options.Across,
            Measure = options.UsesCpuTime ? nameof(RecordedRun.CpuSeconds) : nameof(RecordedRun.Seconds),
            Ratio = range.Ratio,
            Interval = Interval(range),
            FalseAlarmRate = options.FalseAlarmRate,
            Tolerance = options.Tolerance,
            DetectableRatio = range.Detectable,
            NewSeconds = Median(fresh, options),
            BaselineSeconds = Median(baseline, options),
            NewRuns = after.Sum(runs => runs.Count),
            BaselineRuns = baseline.Sum(record => options.Figures(record).Count),
            BaselineSessions = baseline.Count,
            BaselineFromUtc = baseline[0].StartedUtc,
            BaselineToUtc = baseline[^1].StartedUtc,
            Differences = [.. RecordMatch.Differences(baseline[^1], newest)],
            Shifts = Shifts(newest, [.. others, .. fresh], options),
            Notes = notes,
            Record = newest,
        };
    }

    /// <summary>What may be compared with the newest, of the latest kind where several are.</summary>
    private static List<BenchmarkRecord> Baseline(
        BenchmarkRecord newest, DateTime before, List<BenchmarkRecord> others, ComparisonOptions options)
    {
        List<BenchmarkRecord> candidates =
        [
            .. others.Where(record => RecordMatch.IsBaseline(record, newest, options.Across)),
        ];
        if (options.Across.All(axis => axis == BenchmarkAxis.Time))
        {
            return [.. candidates.Where(record => record.StartedUtc < before)];
        }
        return candidates.Count == 0
            ? []
            : [.. candidates.Where(record => RecordMatch.IsSameKind(record, candidates[^1]))];
    }

    private static BenchmarkVerdict Verdict(RatioRange range) => range switch
    {
        { Lower: null } => BenchmarkVerdict.TooFewRuns,
        { IsLarger: true } => BenchmarkVerdict.Slower,
        { IsSmaller: true } => BenchmarkVerdict.Faster,
        _ => BenchmarkVerdict.NoChange,
    };

    private static ConfidenceInterval? Interval(RatioRange range) => range.Lower is { } lower
        ? new ConfidenceInterval(lower, range.Upper!.Value, 1 - range.Rate, 1 - range.LeastRate)
        : null;

    private static double Median(IEnumerable<BenchmarkRecord> records, ComparisonOptions options) =>
        SampleStatistics.Median(records.SelectMany(options.Figures)) ?? double.NaN;

    private static IEnumerable<string> Notes(
        RatioRange range, List<BenchmarkRecord> baseline, IReadOnlyList<BenchmarkRecord> fresh,
        ComparisonOptions options)
    {
        if (range.Lower is null)
        {
            int runs = baseline.Sum(record => options.Figures(record).Count);
            yield return InvariantNote($"The rate of {options.RateOfLook:0.#####} can't be kept by so few runs; ")
                + InvariantNote($"against {runs} earlier ones it takes {Wanted(runs, options.RateOfLook)}.");
        }
        if (range.AreBlocksDifferent)
        {
            yield return InvariantNote($"The {range.Blocks} earlier sessions, or parts of long ones, differ by more ")
                + "than their runs: the interval reckons with another such difference, and more sessions narrow it.";
        }
        else if (baseline.Count == 1)
        {
            yield return "There is one earlier benchmark: what changes from session to session is not known, and "
                + "stands in no interval.";
        }
        Dictionary<string, int> disturbed = fresh.Concat(baseline).SelectMany(record => record.Runs)
            .SelectMany(run => run.Warnings.Where(Disturbances.Contains).Distinct())
            .GroupBy(id => id)
            .ToDictionary(group => group.Key, group => group.Count());
        foreach ((string id, int count) in disturbed.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            yield return InvariantNote($"{count} of these runs carry the warning {id}.");
        }
    }

    /// <summary>The least number of new runs that can keep a rate, in words.</summary>
    private static string Wanted(int baseline, double rate)
    {
        for (int runs = 1; runs <= 1000; runs++)
        {
            if (RankOrders.LeastRate(runs, baseline) <= rate) return InvariantNote($"{runs} new ones at least");
        }
        return "more earlier ones";
    }

    private static IReadOnlyList<BenchmarkShift> Shifts(
        BenchmarkRecord newest, IEnumerable<BenchmarkRecord> records, ComparisonOptions options)
    {
        List<BenchmarkRecord> series =
        [
            .. records.Where(record => RecordMatch.IsSameSeries(record, newest) && options.Figures(record).Count > 0)
                .OrderBy(record => record.StartedUtc),
        ];
        IReadOnlyList<(int First, RatioRange Range)> found = ShiftFinder.Find(
            [.. series.Select(options.Figures)], options);
        return
        [
            .. found.Select((shift, index) => new BenchmarkShift
            {
                SinceUtc = series[shift.First].StartedUtc,
                UntilUtc = series[shift.First - 1].StartedUtc,
                Ratio = shift.Range.Ratio,
                Interval = Interval(shift.Range),
                BeforeSeconds = Median(
                    series.Take(shift.First).Skip(index == 0 ? 0 : found[index - 1].First), options),
                AfterSeconds = Median(
                    series.Take(index + 1 < found.Count ? found[index + 1].First : series.Count).Skip(shift.First),
                    options),
                Differences = [.. RecordMatch.Differences(series[shift.First - 1], series[shift.First])],
            }),
        ];
    }

    /// <summary>Why the most similar earlier benchmark is none to compare with.</summary>
    private static string Nearest(BenchmarkRecord newest, List<BenchmarkRecord> others)
    {
        if (others.Count == 0) return "there is no other benchmark";
        BenchmarkRecord nearest = others.MinBy(
            record => RecordMatch.DifferentParts(record, newest).Split(", ").Length)!;
        string parts = RecordMatch.DifferentParts(nearest, newest);
        return parts.Length == 0
            ? InvariantNote($"the nearest of {others.Count}, {nearest}, differs in nothing, or is not earlier")
            : InvariantNote($"the nearest of {others.Count}, {nearest}, differs in: {parts}");
    }

    private static string InvariantNote(FormattableString text) => FormattableString.Invariant(text);
}
