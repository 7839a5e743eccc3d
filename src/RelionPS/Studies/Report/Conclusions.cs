using RelionPS.Core.Text;
using RelionPS.Studies.Report.Sections;

namespace RelionPS.Studies.Report;

/// <summary>
/// What the objects of a report say, each in a sentence with its numbers and with the warnings that touch it. A
/// difference is said to be one where its interval holds no 1, and nowhere else.
/// </summary>
internal static class Conclusions
{
    /// <summary>More lines of RELION's own than these are counted.</summary>
    private const int ShownWarnings = 3;

    /// <summary>Warnings of a benchmark that say nothing of its times.</summary>
    private static readonly string[] OfOtherThings = ["NoProjection"];

    /// <summary>
    /// All of them: benchmarks, searches, maps, history, forecasts, causes of slowness; then placements, runs, plans,
    /// data, clusters.
    /// </summary>
    public static IReadOnlyList<VerdictBlock> Of(ReportContent content) =>
    [
        .. Failures(content),
        .. content.Speeds.Select(speed => Speed(content, speed)),
        .. Single(content),
        .. content.Of<SearchResult>().Select(Search),
        .. content.Of<ResultComparison>().Select(Maps),
        .. content.Of<BenchmarkChange>().Select(Change),
        .. Forecasts(content.Of<RelionForecast>()),
        .. content.Of<RunFinding>().GroupBy(finding => finding.Subject).Select(run => Slowness([.. run])),
        .. content.Of<PlacementResult>().Select(ObjectConclusions.Placement),
        .. ObjectConclusions.Runs(content.Of<RefineRun>()),
        .. ObjectConclusions.Plans(content),
        .. content.Of<RelionDataset>().Select(ObjectConclusions.Data),
        .. content.Of<ClusterPlan>().Select(ObjectConclusions.Cluster),
    ];

    private static IEnumerable<VerdictBlock> Failures(ReportContent content) =>
        content.Of<BenchmarkResult>().Zip(content.Labels())
            .Where(pair => pair.First.MedianSeconds is null)
            .Select(pair => new VerdictBlock(
                ReportTone.Bad,
                $"{Named(pair.First, pair.Second)}: {pair.First.Status}",
                [.. pair.First.Runs.Select(run => run.ErrorMessage).OfType<string>().Distinct()]));

    private static string Named(BenchmarkResult result, string label) =>
        label.Contains(result.Name, StringComparison.Ordinal) ? label : $"{result.Name}, {label}";

    private static VerdictBlock Speed(ReportContent content, SpeedComparison speed)
    {
        string[] slower = Those(SpeedStanding.Slower);
        string[] alike = [.. Those(SpeedStanding.NoDifferenceShown), .. Those(SpeedStanding.TooFewRuns)];
        string verdict = alike.Length == 0
            ? $"{speed.Best.Name}: {speed.BestLabel} is the fastest of {speed.Others.Count + 1} commands"
            : slower.Length == 0
                ? $"{speed.Best.Name}: no difference shown between the {speed.Others.Count + 1} commands"
                : $"{speed.Best.Name}: {speed.BestLabel} is faster than {ReportWords.And(slower)}; no difference shown "
                    + $"from {ReportWords.And(alike)}";
        List<string> reasons =
        [
            InvariantText.Of($"{speed.BestLabel}: median {Quantity.Seconds(speed.Best.MedianSeconds)} s in ")
                + ReportWords.Count(speed.Best.Seconds.Length, "run"),
            .. speed.Others.Select(other => Reason(speed, other)),
        ];
        if (speed.Others.Count > 1)
        {
            reasons.Add("each interval holds by itself; that all of them do is less probable");
        }
        return new VerdictBlock(alike.Length == 0 ? ReportTone.Good : ReportTone.Neutral, verdict, reasons)
        {
            Doubts = [.. Doubts(content, speed)],
        };

        string[] Those(SpeedStanding standing) =>
            [.. speed.Others.Where(other => other.Standing == standing).Select(other => other.Label)];
    }

