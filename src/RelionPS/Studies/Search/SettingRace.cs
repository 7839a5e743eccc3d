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
/// none of n other runs, has a probability of p (1 − p)^n, whatever p, which is at most (n / (n + 1))^n / (n + 1).
/// <para>
/// The stages are here; <see cref="TrialRounds"/> runs their rounds, <see cref="WaveRunner"/> what of a round is side
/// by side, and <see cref="RaceStandings"/> says who is beaten.
/// </para>
/// </remarks>
internal sealed class SettingRace
{
    /// <summary>Fewest candidates whose runs can be held against each other to see which was disturbed.</summary>
    internal const int LeastNear = 3;

    /// <summary>Fewest runs again that say how often something disturbs one.</summary>
    private const int LeastTold = 4;

    private readonly IReadOnlyList<Candidate> _candidates;
    private readonly IReadOnlyList<SearchLevel> _levels;
    private readonly SearchOptions _options;
    private readonly RaceStandings _standings;
    private readonly RaceProgress _progress;
    private readonly WaveRunner _waves;
    private readonly TrialRounds _rounds;
    private int _best;
    private bool _isAllAlike;
    private double _risk;

    /// <param name="candidates">The settings, the plan that it starts from first.</param>
    /// <param name="levels">How long the runs of each rung are.</param>
    /// <param name="options">How its time is spent.</param>
    /// <param name="runner">Runs a trial.</param>
    /// <param name="journal">Has the trials of an earlier call, and keeps new ones.</param>
    /// <param name="reporter">Takes progress.</param>
    public SettingRace(
        IReadOnlyList<Candidate> candidates,
        IReadOnlyList<SearchLevel> levels,
        SearchOptions options,
        ITrialRunner runner,
        IJournal journal,
        IReporter reporter)
    {
        (_candidates, _levels, _options) = (candidates, levels, options);
        int tried = candidates.Count(candidate => candidate.PrunedReason is null);
        _standings = new RaceStandings(candidates, options);
        _progress = new RaceProgress(
            candidates[0].Command?.Name,
            RunCount.Most(tried, levels.Count, options, runner.Places).Runs,
            options.MaxTime,
            reporter);
        _waves = new WaveRunner(runner, journal, _standings, _progress, reporter);
        _rounds = new TrialRounds(levels, options, runner, _standings, _waves);
    }

    private int Last => _levels.Count - 1;

