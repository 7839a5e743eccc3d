using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Search;

/// <summary>
/// A race (Maron and Moore 1997; irace, López-Ibáñez et al. 2016): all candidates run in turn, round by round, in short
/// runs; one that is beaten with the stated confidence drops out, the best of the others go on to longer runs. A run
/// that is slower than the best so far by more than the margin is ended; since something may have disturbed it, its
/// candidate is out after the second one. The last few run at full length beside the plan that the search started from.
/// What runs next depends on the seed and on what came of the runs before alone, so a search that was ended goes on
/// from its journal as if nothing had been.
/// </summary>
internal sealed class SettingRace(
    IReadOnlyList<Candidate> candidates,
    IReadOnlyList<SearchLevel> levels,
    SearchOptions options,
    ITrialRunner runner,
    IJournal journal,
    IReporter reporter)
{
    /// <summary>A rung before the last keeps so many times as many as the next one.</summary>
    private const int Reduction = 3;

    private readonly List<Trial> _trials = [];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly HashSet<int> _beaten = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _newRuns;
    private int _expectedRuns;
    private int _best;

    private int Last => levels.Count - 1;

    /// <summary>
    /// Probability that a single comparison may be wrong with: the rate, shared among all looks and all others that a
    /// candidate may be held against (Bonferroni).
    /// </summary>
    private double Tail
    {
        get
        {
            int others = Math.Max(1, candidates.Count(candidate => candidate.PrunedReason is null) - 1);
            return options.ErrorRate / (Rounds(options, levels.Count).Sum() * others);
        }
    }

    /// <summary>Most rounds of each level: what the last leaves goes to the first, where runs are shortest.</summary>
    internal static IReadOnlyList<int> Rounds(SearchOptions options, int levels)
    {
        int before = levels - 1, left = Math.Max(before, options.MostRuns - options.Repeat);
        return
        [
            .. Enumerable.Range(0, before).Select(level => left / before + (level < left % before ? 1 : 0)),
            options.Repeat,
        ];
    }

    /// <summary>Runs until the last rung is through or the time is up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the journal has what was done.</exception>
    public async Task<SearchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.MaxTime is { } time) limited.CancelAfter(time);
        bool isComplete = true;
        try
        {
            await RunLevelsAsync(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            isComplete = false;
        }
        reporter.Progress(new ProgressReport(Activity, "done", 100, IsCompleted: true));
        return new SearchOutcome(_trials, _trials.Count - _newRuns, _newRuns, isComplete)
        {
            Best = isComplete ? _best : null,
            IsAnyBeaten = _beaten.Count > 0,
            Reasons = _reasons,
            Tail = Tail,
        };
    }

    private async Task RunLevelsAsync(CancellationToken cancellationToken)
    {
        Candidate start = candidates[0];
        List<Candidate> field =
        [
            start,
            .. candidates.Skip(1).Where(candidate => candidate is { PrunedReason: null, IsKnown: true }),
            .. Shuffled(
                candidates.Skip(1).Where(candidate => candidate is { PrunedReason: null, IsKnown: false }), 0),
        ];
        IReadOnlyList<int> rounds = Rounds(options, levels.Count);
        _expectedRuns = runner.Places + field.Count
            + Enumerable.Range(0, Last).Sum(level => (rounds[level] - (level == 0 ? 1 : 0)) * Kept(level))
            + options.Repeat * (options.Finalists + 1);

        // The first run of all reads programs and images from disk, on every node.
        await RunAsync(
            [.. Enumerable.Range(0, runner.Places).Select(place => new TrialRequest(
                new TrialKey(0, place + 1, start.Number), start, levels[0], null) { Place = place })],
            cancellationToken).ConfigureAwait(false);
        for (int level = 0; level < Last; level++)
        {
            // So few need no choice among them.
            if (field.Count <= Kept(level)) continue;
            field = await RunLevelAsync(level, field, rounds[level], cancellationToken).ConfigureAwait(false);
            field = Carry(level, field);
        }
        if (!field.Contains(start)) field = [.. field, start];
        field = await RunLevelAsync(Last, field, rounds[Last], cancellationToken).ConfigureAwait(false);
        _best = Paired().Leader(Last + 1, Numbers(field)) ?? 0;
    }

    /// <summary>Runs a level's rounds, and gives those that are left.</summary>
    private async Task<List<Candidate>> RunLevelAsync(
        int level, List<Candidate> field, int rounds, CancellationToken cancellationToken)
    {
        int rung = level + 1;
        IReadOnlyList<Candidate> order = field;
        for (int round = 1; round <= rounds; round++)
        {
            if (round > 1)
            {
                // The way back: what drifts steadily over two rounds touches all alike.
                order = round % 2 == 0
                    ? [.. order.Reverse().Where(field.Contains)]
                    : [.. Shuffled(field, rung * 100 + round)];
            }
            foreach (Candidate[] wave in order.Chunk(runner.Places))
            {
                double? best = level == Last ? null : Best(rung);
                await RunAsync(
                    [.. wave.Select((candidate, index) => new TrialRequest(
                        new TrialKey(rung, round, candidate.Number), candidate, levels[level], Limit(best, rung, candidate))
                    {
                        // Each round on another node: what differs between nodes is then noise, and no setting's own.
                        Place = (index + round) % runner.Places,
                    })],
                    cancellationToken).ConfigureAwait(false);
            }
            field = Left(rung, round, round == rounds, field);
            if (field.Count <= (level == Last ? 1 : Kept(level))) break;
            // More of the short runs would not tell them apart either.
            if (level < Last && round > 1 && _beaten.Count == 0) break;
        }
        return field;
    }

    /// <summary>Those that are neither lost nor beaten after a round.</summary>
    private List<Candidate> Left(int rung, int round, bool isLastRound, List<Candidate> field)
    {
        ILookup<int, Trial> runs = _trials.Where(trial => trial.Rung == rung).ToLookup(trial => trial.Candidate);
        List<Candidate> left = [];
        foreach (Candidate candidate in field)
        {
            Trial[] own = [.. runs[candidate.Number]];
            int ended = own.Count(trial => trial.Status == SearchStatus.StoppedEarly);
            if (ended > 1) _beaten.Add(candidate.Number);
            bool isLost = own.Any(trial => trial.Status == SearchStatus.Failed)
                || ended > 1
                || (isLastRound && !own.Any(IsCompleted));
            if (!isLost) left.Add(candidate);
        }
        PairedRounds paired = Paired();
        if (paired.Leader(rung, Numbers(left)) is not { } leader) return left;
        foreach (Candidate candidate in left.ToArray())
        {
            if (candidate.Number == leader) continue;
            // The plan that the search started from runs at full length once, whatever was shown before.
            bool wasBeaten = _beaten.Contains(candidate.Number);
            if (!wasBeaten && !paired.IsBeaten(rung, candidate.Number, leader)) continue;
            left.Remove(candidate);
            if (!_beaten.Add(candidate.Number)) continue;
            _reasons[candidate.Number] = string.Create(
                CultureInfo.InvariantCulture,
                $"rung {rung}: beaten in {round} rounds, {Text(paired.Ratio(rung, candidate.Number, leader)!)} × the "
                + $"time of the best, at {100 * (1 - options.ErrorRate):0.#} % over all looks");
        }
        return left;
    }

    /// <summary>The best of those that are left, to go on to longer runs.</summary>
    private List<Candidate> Carry(int level, List<Candidate> field)
    {
        int rung = level + 1;
        PairedRounds paired = Paired();
        int[] numbers = Numbers(field);
        List<Candidate> ordered =
            [.. field.OrderBy(candidate => paired.Level(rung, candidate.Number, numbers)).ThenBy(one => one.Number)];
        if (ordered.Count == 0) return ordered;
        int leader = ordered[0].Number;
        foreach (Candidate candidate in ordered.Skip(Kept(level)))
        {
            _reasons.TryAdd(candidate.Number, string.Create(
                CultureInfo.InvariantCulture,
                $"rung {rung}: {Text(paired.Ratio(rung, candidate.Number, leader))} × the time of the best: not "
                + $"shown to be slower, but only the {Kept(level)} fastest went on"));
        }
        return [.. ordered.Take(Kept(level))];
    }

    /// <summary>Candidates that a level leaves.</summary>
    private int Kept(int level) => options.Finalists * (int)Math.Pow(Reduction, Last - 1 - level);

    private PairedRounds Paired() => new(Timed(_trials), Tail);

    /// <summary>The counted runs that came to their end.</summary>
    internal static IEnumerable<TimedRun> Timed(IEnumerable<Trial> trials) => trials
        .Where(trial => trial is { Rung: > 0, Status: SearchStatus.Completed, Seconds: > 0 })
        .Select(trial => new TimedRun(trial.Rung, trial.Round, trial.Candidate, trial.Seconds));

    /// <summary>
    /// Runs a wave, side by side where there are nodes for it. All know of the waves before and not of each other, so
    /// that the order of their ends decides nothing.
    /// </summary>
    private async Task RunAsync(IReadOnlyList<TrialRequest> wave, CancellationToken cancellationToken)
    {
        if (wave.Any(request => journal.Find(request.Key) is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report(wave);
        }
        object gate = new();
        Trial[] done = await Task.WhenAll(wave.Select(RunOneAsync)).ConfigureAwait(false);
        _trials.AddRange(done);

        async Task<Trial> RunOneAsync(TrialRequest request)
        {
            if (journal.Find(request.Key) is { } known) return known;
            Trial trial = await runner.RunAsync(request, cancellationToken).ConfigureAwait(false);
            // What the search starts from has to run, or nothing will: an error, and nothing to remember.
            if (request.Candidate.Number == 0 && trial.Status == SearchStatus.Failed)
            {
                throw SearchErrors.TuningStartFailed(request.Candidate.Setting, trial.Reason);
            }
            lock (gate)
            {
                journal.Append(trial);
                _newRuns++;
            }
            reporter.Verbose(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Rung {trial.Rung}, {trial.Seconds:0.0} s, {trial.Status}: {request.Candidate.Setting}"));
            return trial;
        }
    }

    /// <summary>What the best of a rung took; null where none came to its end.</summary>
    private double? Best(int rung)
    {
        double[] seconds =
            [.. _trials.Where(trial => trial.Rung == rung && IsCompleted(trial)).Select(trial => trial.Seconds)];
        return seconds.Length > 0 ? seconds.Min() : null;
    }

    /// <summary>
    /// That with the margin; with half of it for one that was ended before, which is the best only where something
    /// disturbed it.
    /// </summary>
    private double? Limit(double? best, int rung, Candidate candidate)
    {
        bool wasEnded = _trials.Exists(trial => trial.Rung == rung && trial.Candidate == candidate.Number
            && trial.Status == SearchStatus.StoppedEarly);
        return best * (1 + (wasEnded ? options.Margin / 2 : options.Margin));
    }

    private void Report(IReadOnlyList<TrialRequest> wave)
    {
        double share = Math.Clamp((double)_trials.Count / Math.Max(1, _expectedRuns), 0, 1);
        // The mean of the runs so far, checks before them included: later runs are longer, but losers among the first
        // have cost as much.
        TimeSpan? left = _newRuns >= 2
            ? TimeSpan.FromSeconds(
                Math.Max(0, _expectedRuns - _trials.Count)
                * Stopwatch.GetElapsedTime(_started).TotalSeconds / _newRuns)
            : null;
        if (options.MaxTime is { } most
            && most - Stopwatch.GetElapsedTime(_started) is var until
            && (left is null || until < left))
        {
            left = until > TimeSpan.Zero ? until : TimeSpan.Zero;
        }
        string beside = wave.Count > 1 ? $", and {Text(wave.Count - 1)} beside it" : "";
        reporter.Progress(
            new ProgressReport(
                Activity,
                $"run {Text(_trials.Count + 1)} of at most about {Text(Math.Max(_expectedRuns, _trials.Count + 1))}: "
                + $"{wave[0].Candidate.Setting}{beside}",
                100 * share,
                left));
    }

    private string Activity => $"Search: {candidates[0].Command?.Name}";

    private IEnumerable<Candidate> Shuffled(IEnumerable<Candidate> source, int round)
    {
        Candidate[] order = [.. source];
        var random = new SeededRandom((ulong)options.Seed + (ulong)round * 1_000_003);
        for (int last = order.Length - 1; last > 0; last--)
        {
            int other = (int)(random.Next() % (ulong)(last + 1));
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }

    private static bool IsCompleted(Trial trial) => trial.Status == SearchStatus.Completed;

    private static int[] Numbers(IEnumerable<Candidate> field) => [.. field.Select(candidate => candidate.Number)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(PairedRatio? ratio) => ratio is null ? "?" : SearchSummary.Text(ratio);
}

/// <summary>What a search did.</summary>
/// <param name="Trials">All runs, in order.</param>
/// <param name="Resumed">How many of them were known from the journal.</param>
/// <param name="New">How many were run.</param>
/// <param name="IsComplete">False where the time was up.</param>
internal sealed record SearchOutcome(IReadOnlyList<Trial> Trials, int Resumed, int New, bool IsComplete)
{
    /// <summary>The winner; null where the time was up before there was one.</summary>
    public int? Best { get; init; }

    /// <summary>True where a candidate was shown to be slower than another.</summary>
    public bool IsAnyBeaten { get; init; }

    /// <summary>Why candidates went no further.</summary>
    public IReadOnlyDictionary<int, string> Reasons { get; init; } = new Dictionary<int, string>();

    /// <summary>Probability that a single comparison may be wrong with.</summary>
    public required double Tail { get; init; }
}
