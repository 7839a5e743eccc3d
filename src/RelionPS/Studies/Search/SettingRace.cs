using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
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
/// Where there are several places, a round fills them side by side, and a setting runs in each round at a place where
/// it ran least. What places differ by (<see cref="PlaceTimes"/>) is taken out of all times before they are compared,
/// and the limit of a run is that of its place. A trial that fails is tried again at another place: a node that is gone
/// is not taken for a setting that does not run. A place that failed so twice is left out.
/// <para>
/// A run that is slower than the best so far by more than the margin is ended. Something may have disturbed it, so its
/// candidate runs again, unless many were ended: then those near the best run again, and where nothing disturbs them,
/// those that are farther from the best than noise explains do not. That the best was disturbed in its only run, and
/// none of n others, has a probability of p (1 − p)^n, whatever p, which is at most (n / (n + 1))^n / (n + 1).
/// </para>
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

    /// <summary>
    /// Failures of a place in a row, of trials that run elsewhere, from which on nothing is sent there.
    /// </summary>
    private const int MostStrikes = 2;

    private readonly RaceStandings _standings = new(candidates, options);
    private readonly Dictionary<int, int> _strikes = [];
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
        _expectedRuns = Most(field.Count, levels.Count, options, runner.Places).Runs;
        // The first run of all reads programs and images from disk, on every node.
        await WarmUpAsync(start, 0, cancellationToken).ConfigureAwait(false);
        // The second says what the places differ by, before any setting is ended for that.
        if (Places.Count > 1) await WarmUpAsync(start, runner.Places, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The places that trials are sent to.</summary>
    private IReadOnlyList<int> Places =>
    [
        .. Enumerable.Range(0, runner.Places)
            .Where(place => _strikes.GetValueOrDefault(place) < MostStrikes),
    ];

    private Task WarmUpAsync(Candidate start, int rounds, CancellationToken cancellationToken) => RunAsync(
        [
            .. Places.Select(place => new TrialRequest(
                new TrialKey(0, rounds + place + 1, start.Number), start, levels[0], null) { Place = place }),
        ],
        cancellationToken);

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
        var times = new PlaceTimes(_standings.Trials);
        Candidate[] near =
            [.. quick.Where(candidate => times.AtMean(first[candidate.Number].First()).Seconds <= limit)];
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
        List<Candidate> left = [.. order];
        while (left.Count > 0)
        {
            double? best = _standings.Best(rung);
            var times = new PlaceTimes(_standings.Trials);
            TrialRequest[] wave =
            [
                .. Wave(rung, left).Select(placed => new TrialRequest(
                    new TrialKey(rung, round, placed.Candidate.Number),
                    placed.Candidate,
                    levels[level],
                    // How much slower the plan is that the search started from is what a user asks.
                    level == Last && placed.Candidate.Number == 0
                        ? null
                        : Limit(best, rung, placed.Candidate) * times.Factor(runner.NameOf(placed.Place)))
                {
                    Place = placed.Place,
                }),
            ];
            await RunAsync(wave, cancellationToken).ConfigureAwait(false);
            left.RemoveAll(candidate => wave.Any(request => request.Candidate == candidate));
        }
    }

    /// <summary>What of a round runs next, side by side, each at a place where it ran least in the rung.</summary>
    private IEnumerable<(Candidate Candidate, int Place)> Wave(int rung, IReadOnlyList<Candidate> left)
    {
        IReadOnlyList<int> places = Places;
        if (places.Count == 1) return [(left[0], places[0])];
        var ran = _standings.Trials.Where(trial => trial.Rung == rung).ToLookup(trial => (trial.Candidate, trial.Node));
        IReadOnlyList<int> turns = PlaceTurns.Of(
            left.Count, places.Count,
            (item, place) => ran[(left[item].Number, runner.NameOf(places[place]))].Count());
        return
        [
            .. turns.Select((place, item) => (Candidate: left[item], Place: places[place]))
                .DistinctBy(placed => placed.Place),
        ];
    }

    /// <summary>The best of a level, to go on to longer runs.</summary>
    private List<Candidate> Carry(int level, List<Candidate> field) =>
        _standings.Carry(level + 1, field, Kept(level));

    /// <summary>Candidates that a level leaves, at most.</summary>
    private int Kept(int level) => Kept(level, levels.Count, options);

    private static int Kept(int level, int levels, SearchOptions options) =>
        options.Finalists * (int)Math.Pow(Reduction, levels - 2 - level);

    /// <summary>
    /// Runs of a search at most, the warm-up included, and how many of them come after each other where some run side
    /// by side.
    /// </summary>
    /// <param name="tried">Settings that are tried.</param>
    /// <param name="levels">Levels.</param>
    /// <param name="options">How its time is spent.</param>
    /// <param name="places">Trials at the same time.</param>
    internal static (int Runs, int Turns) Most(int tried, int levels, SearchOptions options, int places = 1)
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

    /// <summary>
    /// Runs a wave, side by side where there are nodes for it. All know of the waves before and not of each other, so
    /// that the order of their ends decides nothing. Where one can't go on, the others end too.
    /// </summary>
    private async Task RunAsync(IReadOnlyList<TrialRequest> wave, CancellationToken cancellationToken)
    {
        if (wave.Any(request => journal.Find(request.Key) is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report(wave);
        }
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var done = new Trial?[wave.Count];
        // Where a trial fails it may run elsewhere.
        bool hasOthers = Places.Count > 1;
        Exception? fault = null;
        object gate = new();
        try
        {
            await Task.WhenAll(wave.Select(RunOneAsync)).ConfigureAwait(false);
            for (int index = 0; index < wave.Count; index++)
            {
                if (done[index] is { } trial) continue;
                done[index] = Keep(
                    wave[index], await ElsewhereAsync(wave[index], done, together.Token).ConfigureAwait(false));
            }
        }
        catch (Exception exception)
        {
            // Of several, the one that the others were ended for.
            ExceptionDispatchInfo.Throw(fault ?? exception);
        }
        finally
        {
            // What came to its end is known, whatever the others did.
            _standings.Add(done.OfType<Trial>());
        }

        async Task RunOneAsync(TrialRequest request, int index)
        {
            if (journal.Find(request.Key) is { } known)
            {
                done[index] = known;
                return;
            }
            try
            {
                Trial trial = await runner.RunAsync(request, together.Token).ConfigureAwait(false);
                if (trial.Status == SearchStatus.Failed && hasOthers) return;
                lock (gate)
                {
                    _strikes.Remove(request.Place);
                    done[index] = Keep(request, trial);
                }
            }
            catch (Exception exception)
            {
                lock (gate) fault ??= exception;
                await together.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>
    /// A trial that failed, run at another place. Where it runs there, it was the place that failed.
    /// </summary>
    private async Task<Trial> ElsewhereAsync(
        TrialRequest request, IReadOnlyList<Trial?> done, CancellationToken cancellationToken)
    {
        // Best where another has just run.
        int elsewhere = Places.Where(place => place != request.Place)
            .OrderByDescending(place => done.Any(trial => trial?.Node == runner.NameOf(place)))
            .DefaultIfEmpty(request.Place)
            .First();
        double? limit = request.LimitSeconds is { } seconds && new PlaceTimes(_standings.Trials) is { } times
            ? seconds / times.Factor(runner.NameOf(request.Place)) * times.Factor(runner.NameOf(elsewhere))
            : null;
        Trial again = await runner
            .RunAsync(request with { Place = elsewhere, LimitSeconds = limit }, cancellationToken)
            .ConfigureAwait(false);
        if (again.Status == SearchStatus.Failed || elsewhere == request.Place) return again;
        string failed = runner.NameOf(request.Place) ?? "", ran = again.Node ?? "";
        int strikes = _strikes[request.Place] = _strikes.GetValueOrDefault(request.Place) + 1;
        reporter.Warning(
            strikes < MostStrikes
                ? SearchErrors.TuningPlaceFailed(failed, request.Candidate.Setting, ran)
                : SearchErrors.TuningPlaceLeftOut(failed, request.Candidate.Setting, ran));
        return again;
    }

    /// <summary>Keeps what came of a trial, for good before it returns.</summary>
    private Trial Keep(TrialRequest request, Trial trial)
    {
        // What the search starts from has to run, or nothing will: an error, and nothing to remember.
        if (request.Candidate.Number == 0 && trial.Status == SearchStatus.Failed)
        {
            throw SearchErrors.TuningStartFailed(request.Candidate.Setting, trial.Reason);
        }
        journal.Append(trial);
        _newRuns++;
        reporter.Verbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Rung {trial.Rung}, {trial.Seconds:0.0} s, {trial.Status}: {request.Candidate.Setting}"));
        return trial;
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
