using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>One timed run of a setting.</summary>
/// <param name="Block">Runs of one block have the same length, and so can be compared.</param>
/// <param name="Round">Its round in the block; in each, every setting runs once.</param>
/// <param name="Setting">The setting's number.</param>
/// <param name="Seconds">Its time, above 0.</param>
internal readonly record struct TimedRun(int Block, int Round, int Setting, double Seconds)
{
    /// <summary>True where it was ended, and would have taken longer.</summary>
    public bool IsEnded { get; init; }
}

/// <summary>
/// Settings that run in turn, round by round, compared pair by pair: the parametric race of Maron and Moore (1997) and
/// of irace (López-Ibáñez et al. 2016), for a chosen probability that the best is ever taken for beaten.
/// </summary>
/// <remarks>
/// Times are compared as logarithms, so that noise is a share of the time. The noise of a run is estimated once from
/// all settings: how each changes from round to round beyond what all do (Helmert's contrasts), without outliers by
/// modified z-scores, moderated (Smyth 2004) by an expected noise of 2 % that weighs as much as four observations. A
/// setting is beaten where the mean of its differences from another is beyond Student's limit, and still is without
/// the round that speaks against it most: one run that something disturbed drops nothing.
/// </remarks>
internal sealed class PairedRounds
{
    /// <summary>Noise that is expected of runs before any is seen, as a share of the time.</summary>
    private const double ExpectedNoise = 0.02;

    /// <summary>Weight of that, in degrees of freedom.</summary>
    private const double ExpectedFreedom = 4;

    /// <summary>Fewest rounds that beat a setting: one has none beside it to hold it against.</summary>
    private const int LeastRounds = 2;

    /// <summary>A run that is slower than another of its setting by so many deviations was disturbed.</summary>
    private const double Disturbed = 3.5;

    /// <summary>Fewest settings whose ranks tell anything.</summary>
    private const int LeastRanked = 3;

    private readonly ILookup<(int Block, int Round), TimedRun> _rounds;
    private readonly Dictionary<(int Block, int Round, int Setting), double> _logs;
    private readonly Dictionary<(int Block, int Round, int Setting), double> _least;
    private readonly double _tail;

    /// <param name="runs">The runs that completed, and those that were ended.</param>
    /// <param name="tail">Probability that one comparison calls the better one beaten.</param>
    public PairedRounds(IEnumerable<TimedRun> runs, double tail)
    {
        TimedRun[] all = [.. runs];
        TimedRun[] whole = [.. all.Where(run => !run.IsEnded)];
        _rounds = whole.ToLookup(run => (run.Block, run.Round));
        _logs = whole.ToDictionary(run => (run.Block, run.Round, run.Setting), run => Math.Log(run.Seconds));
        _least = all.ToDictionary(run => (run.Block, run.Round, run.Setting), run => Math.Log(run.Seconds));
        _tail = tail;
        (Noise, Freedom) = Estimate();
    }

    /// <summary>Standard deviation of a run's time, as a share of it.</summary>
    public double Noise { get; }

    /// <summary>Observations that it is known from, those that were expected included.</summary>
    public double Freedom { get; }

    /// <summary>
    /// A setting's time in a block against that of the field, as a logarithm: the mean over its rounds, without runs
    /// that something made slower than its fastest. Null where it did not run.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="field">Settings that are compared.</param>
    public double? Level(int block, int setting, IReadOnlyCollection<int> field)
    {
        int[] rounds = [.. RoundsOf(block)];
        int[] whole = [.. field.Where(one => rounds.All(round => _logs.ContainsKey((block, round, one))))];
        double[] levels =
        [
            .. rounds.Where(round => _logs.ContainsKey((block, round, setting)))
                .Select(round => _logs[(block, round, setting)] - Centre(block, round, whole)),
        ];
        if (levels.Length == 0) return null;
        double most = levels.Min() + Disturbed * Math.Sqrt(2) * Noise;
        return levels.Where(level => level <= most).Average();
    }

