using System.Globalization;
using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Search;

/// <summary>
/// The book of a race: the runs that it had, who of the candidates is beaten by them and why, and who leads. It starts
/// nothing.
/// </summary>
/// <param name="candidates">All candidates, those that were never run included.</param>
/// <param name="options">How sure a verdict has to be.</param>
internal sealed class RaceStandings(IReadOnlyList<Candidate> candidates, SearchOptions options)
{
    /// <summary>Rounds of the first level; candidates that get a second chance only then run in one more.</summary>
    public const int FirstRounds = 2;

    private readonly List<Trial> _trials = [];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly HashSet<int> _beaten = [];

    /// <summary>All runs, the warm-up first, in the order of their waves.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>Why candidates went no further.</summary>
    public IReadOnlyDictionary<int, string> Reasons => _reasons;

    /// <summary>
    /// Probability that a single comparison may be wrong with: the rate, shared among all looks and all others that a
    /// candidate may be held against (Bonferroni).
    /// </summary>
    public double Tail
    {
        get
        {
            int others = Math.Max(1, candidates.Count(candidate => candidate.PrunedReason is null) - 1);
            return options.ErrorRate / ((FirstRounds + Math.Max(0, options.Repeat - 1)) * others);
        }
    }

    /// <summary>
    /// The counted runs that came to their end, or were ended, with their times at the mean of the places.
    /// </summary>
    public static IEnumerable<TimedRun> Timed(IReadOnlyList<Trial> trials)
    {
        var times = new PlaceTimes(trials);
        return trials
            .Where(trial => trial is
            {
                Rung: > 0, Status: SearchStatus.Completed or SearchStatus.StoppedEarly, Seconds: > 0
            })
            .Select(trial => new TimedRun(trial.Rung, trial.Round, trial.Candidate, times.AtMean(trial).Seconds)
            {
                IsEnded = trial.Status == SearchStatus.StoppedEarly,
            });
    }

    /// <summary>True for a run that came to its end.</summary>
    public static bool IsCompleted(Trial trial) => trial.Status == SearchStatus.Completed;

    /// <summary>The numbers of candidates, in their order.</summary>
    public static int[] Numbers(IEnumerable<Candidate> field) => [.. field.Select(candidate => candidate.Number)];

    /// <summary>Enters what a wave of runs came to.</summary>
    public void Add(IEnumerable<Trial> done) => _trials.AddRange(done);

    /// <summary>The runs so far, round by round.</summary>
    public PairedRounds Paired() => new(Timed(_trials), Tail);

    /// <summary>What the best of a rung took, at the mean of the places; null where none came to its end.</summary>
    public double? Best(int rung)
    {
        var times = new PlaceTimes(_trials);
        double[] seconds =
        [
            .. _trials.Where(trial => trial.Rung == rung && IsCompleted(trial))
                .Select(trial => times.AtMean(trial).Seconds),
        ];
        return seconds.Length > 0 ? seconds.Min() : null;
    }

    /// <summary>How often a candidate's runs of a rung were ended.</summary>
    public int Ended(int rung, Candidate candidate) => _trials.Count(trial => trial.Rung == rung
        && trial.Candidate == candidate.Number && trial.Status == SearchStatus.StoppedEarly);

    /// <summary>
    /// True where nothing tells some apart so far, and ranks in a rung are no more alike than by chance.
    /// </summary>
    /// <param name="rung">The rung.</param>
    /// <param name="field">Who is looked at.</param>
    /// <param name="errorRate">How often a difference may be shown where there is none.</param>
    public bool IsAlike(int rung, IReadOnlyList<Candidate> field, double errorRate) =>
        IsNothingTold(rung, field) && !Paired().IsAnyDifferent(rung, Numbers(field), errorRate);

    /// <summary>True where nothing tells some apart so far, and the best of a rung beats none of them.</summary>
    /// <param name="rung">The rung.</param>
    /// <param name="best">The best of them.</param>
    /// <param name="field">Who is looked at.</param>
    /// <param name="errorRate">How often a difference may be shown where there is none.</param>
    public bool IsAlikeTo(int rung, int best, IReadOnlyList<Candidate> field, double errorRate)
    {
        PairedRounds paired = Paired();
        double tail = errorRate / field.Count;
        return IsNothingTold(rung, field) && !field.Any(one => paired.IsBeaten(rung, one.Number, best, tail));
    }

    /// <summary>True where a run of a rung failed.</summary>
    public bool HasFailed(int rung, Candidate candidate) => _trials.Exists(trial => trial.Rung == rung
        && trial.Candidate == candidate.Number && trial.Status == SearchStatus.Failed);

