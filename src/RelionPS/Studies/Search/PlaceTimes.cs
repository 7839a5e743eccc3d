using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Search;

/// <summary>
/// What the places of a search differ by, as a factor of the time of a run, and runs' times without it: nodes of one
/// kind differ by some percent, and that is no setting's own.
/// </summary>
/// <remarks>
/// Logarithms of times are taken for sums of what the setting, the round and the place give, and those parts are found
/// by medians in turn (Tukey 1977, median polish), so that one run that something disturbed moves none. Settings that
/// ran at one place alone tell nothing. Before any setting has, the plan that the search starts from ran twice at all
/// places at once; the faster of the two counts, as the first reads from disk. Runs that were ended have no time of
/// their own and are left out. The factors' geometric mean is 1.
/// </remarks>
internal sealed class PlaceTimes
{
    private const int MostTurns = 60;

    private const double Enough = 1e-6;

    private readonly Dictionary<string, double> _logs = new(StringComparer.Ordinal);

    /// <param name="trials">All runs of the search so far.</param>
    public PlaceTimes(IEnumerable<Trial> trials)
    {
        Run[] runs = [.. Runs(trials)];
        HashSet<(int, int)> telling =
        [
            .. runs.GroupBy(run => run.Row).Where(row => row.Select(run => run.Place).Distinct().Count() > 1)
                .Select(row => row.Key),
        ];
        runs = [.. runs.Where(run => telling.Contains(run.Row))];
        if (runs.Length > 0) Polish(runs);
    }

    /// <summary>The places whose factor is known.</summary>
    public IReadOnlyCollection<string> Known => _logs.Keys;

    /// <summary>The time of a run at a place over that at the mean of all; 1 where it is not known.</summary>
    public double Factor(string? place) =>
        place is not null && _logs.TryGetValue(place, out double log) ? Math.Exp(log) : 1;

    /// <summary>The run with the time that it would have taken at the mean of the places.</summary>
    public Trial AtMean(Trial trial)
    {
        double factor = Factor(trial.Node);
        return factor is 1 ? trial : trial with
        {
            Seconds = trial.Seconds / factor,
            LimitSeconds = trial.LimitSeconds / factor,
        };
    }

    private static IEnumerable<Run> Runs(IEnumerable<Trial> trials)
    {
        Trial[] told =
        [
            .. trials.Where(trial => trial is { Node: not null, Status: SearchStatus.Completed, Seconds: > 0 }),
        ];
        IEnumerable<Run> first = told.Where(trial => trial.Rung == 0).GroupBy(trial => trial.Node!)
            .Select(place => new Run((0, 0), (0, 0), place.Key, Math.Log(place.Min(trial => trial.Seconds))));
        return first.Concat(told.Where(trial => trial.Rung > 0).Select(trial => new Run(
            (trial.Rung, trial.Candidate), (trial.Rung, trial.Round), trial.Node!, Math.Log(trial.Seconds))));
    }

    private void Polish(Run[] runs)
    {
        var rows = new Dictionary<(int, int), double>();
        var rounds = new Dictionary<(int, int), double>();
        foreach (string place in runs.Select(run => run.Place).Distinct()) _logs[place] = 0;
        for (int turn = 0; turn < MostTurns; turn++)
        {
            foreach (IGrouping<(int, int), Run> row in runs.GroupBy(run => run.Row))
            {
                rows[row.Key] = Median(row.Select(
                    run => run.Log - rounds.GetValueOrDefault(run.Round) - _logs[run.Place]));
            }
            foreach (IGrouping<(int, int), Run> round in runs.GroupBy(run => run.Round))
            {
                rounds[round.Key] = Median(round.Select(run => run.Log - rows[run.Row] - _logs[run.Place]));
            }
            Dictionary<string, double> before = new(_logs);
            foreach (IGrouping<string, Run> place in runs.GroupBy(run => run.Place))
            {
                _logs[place.Key] = Median(place.Select(run => run.Log - rows[run.Row] - rounds[run.Round]));
            }
            double mean = _logs.Values.Average();
            foreach (string place in before.Keys) _logs[place] -= mean;
            if (before.All(place => Math.Abs(_logs[place.Key] - place.Value) < Enough)) return;
        }
    }

    private static double Median(IEnumerable<double> values) => SampleStatistics.Median(values)!.Value;

    /// <summary>One run as the sum of its parts.</summary>
    /// <param name="Row">Rung and setting.</param>
    /// <param name="Round">Rung and round.</param>
    /// <param name="Place">Where it ran.</param>
    /// <param name="Log">Logarithm of its seconds.</param>
    private readonly record struct Run((int, int) Row, (int, int) Round, string Place, double Log);
}