    /// <summary>The fastest of a field in a block; null where none ran.</summary>
    public int? Leader(int block, IReadOnlyCollection<int> field) => field
        .Select(setting => (setting, level: Level(block, setting, field)))
        .Where(item => item.level is not null)
        .OrderBy(item => item.level)
        .Select(item => (int?)item.setting)
        .FirstOrDefault();

    /// <summary>A setting's time over another's, in the rounds of a block that both ran in; null without any.</summary>
    public PairedRatio? Ratio(int block, int setting, int other)
    {
        double[] differences = Differences(block, setting, other);
        if (differences.Length == 0) return null;
        double middle = SampleStatistics.Median(differences)!.Value;
        double half = Half(differences.Length);
        double level = 1 - 2 * _tail;
        return new PairedRatio
        {
            Ratios = [.. differences.Select(Math.Exp)],
            Ratio = Math.Exp(middle),
            GeometricMean = Math.Exp(differences.Average()),
            Interval = new ConfidenceInterval(Math.Exp(middle - half), Math.Exp(middle + half), level, 1),
        };
    }

    /// <summary>
    /// True where a setting is slower than another, for all that one disturbed run could have done. One that was ended
    /// took at least so long.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="other">The other.</param>
    /// <param name="tail">How often it may be wrong; null is the probability for one comparison.</param>
    public bool IsBeaten(int block, int setting, int other, double? tail = null)
    {
        double[] differences =
        [
            .. RoundsOf(block)
                .Where(round => _least.ContainsKey((block, round, setting))
                    && _logs.ContainsKey((block, round, other)))
                .Select(round => _least[(block, round, setting)] - _logs[(block, round, other)])
                .Order(),
        ];
        return differences.Length >= LeastRounds
            && differences.SkipLast(1).Average() > Half(differences.Length - 1, tail ?? _tail);
    }

    /// <summary>
    /// True where a setting's run of a round is so much slower than another's, or than a limit at which it was ended,
    /// that noise does not explain it. One round: something else may.
    /// </summary>
    public bool IsFar(int block, int round, int setting, int other) =>
        _least.TryGetValue((block, round, setting), out double slow)
        && _logs.TryGetValue((block, round, other), out double fast)
        && slow - fast > Half(1);

    /// <summary>
    /// True where a setting's run of a round is so much slower than its run of another, beside what all changed by,
    /// that noise does not explain it.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="before">A round.</param>
    /// <param name="after">A later round.</param>
    /// <param name="setting">The setting.</param>
    public bool IsDisturbed(int block, int before, int after, int setting)
    {
        if (!_least.TryGetValue((block, after, setting), out double slow)
            || !_logs.TryGetValue((block, before, setting), out double fast))
        {
            return false;
        }
        double? usual = SampleStatistics.Median(
            _rounds[(block, after)].Where(run => _logs.ContainsKey((block, before, run.Setting)))
                .Select(run => Math.Log(run.Seconds) - _logs[(block, before, run.Setting)]));
        return slow - fast - (usual ?? 0) > Half(1);
    }

    /// <summary>
    /// True where the ranks of the settings are alike from round to round by more than chance: Friedman's test (1937)
    /// with Iman and Davenport's distribution (1980), over the settings that ran in all rounds of the block. It sees
    /// small differences of many settings, of which no two are far enough apart.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="error">How often it may be true where none differs.</param>
    public bool IsAnyDifferent(int block, IReadOnlyCollection<int> settings, double error)
    {
        int[] rounds = [.. RoundsOf(block)];
        int[] whole = [.. settings.Where(one => rounds.All(round => _logs.ContainsKey((block, round, one))))];
        if (rounds.Length < LeastRounds || whole.Length < LeastRanked) return false;
        double[][] ranks =
            [.. rounds.Select(round => SampleMath.Ranks([.. whole.Select(one => _logs[(block, round, one)])]))];
        double count = whole.Length, repeats = rounds.Length;
        double squares = Enumerable.Range(0, whole.Length)
            .Sum(index => Math.Pow(ranks.Sum(round => round[index]) - repeats * (count + 1) / 2, 2));
        double friedman = 12 * squares / (repeats * count * (count + 1));
        double most = repeats * (count - 1);
        return friedman >= most
            || RankMath.FisherTail(
                count - 1, (count - 1) * (repeats - 1), (repeats - 1) * friedman / (most - friedman)) < error;
    }