    /// <summary>Those that are neither lost nor beaten after a round.</summary>
    public List<Candidate> Left(int rung, int round, List<Candidate> field)
    {
        List<Candidate> left = [];
        foreach (Candidate candidate in field)
        {
            bool isBeaten = Ended(rung, candidate) > 1;
            if (isBeaten) _beaten.Add(candidate.Number);
            if (!isBeaten && !HasFailed(rung, candidate)) left.Add(candidate);
        }
        PairedRounds paired = Paired();
        if (paired.Leader(rung, Numbers(left)) is not { } leader) return left;
        foreach (Candidate candidate in left.ToArray())
        {
            if (candidate.Number == leader) continue;
            // The plan that the search started from runs at full length once, whatever was shown before, and goes on
            // where long runs do not bear that out.
            bool wasBeaten = _beaten.Contains(candidate.Number)
                && !(paired.Ratio(rung, candidate.Number, leader)?.Ratio <= 1 + options.Tolerance);
            if (!wasBeaten && !paired.IsBeaten(rung, candidate.Number, leader)) continue;
            left.Remove(candidate);
            if (!_beaten.Add(candidate.Number)) continue;
            string ratio = SearchSummary.Text(paired.Ratio(rung, candidate.Number, leader)!);
            _reasons[candidate.Number] = string.Create(
                CultureInfo.InvariantCulture,
                $"rung {rung}: beaten in {round} rounds, {ratio} × the time of the best, at "
                + $"{100 * (1 - options.ErrorRate):0.#} % over all looks");
        }
        return left;
    }

    /// <summary>Notes those that were ended in their only run where nothing disturbs runs: they run no more.</summary>
    /// <param name="rung">The rung.</param>
    /// <param name="once">Those that ran once.</param>
    /// <param name="told">How many more runs of those near the best were not disturbed.</param>
    public void DropOnce(int rung, IReadOnlyList<Candidate> once, int told)
    {
        _beaten.UnionWith(Numbers(once));
        foreach (Candidate candidate in once)
        {
            _reasons[candidate.Number] = string.Create(
                CultureInfo.InvariantCulture,
                $"rung {rung}: slower than the best in its only run than noise explains, and none of "
                + $"{told} more runs near the best was disturbed");
        }
    }

    /// <summary>The best of those that are left, to go on to longer runs.</summary>
    /// <param name="rung">The rung that they come from.</param>
    /// <param name="field">Those that are left.</param>
    /// <param name="kept">How many go on at most.</param>
    public List<Candidate> Carry(int rung, List<Candidate> field, int kept)
    {
        PairedRounds paired = Paired();
        List<Candidate> ordered = Ordered(rung, field);
        foreach (Candidate candidate in ordered.Skip(kept))
        {
            string slower = paired.Ratio(rung, candidate.Number, ordered[0].Number) is { } ratio
                ? $"{SearchSummary.Text(ratio)} × the time of the best: "
                : "";
            _reasons.TryAdd(candidate.Number, string.Create(
                CultureInfo.InvariantCulture,
                $"rung {rung}: {slower}not shown to be slower, but only the {kept} fastest went on"));
        }
        return [.. ordered.Take(kept)];
    }

    /// <summary>Those with a run that came to its end, the fastest first.</summary>
    public List<Candidate> Ordered(int rung, List<Candidate> field)
    {
        PairedRounds paired = Paired();
        int[] numbers = Numbers(field);
        return
        [
            .. field.Select(candidate => (candidate, level: paired.Level(rung, candidate.Number, numbers)))
                .Where(item => item.level is not null)
                .OrderBy(item => item.level)
                .ThenBy(item => item.candidate.Number)
                .Select(item => item.candidate),
        ];
    }

    /// <summary>
    /// True where nothing is beaten so far of two or more that run. A single round beats nothing: there it is that none
    /// is farther from the best than noise explains.
    /// </summary>
    private bool IsNothingTold(int rung, IReadOnlyList<Candidate> field)
    {
        Candidate[] running = [.. field.Where(candidate => !HasFailed(rung, candidate))];
        if (_beaten.Count > 0 || running.Length < 2) return false;
        if (_trials.Exists(trial => trial.Rung == rung && trial.Round > 1)) return true;
        PairedRounds paired = Paired();
        return paired.Leader(rung, Numbers(running)) is not { } leader
            || !Array.Exists(running, one => paired.IsFar(rung, 1, one.Number, leader));
    }
}
