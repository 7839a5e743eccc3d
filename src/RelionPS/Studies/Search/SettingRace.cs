using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Search;

/// <summary>
/// A race (Maron and Moore 1997; irace, López-Ibáñez et al. 2016) in three stages, of runs that are longer each time:
/// all candidates in turn, the best of them, and the last few at full length beside the plan that the search started
/// from. One that is beaten with the stated confidence, paired round by round, drops out. What runs next depends on the
/// seed and on what came of the runs before alone, so a search that was ended goes on from its journal as if nothing
/// had been.
/// </summary>
/// <remarks>
/// A run that is slower than the best so far by more than the margin is ended. Something may have disturbed it, so its
/// candidate runs again, unless many were ended: then those near the best run again, and where nothing disturbs them,
/// those that are farther from the best than noise explains do not. That the best was disturbed in its only run, and
/// none of n others, has a probability of p (1 − p)^n, whatever p, which is at most (n / (n + 1))^n / (n + 1).
/// </remarks>
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

    /// <summary>Fewest candidates near the best whose second runs say how often something disturbs one.</summary>
    private const int LeastNear = 4;

    private readonly RaceStandings _standings = new(candidates, options);
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _newRuns;
    private int _expectedRuns;
    private int _best;
    private bool _isAllAlike;
    private double _risk;

    private int Last => levels.Count - 1;

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
        return new SearchOutcome(_standings.Trials, _standings.Trials.Count - _newRuns, _newRuns, isComplete)
        {
            // Where nothing differs, nothing speaks against the plan.
            Best = !isComplete ? null : _isAllAlike ? 0 : _best,
            IsAllAlike = isComplete && _isAllAlike,
            DisturbedRisk = _risk,
            Reasons = _standings.Reasons,
            Tail = _standings.Tail,
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
        bool isFew = field.Count <= Kept(0) + 1;
        _expectedRuns = MostRuns(field.Count, levels.Count, options) + runner.Places - 1;
        // The first run of all reads programs and images from disk, on every node.
        await RunAsync(
            [.. Enumerable.Range(0, runner.Places).Select(place => new TrialRequest(
                new TrialKey(0, place + 1, start.Number), start, levels[0], null) { Place = place })],
            cancellationToken).ConfigureAwait(false);
        // So few need no choice among them.
        if (isFew)
        {
            await RunLastAsync(field, options.Repeat, cancellationToken).ConfigureAwait(false);
            _isAllAlike = field.Count > 1 && _standings.IsAlike(Last + 1, field, AlikeErrorRate);
            return;
        }
        field = await ScreenAsync(field, cancellationToken).ConfigureAwait(false);
        if (_standings.IsAlike(1, field, AlikeErrorRate))
        {
            _isAllAlike = await AreExtremesAlikeAsync(field, cancellationToken).ConfigureAwait(false);
            return;
        }
        field = Carry(0, field);
        for (int level = 1; level < Last; level++)
        {
            if (field.Count <= Kept(level)) continue;
            await RoundAsync(level, 1, field, cancellationToken).ConfigureAwait(false);
            field = Carry(level, _standings.Left(level + 1, 1, field));
        }
        if (!field.Contains(start)) field = [.. field, start];
        await RunLastAsync(field, options.Repeat, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs all candidates twice in turn, the second time on the way back: what drifts steadily touches all alike.
    /// Gives those that are left.
    /// </summary>
    private async Task<List<Candidate>> ScreenAsync(List<Candidate> all, CancellationToken cancellationToken)
    {
        const int rung = 1;
        await RoundAsync(0, 1, all, cancellationToken).ConfigureAwait(false);
        List<Candidate> field = _standings.Left(rung, 1, all);
        ILookup<int, Trial> first = _standings.Trials.Where(trial => trial.Rung == rung)
            .ToLookup(trial => trial.Candidate);
        Candidate[] ended = [.. field.Where(candidate => !RaceStandings.IsCompleted(first[candidate.Number].First()))];
        List<Candidate> quick = [.. field.Except(ended)];
        double limit = (_standings.Best(rung) ?? 0) * (1 + options.Margin / 2);
        Candidate[] near = [.. quick.Where(candidate => first[candidate.Number].First().Seconds <= limit)];
        bool areAllAgain = ended.Length <= quick.Count / 2 || near.Length < LeastNear;
        if (areAllAgain)
        {
            await RoundAsync(0, 2, [.. Enumerable.Reverse(field)], cancellationToken).ConfigureAwait(false);
            return _standings.Ordered(rung, _standings.Left(rung, 2, field));
        }
        await RoundAsync(0, 2, [.. Enumerable.Reverse(near)], cancellationToken).ConfigureAwait(false);
        List<Candidate> left = _standings.Left(rung, 2, [.. near]);
        PairedRounds paired = _standings.Paired();
        int leader = paired.Leader(rung, RaceStandings.Numbers(left)) ?? 0;
        bool isDisturbed = near.Any(candidate => paired.IsDisturbed(rung, 1, 2, candidate.Number));
        Candidate[] between =
            [.. quick.Except(near).Where(one => isDisturbed || !paired.IsFar(rung, 1, one.Number, leader))];
        await RoundAsync(0, 2, [.. Enumerable.Reverse(between)], cancellationToken).ConfigureAwait(false);
        left = _standings.Left(rung, 2, [.. left, .. between]);
        Candidate[] once = [.. field.Except(near).Except(between)];
        if (isDisturbed)
        {
            // Something disturbs runs here: those that were ended have their second chance beside the best.
            await RoundAsync(0, 3, [.. _standings.Ordered(rung, left).Take(Kept(0)), .. once], cancellationToken)
                .ConfigureAwait(false);
            left = _standings.Left(rung, 3, [.. left, .. once]);
        }
        else
        {
            _standings.DropOnce(rung, once, near.Length);
            _risk = Math.Pow(near.Length / (near.Length + 1.0), near.Length) / (near.Length + 1);
        }
        return _standings.Ordered(rung, left);
    }

    /// <summary>
    /// True where the fastest, the slowest and the plan that the search started from are alike at full length, too:
    /// what does not tell in short runs may tell in long ones.
    /// </summary>
    private async Task<bool> AreExtremesAlikeAsync(List<Candidate> field, CancellationToken cancellationToken)
    {
        if (levels[0].Length >= levels[Last].Length) return true;
        List<Candidate> extremes = [.. new[] { field[0], field[^1], candidates[0] }.Distinct()];
        int rounds = Math.Min(RaceStandings.FirstRounds, options.Repeat);
        await RunLastAsync(extremes, rounds, cancellationToken).ConfigureAwait(false);
        PairedRounds paired = _standings.Paired();
        double tail = AlikeErrorRate / extremes.Count;
        return !extremes.Exists(one => paired.IsBeaten(Last + 1, one.Number, _best, tail));
    }

    /// <summary>
    /// Runs the last at full length, until one is left, or until another choice could not be much better, and names the
    /// best.
    /// </summary>
    private async Task RunLastAsync(List<Candidate> field, int rounds, CancellationToken cancellationToken)
    {
        int rung = Last + 1;
        List<Candidate> left = field;
        IReadOnlyList<Candidate> order = field;
        for (int round = 1; round <= rounds; round++)
        {
            if (round > 1)
            {
                order = round % 2 == 0
                    ? [.. order.Reverse().Where(field.Contains)]
                    : [.. Shuffled(field, rung * 100 + round)];
            }
            await RoundAsync(Last, round, order, cancellationToken).ConfigureAwait(false);
            left = _standings.Left(rung, round, left);
            PairedRounds paired = _standings.Paired();
            _best = paired.Leader(rung, RaceStandings.Numbers(left)) ?? 0;
            // Those that can't be much better than the best need not run again, nor has it to without another.
            double error = options.ErrorRate / Math.Max(1, field.Count - 1);
            field = [.. left.Where(candidate => field.Contains(candidate) && (round < RaceStandings.FirstRounds
                || candidate.Number == _best
                || !paired.IsSettled(rung, _best, candidate.Number, options.Tolerance, error)))];
            if (field.Count <= 1) return;
        }
    }

    /// <summary>How often short runs, and then long ones, may show a difference where there is none.</summary>
    private double AlikeErrorRate => options.ErrorRate / 2;

    /// <summary>Runs each candidate once.</summary>
    private async Task RoundAsync(
        int level, int round, IReadOnlyList<Candidate> order, CancellationToken cancellationToken)
    {
        int rung = level + 1;
        foreach (Candidate[] wave in order.Chunk(runner.Places))
        {
            double? best = _standings.Best(rung);
            await RunAsync(
                [.. wave.Select((candidate, index) => new TrialRequest(
                    new TrialKey(rung, round, candidate.Number),
                    candidate,
                    levels[level],
                    // How much slower the plan is that the search started from is what a user asks.
                    level == Last && candidate.Number == 0 ? null : Limit(best, rung, candidate))
                {
                    // Each round on another node: what differs between nodes is then noise, and no setting's own.
                    Place = (index + round) % runner.Places,
                })],
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The best of a level, to go on to longer runs.</summary>
    private List<Candidate> Carry(int level, List<Candidate> field) =>
        _standings.Carry(level + 1, field, Kept(level));

    /// <summary>Candidates that a level leaves, at most.</summary>
    private int Kept(int level) => Kept(level, levels.Count, options);

    private static int Kept(int level, int levels, SearchOptions options) =>
        options.Finalists * (int)Math.Pow(Reduction, levels - 2 - level);

    /// <summary>Runs of a search on one node at most, the warm-up included.</summary>
    /// <param name="tried">Settings that are tried.</param>
    /// <param name="levels">Levels.</param>
    /// <param name="options">How its time is spent.</param>
    internal static int MostRuns(int tried, int levels, SearchOptions options)
    {
        int last = Math.Min(tried, options.Finalists + 1);
        if (tried <= Kept(0, levels, options) + 1) return 1 + options.Repeat * tried;
        // Those that were ended and those that were not never run three times all: each twice, the best once more.
        return 1 + RaceStandings.FirstRounds * tried + Kept(0, levels, options)
            + Enumerable.Range(1, levels - 2).Sum(level => Kept(level - 1, levels, options))
            + options.Repeat * last;
    }

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
        _standings.Add(done);

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

    /// <summary>
    /// That with the margin; with half of it for one that was ended before, which is the best only where something
    /// disturbed it.
    /// </summary>
    private double? Limit(double? best, int rung, Candidate candidate) =>
        best * (1 + (_standings.Ended(rung, candidate) > 0 ? options.Margin / 2 : options.Margin));

    private void Report(IReadOnlyList<TrialRequest> wave)
    {
        int done = _standings.Trials.Count;
        double share = Math.Clamp((double)done / Math.Max(1, _expectedRuns), 0, 1);
        // The mean of the runs so far, checks before them included: later runs are longer, but losers among the first
        // have cost as much.
        TimeSpan? left = _newRuns >= 2
            ? TimeSpan.FromSeconds(
                Math.Max(0, _expectedRuns - done)
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
                $"run {Text(done + 1)} of at most about {Text(Math.Max(_expectedRuns, done + 1))}: "
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