    private static string Reason(SpeedComparison speed, SpeedRatio other)
    {
        string sure = other.Interval is { } interval ? InvariantText.Of($", {100 * interval.Coverage:0.#} %") : "";
        string of = ReportWords.Count(other.Count, other.IsPaired ? "pair" : "run");
        return $"{other.Label}: {ReportWords.Ratio(other.Ratio, other.Interval)} × the time of {speed.BestLabel}"
            + $"{sure}, {of}: {ReportWords.Standing(other.Standing)}";
    }

    private static IEnumerable<string> Doubts(ReportContent content, SpeedComparison speed)
    {
        if (speed.Others.Any(other => !other.IsPaired))
        {
            yield return "the commands did not run in turn: what drifted on the machine between them counts as theirs. "
                + "Use Measure-RelionBenchmark -Interleave.";
        }
        int[] iterations =
        [
            .. speed.Results.Select(result => result.Iterations.Sum(time => time.Span)).Distinct().Order(),
        ];
        if (iterations.Length > 1)
        {
            yield return $"the commands ran other numbers of iterations: {string.Join(", ", iterations.Select(Text))}";
        }
        if (content.Of<ResultComparison>().Any(one => one.Verdict == ComparisonVerdict.Different))
        {
            yield return "results that were compared are different, see below: a faster run may not be a right one";
        }
        foreach (string doubt in Doubts(content, [.. speed.Results])) yield return doubt;
    }

    /// <summary>What the benchmarks, RELION and the nodes' findings warn of.</summary>
    private static IEnumerable<string> Doubts(ReportContent content, IReadOnlyList<BenchmarkResult> results)
    {
        (BenchmarkResult Result, string Label)[] labels = [.. content.Of<BenchmarkResult>().Zip(content.Labels())];
        var warnings = results
            .SelectMany(result => result.Warnings.Select(warning => (Result: result, Warning: warning)))
            .Where(doubt => !OfOtherThings.Contains(doubt.Warning.Id))
            .GroupBy(doubt => (doubt.Warning.Id, doubt.Warning.Message, doubt.Warning.Remedy));
        foreach (var group in warnings)
        {
            string where = results.Count < 2
                ? ""
                : $" ({string.Join("; ", group.Select(doubt => Label(doubt.Result)).Distinct())})";
            yield return $"{group.Key.Id}: {group.Key.Message} {group.Key.Remedy}{where}";
        }
        var decisions = results
            .SelectMany(result => result.Command.Decisions
                .Where(decision => decision.IsWarning)
                .Select(decision => (
                    Result: result, Text: $"{decision.Name} {decision.ValueText}: {decision.Reason}")))
            .GroupBy(doubt => doubt.Text);
        foreach (var group in decisions)
        {
            string[] whose = [.. group.Select(doubt => Label(doubt.Result)).Distinct()];
            yield return whose.Length == results.Count ? group.Key : $"{group.Key} ({string.Join("; ", whose)})";
        }
        string[] notes =
        [
            .. results.SelectMany(result => result.Runs).SelectMany(run => run.Notes)
                .Select(note => note.Message).Distinct(),
        ];
        foreach (string note in notes) yield return note;
        string[] said = [.. results.SelectMany(result => result.Runs).SelectMany(run => run.Warnings).Distinct()];
        foreach (string warning in said.Take(ShownWarnings)) yield return $"RELION: {warning}";
        if (said.Length > ShownWarnings)
        {
            yield return InvariantText.Of($"RELION: {said.Length - ShownWarnings} more, see the timings");
        }
        string[] failed =
        [
            .. content.Of<Finding>().Where(finding => finding.Status == FindingStatus.Fail)
                .Select(finding => finding.Id).Distinct(),
        ];
        if (failed.Length > 0) yield return $"the node does not meet the guide: {string.Join(", ", failed)}";

        string Label(BenchmarkResult result) => labels.First(one => ReferenceEquals(one.Result, result)).Label;
    }