    /// <summary>Runs until the last rung is through or the time is up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the journal has what was done.</exception>
    public async Task<SearchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limited = TimeLimit.Linked(_options.MaxTime, cancellationToken);
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
        _progress.End();
        int known = _standings.Trials.Count - _waves.NewRuns;
        return new SearchOutcome(_standings.Trials, known, _waves.NewRuns, isComplete)
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
        Candidate start = _candidates[0];
        List<Candidate> field =
        [
            start,
            .. _candidates.Skip(1).Where(candidate => candidate is { PrunedReason: null, IsKnown: true }),
            .. Shuffled(
                _candidates.Skip(1).Where(candidate => candidate is { PrunedReason: null, IsKnown: false }), 0),
        ];
        bool isFew = field.Count <= Kept(0) + 1;
        await _rounds.WarmUpAsync(start, cancellationToken).ConfigureAwait(false);
        // So few need no choice among them.
        if (isFew)
        {
            await RunLastAsync(field, _options.Repeat, cancellationToken).ConfigureAwait(false);
            _isAllAlike = _standings.IsAlike(Last + 1, field, AlikeErrorRate);
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
            await _rounds.RunAsync(level, 1, field, cancellationToken).ConfigureAwait(false);
            field = Carry(level, _standings.Left(level + 1, 1, field));
        }
        if (!field.Contains(start)) field = [.. field, start];
        await RunLastAsync(field, _options.Repeat, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs all candidates twice in turn, the second time on the way back: what drifts steadily touches all alike.
    /// Gives those that are left.
    /// </summary>
    private async Task<List<Candidate>> ScreenAsync(List<Candidate> all, CancellationToken cancellationToken)
    {
        const int rung = 1;
        await _rounds.RunAsync(0, 1, all, cancellationToken).ConfigureAwait(false);
        List<Candidate> field = _standings.Left(rung, 1, all);
        ILookup<int, Trial> first = _standings.Trials.Where(trial => trial.Rung == rung)
            .ToLookup(trial => trial.Candidate);
        Candidate[] ended = [.. field.Where(candidate => !RaceStandings.IsCompleted(first[candidate.Number].First()))];
        List<Candidate> quick = [.. field.Except(ended)];
        double limit = (_standings.Best(rung) ?? 0) * (1 + _options.Margin / 2);
        var times = new PlaceTimes(_standings.Trials);
        double Seconds(Candidate candidate) => times.AtMean(first[candidate.Number].First()).Seconds;
        // As many as can tell how often something disturbs a run, be they near the best or not.
        HashSet<int> fastest = [.. quick.OrderBy(Seconds).Take(LeastTold).Select(candidate => candidate.Number)];
        Candidate[] near =
            [.. quick.Where(candidate => Seconds(candidate) <= limit || fastest.Contains(candidate.Number))];
        bool areAllAgain = ended.Length <= quick.Count / 2 || near.Length < LeastNear;
        if (areAllAgain)
        {
            await _rounds.RunAsync(0, 2, [.. Enumerable.Reverse(field)], cancellationToken).ConfigureAwait(false);
            return _standings.Ordered(rung, _standings.Left(rung, 2, field));
        }
        (int round, int told, bool isDisturbed) = await AskAsync(near, cancellationToken).ConfigureAwait(false);
        List<Candidate> left = _standings.Left(rung, round, [.. near]);
        PairedRounds paired = _standings.Paired();
        int leader = paired.Leader(rung, RaceStandings.Numbers(left)) ?? 0;
        Candidate[] between =
            [.. quick.Except(near).Where(one => isDisturbed || !paired.IsFar(rung, 1, one.Number, leader))];
        await _rounds.RunAsync(0, 2, [.. Enumerable.Reverse(between)], cancellationToken).ConfigureAwait(false);
        left = _standings.Left(rung, 2, [.. left, .. between]);
        Candidate[] once = [.. field.Except(near).Except(between)];
        if (isDisturbed)
        {
            // Something disturbs runs here, or may: those that were ended have their second chance beside the best.
            round++;
            Candidate[] beside = [.. _standings.Ordered(rung, left).Take(Kept(0))];
            await _rounds.RunAsync(0, round, [.. beside, .. once], cancellationToken).ConfigureAwait(false);
            left = _standings.Left(rung, round, [.. left, .. once]);
        }
        else
        {
            _standings.DropOnce(rung, once, told);
            _risk = Math.Pow(told / (told + 1.0), told) / (told + 1);
        }
        return _standings.Ordered(rung, left);
    }

    /// <summary>
    /// Runs those near the best again, three of them a third time, until enough runs tell whether something disturbs
    /// them here. Gives the last round, how many runs told it, and whether something does, or may.
    /// </summary>
    private async Task<(int Round, int Told, bool IsDisturbed)> AskAsync(
        IReadOnlyList<Candidate> near, CancellationToken cancellationToken)
    {
        const int rung = 1;
        int round = 1, told = 0;
        bool isDisturbed = false;
        IReadOnlyList<Candidate> asked = near;
        while (told < LeastTold && !isDisturbed && asked.Count >= LeastNear)
        {
            round++;
            // The way back, then the way there: what drifts steadily touches all alike.
            asked = [.. asked.Reverse()];
            await _rounds.RunAsync(0, round, asked, cancellationToken).ConfigureAwait(false);
            PairedRounds paired = _standings.Paired();
            isDisturbed = asked.Any(candidate => paired.IsDisturbed(rung, round - 1, round, candidate.Number));
            // A run that failed says nothing of the one before.
            asked = [.. asked.Where(candidate => !_standings.HasFailed(rung, candidate))];
            told += asked.Count;
        }
        return (round, told, isDisturbed || told < LeastTold);
    }

    /// <summary>
    /// True where the fastest, the slowest and the plan that the search started from are alike at full length, too:
    /// what does not tell in short runs may tell in long ones.
    /// </summary>
    private async Task<bool> AreExtremesAlikeAsync(List<Candidate> field, CancellationToken cancellationToken)
    {
        if (_levels[0].Length >= _levels[Last].Length) return true;
        List<Candidate> extremes = [.. new[] { field[0], field[^1], _candidates[0] }.Distinct()];
        int rounds = Math.Min(RaceStandings.FirstRounds, _options.Repeat);
        await RunLastAsync(extremes, rounds, cancellationToken).ConfigureAwait(false);
        return _standings.IsAlikeTo(Last + 1, _best, extremes, AlikeErrorRate);
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
            await _rounds.RunAsync(Last, round, order, cancellationToken).ConfigureAwait(false);
            left = _standings.Left(rung, round, left);
            PairedRounds paired = _standings.Paired();
            _best = paired.Leader(rung, RaceStandings.Numbers(left)) ?? 0;
            // Those that can't be much better than the best need not run again, nor has it to without another.
            double error = _options.ErrorRate / Math.Max(1, field.Count - 1);
            field = [.. left.Where(candidate => field.Contains(candidate) && (round < RaceStandings.FirstRounds
                || candidate.Number == _best
                || !paired.IsSettled(rung, _best, candidate.Number, _options.Tolerance, error)))];
            if (field.Count <= 1) return;
        }
    }

    /// <summary>How often short runs, and then long ones, may show a difference where there is none.</summary>
    private double AlikeErrorRate => _options.ErrorRate / 2;

    /// <summary>The best of a level, to go on to longer runs.</summary>
    private List<Candidate> Carry(int level, List<Candidate> field) =>
        _standings.Carry(level + 1, field, Kept(level));

    /// <summary>Candidates that a level leaves, at most.</summary>
    private int Kept(int level) => RunCount.Kept(level, _levels.Count, _options);

    private IEnumerable<Candidate> Shuffled(IEnumerable<Candidate> source, int round)
    {
        Candidate[] order = [.. source];
        var random = new SeededRandom((ulong)_options.Seed + (ulong)round * 1_000_003);
        for (int last = order.Length - 1; last > 0; last--)
        {
            int other = (int)(random.Next() % (ulong)(last + 1));
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }
}