    /// <summary>
    /// True where a leader costs no more than a share above another setting (Bechhofer's indifference zone, 1954): more
    /// rounds would choose between settings that are as good.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="leader">The leader.</param>
    /// <param name="other">The other.</param>
    /// <param name="zone">That share: 0.03 is 3 %.</param>
    /// <param name="error">How often it may cost more.</param>
    public bool IsSettled(int block, int leader, int other, double zone, double error)
    {
        double[] differences = Differences(block, other, leader);
        return differences.Length > 0
            && SampleStatistics.Median(differences) + Math.Log(1 + zone) > Half(differences.Length, error);
    }

    /// <summary>The least ratio of times that so many rounds would show.</summary>
    public double Detectable(int rounds) => Math.Exp(Half(Math.Max(1, rounds - 1)));

    private double Half(int rounds) => Half(rounds, _tail);

    private double Half(int rounds, double tail) =>
        Student.TwoSided(1 - 2 * tail, Freedom) * Noise * Math.Sqrt(2.0 / rounds);

    private double[] Differences(int block, int setting, int other) =>
    [
        .. RoundsOf(block)
            .Where(round => _logs.ContainsKey((block, round, setting)) && _logs.ContainsKey((block, round, other)))
            .Select(round => _logs[(block, round, setting)] - _logs[(block, round, other)]),
    ];

    private IEnumerable<int> RoundsOf(int block) =>
        _rounds.Select(round => round.Key).Where(key => key.Block == block).Select(key => key.Round).Order();

    private double Centre(int block, int round, IReadOnlyCollection<int> field) =>
        SampleStatistics.Median(
            field.Where(one => _logs.ContainsKey((block, round, one))).Select(one => _logs[(block, round, one)])) ?? 0;

    private (double Noise, double Freedom) Estimate()
    {
        var contrasts = new List<double>();
        double freedom = 0;
        foreach (int block in _rounds.Select(round => round.Key.Block).Distinct())
        {
            int[] rounds = [.. RoundsOf(block)];
            for (int index = 1; index < rounds.Length; index++)
            {
                int[] settings =
                [
                    .. _rounds[(block, rounds[index])].Select(run => run.Setting)
                        .Where(one => rounds.Take(index).All(round => _logs.ContainsKey((block, round, one)))),
                ];
                if (settings.Length < 2) continue;
                double[] changes =
                [
                    .. settings.Select(one => _logs[(block, rounds[index], one)]
                        - rounds.Take(index).Average(round => _logs[(block, round, one)])),
                ];
                double centre = SampleStatistics.Median(changes)!.Value;
                // The variance of a run less the mean of several is larger than that of a run.
                contrasts.AddRange(changes.Select(change => (change - centre) * Math.Sqrt(index / (index + 1.0))));
                freedom += settings.Length - 1;
            }
        }
        HashSet<int> outliers = [.. SampleStatistics.Outliers(contrasts)];
        double seen = Math.Max(0, freedom - outliers.Count);
        double squares = contrasts.Where((_, index) => !outliers.Contains(index)).Sum(value => value * value);
        double all = seen + ExpectedFreedom;
        return (Math.Sqrt((squares + ExpectedFreedom * ExpectedNoise * ExpectedNoise) / all), all);
    }
}