    /// <summary>A job with one timed command.</summary>
    private static IEnumerable<VerdictBlock> Single(ReportContent content)
    {
        HashSet<BenchmarkResult> compared = new(
            content.Speeds.SelectMany(speed => speed.Results), ReferenceEqualityComparer.Instance);
        foreach (BenchmarkResult result in content.Of<BenchmarkResult>())
        {
            if (compared.Contains(result) || result.MedianSeconds is not { } median) continue;
            string interval = result.Interval is { } one
                ? InvariantText.Of(
                    $" ({Quantity.Seconds(one.Lower)} to {Quantity.Seconds(one.Upper)} s, {100 * one.Coverage:0.#} %)")
                : "";
            string runs = ReportWords.Count(result.Seconds.Length, "run");
            yield return new VerdictBlock(
                ReportTone.Neutral, $"{result.Name}: {Quantity.Seconds(median)} s{interval}, median of {runs}", [])
            {
                Doubts = [.. Doubts(content, [result])],
            };
        }
    }

    private static VerdictBlock Search(SearchResult search)
    {
        // The start is candidate 0; where it is the best, it has no ratio to itself.
        bool isStart = search.Trials.FirstOrDefault(trial => trial.Rank == 1) is not { Candidate: not 0 };
        bool isAhead = search.RatioToRunnerUp is { IsDifferent: true, Ratio: < 1 };
        (ReportTone tone, string verdict) = search switch
        {
            { RatioToStart: { IsDifferent: true, Ratio: < 1 } } =>
                (ReportTone.Good, $"{search.Setting} is faster than the plan that the search started from"),
            { RatioToStart: not null } =>
                (
                    ReportTone.Neutral,
                    $"no difference shown between {search.Setting}, the search's best, and the plan it started from"),
            { IsComplete: true } when isStart && isAhead =>
                (ReportTone.Good, $"the plan that the search started from is the fastest: {search.Setting}"),
            { IsComplete: true } when isStart =>
                (
                    ReportTone.Neutral,
                    "no difference shown between the plan that the search started from, its best, and others: "
                        + search.Setting),
            { IsComplete: true } =>
                (
                    ReportTone.Warn,
                    $"{search.Setting} took the least time; it did not run in turn with the plan it started from"),
            _ => (ReportTone.Warn, $"the search did not come to its end; best so far: {search.Setting}"),
        };
        List<string> reasons = [search.Confidence];
        if (search.RatioToRunnerUp is { } second)
        {
            reasons.Add(
                $"against the second best: {ReportWords.Ratio(second.Ratio, second.Interval)} × its time, "
                + (second is { IsDifferent: true, Ratio: < 1 } ? "faster" : "no difference shown: either will do"));
        }
        if (search.Kinds is { } kinds) reasons.Add(kinds);
        return new VerdictBlock(tone, $"{search.Name}: {verdict}", reasons) { Doubts = [.. Doubts(search)] };
    }

    private static IEnumerable<string> Doubts(SearchResult search)
    {
        if (!search.IsComplete) yield return "the time was up before the last run";
        if (search.Comparison is { Verdict: ComparisonVerdict.Different })
        {
            yield return "the maps of GPUs and CPUs are different";
        }
        if (search is { Places.Count: > 0, SideBySide: { } sideBySide }) yield return sideBySide;
        int failed = search.Trials.Count(trial => trial.Status == SearchStatus.Failed);
        if (failed > 0) yield return $"{ReportWords.Count(failed, "setting")} failed, see the table of settings";
        foreach (Decision decision in search.Command.Decisions.Where(decision => decision.IsWarning))
        {
            yield return $"{decision.Name} {decision.ValueText}: {decision.Reason}";
        }
    }

    private static VerdictBlock Maps(ResultComparison comparison)
    {
        bool isSame = comparison.Verdict == ComparisonVerdict.Equivalent;
        return new VerdictBlock(
            isSame ? ReportTone.Good : ReportTone.Bad,
            isSame ? "Maps: Equivalent" : "Maps: Different",
            [
                $"{comparison.Result} against {comparison.Reference}",
                .. comparison.LeastFsc is { } fsc
                    ? [InvariantText.Of($"least FSC {fsc:0.0000}")]
                    : Array.Empty<string>(),
                .. isSame ? [] : comparison.Checks.Where(check => !check.IsMet).Select(check => check.Reason),
            ]);
    }

    private static VerdictBlock Change(BenchmarkChange change) => new(
        change.Verdict switch
        {
            BenchmarkVerdict.Slower => ReportTone.Bad,
            BenchmarkVerdict.Faster => ReportTone.Good,
            BenchmarkVerdict.TooFewRuns => ReportTone.Warn,
            _ => ReportTone.Neutral,
        },
        change.Summary,
        change.Differences)
    {
        Doubts = change.Notes,
    };

    private static IEnumerable<VerdictBlock> Forecasts(IReadOnlyList<RelionForecast> forecasts)
    {
        foreach (RelionForecast forecast in forecasts)
        {
            List<string> reasons =
            [
                forecast.LowerSeconds is null
                    ? $"foreseen from {Quantity.Seconds(forecast.MeasuredSeconds)} s of measurements; not measured"
                    : InvariantText.Of(
                        $"foreseen from {Quantity.Seconds(forecast.MeasuredSeconds)} s of measurements, ",
                        $"interval of {100 * forecast.Level:0.#} %; not measured"),
            ];
            if (ForecastSection.Knee(forecast) is { } knee) reasons.Add(knee);
            yield return new VerdictBlock(
                ReportTone.Neutral,
                $"{forecast.Name}, {forecast.Setting}: the whole run takes {forecast.Time}",
                reasons)
            {
                Doubts = [.. Doubts(forecast)],
            };
        }
        foreach (IGrouping<string, RelionForecast> job in forecasts.GroupBy(one => one.Name))
        {
            if (job.Count() < 2) continue;
            RelionForecast best = job.MinBy(one => one.Seconds)!;
            string[] alike =
            [
                .. job.Where(one => !ReferenceEquals(one, best)
                        && !(one.LowerSeconds is { } lower && best.UpperSeconds is { } upper && lower > upper))
                    .Select(one => one.Setting),
            ];
            yield return new VerdictBlock(
                alike.Length == 0 ? ReportTone.Good : ReportTone.Neutral,
                alike.Length == 0
                    ? $"{job.Key}: {best.Setting} is foreseen to take the least time"
                    : $"{job.Key}: no difference shown between {ReportWords.And([best.Setting, .. alike])}",
                [alike.Length == 0 ? "no other interval reaches its own" : "the intervals of the times overlap"]);
        }
    }

    private static IEnumerable<string> Doubts(RelionForecast forecast)
    {
        if (forecast.LowerSeconds is null)
        {
            yield return "the measurements do not tell their own error: no interval. Repeat them.";
        }
        foreach (string assumption in forecast.Assumptions) yield return assumption;
    }

    private static VerdictBlock Slowness(IReadOnlyList<RunFinding> findings)
    {
        RunFinding worst = findings.MaxBy(finding => finding.SecondsLost ?? -1)!;
        (ReportTone tone, string verdict) = worst.Status switch
        {
            FindingStatus.Pass => (ReportTone.Good, "no cause of slowness found"),
            FindingStatus.Fail or FindingStatus.Warn =>
                (
                    worst.Status == FindingStatus.Fail ? ReportTone.Bad : ReportTone.Warn,
                    InvariantText.Of($"{worst.Id} takes {Quantity.Share(worst.Share)} of the time ")
                        + InvariantText.Of($"({Quantity.Seconds(worst.SecondsLost)} of ")
                        + InvariantText.Of($"{Quantity.Seconds(worst.Seconds)} s)")),
            _ => (ReportTone.Warn, "what makes it slow can't be told"),
        };
        string[] reasons = worst.Id == "None"
            ? [worst.Found]
            : [worst.Found, worst.Remedy, .. Others(findings.Count - 1)];
        return new VerdictBlock(
            tone, $"{worst.Subject}: {verdict}", [.. reasons.Where(reason => reason.Length > 0)])
        {
            Doubts =
            [
                .. findings.SelectMany(finding => finding.NotJudged).Distinct()
                    .Select(cause => $"not looked at: {cause}"),
            ],
        };
    }

    private static string[] Others(int count) =>
        count > 0 ? [$"{ReportWords.Count(count, "further cause")}, see below"] : [];

    private static string Text(int number) => Quantity.Value(number);
}
