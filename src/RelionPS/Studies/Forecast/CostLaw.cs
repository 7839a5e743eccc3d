using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Forecast;

/// <summary>One step of one iteration that was measured.</summary>
/// <param name="Run">Number of the run it belongs to.</param>
/// <param name="Step">The step.</param>
/// <param name="Work">What the iteration had to do.</param>
/// <param name="Seconds">What it took.</param>
internal sealed record StepObservation(int Run, RefineStep Step, IterationWork Work, double Seconds);

/// <summary>Seconds of a whole run, and how far one such run may be from them.</summary>
/// <param name="Seconds">Expected time.</param>
/// <param name="HalfWidth">Half the width of its interval; null where runs do not tell how they differ.</param>
/// <param name="Steps">The expected time of each step.</param>
internal sealed record Estimate(double Seconds, double? HalfWidth, IReadOnlyDictionary<RefineStep, double> Steps);

/// <summary>Seconds, and the variance of what is foreseen.</summary>
internal readonly record struct Foreseen(double Seconds, double Variance)
{
    public static Foreseen operator +(Foreseen one, Foreseen other) =>
        new(one.Seconds + other.Seconds, one.Variance + other.Variance);
}

/// <summary>
/// Time as a sum of fixed parts and of parts a particle, for each step, fitted to measured iterations; what is left
/// over between runs is an error of the whole run.
/// </summary>
internal sealed class CostLaw
{
    private readonly Dictionary<RefineStep, LinearFit> _fits = [];
    private readonly IReadOnlyList<StepObservation> _observations;

    /// <param name="observations">Measured steps, those of an iteration each once a run.</param>
    public CostLaw(IReadOnlyList<StepObservation> observations)
    {
        _observations = [.. observations.Where(one => one.Seconds > 0)];
        foreach (var step in _observations.GroupBy(one => one.Step))
        {
            double[][] rows = [.. step.Select(one => Row(one.Step, one.Work))];
            int optional = StepTerms.Of(step.Key).Count(term => term.IsOptional);
            if (LinearFit.Of(rows, [.. step.Select(one => one.Seconds)], optional) is { } fit) _fits[step.Key] = fit;
        }
        (RunVariance, RunFreedom) = BetweenRuns();
    }

    /// <summary>Relative variance between runs of the same work, and how many runs tell it.</summary>
    public double RunVariance { get; }

    /// <summary>Runs beyond the first of their work; 0 where nothing tells how runs differ.</summary>
    public int RunFreedom { get; }

    /// <summary>Steps that were measured.</summary>
    public IEnumerable<RefineStep> Steps => _fits.Keys.Order();

    /// <summary>Expected time of a step.</summary>
    public Foreseen Of(RefineStep step, IterationWork work) => Of(step, [work]);

    /// <summary>
    /// Expected time of a step over iterations; its variance is that of the coefficients, which all iterations share,
    /// and of each iteration's own error.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="works">The iterations.</param>
    /// <param name="scale">What each term is multiplied by; null leaves all as they are.</param>
    public Foreseen Of(RefineStep step, IReadOnlyList<IterationWork> works, Func<StepTerm, double>? scale = null)
    {
        if (!_fits.TryGetValue(step, out LinearFit? fit)) return default;
        IReadOnlyList<StepTerm> terms = StepTerms.Of(step);
        var sum = new double[terms.Count];
        double own = 0, seconds = 0;
        foreach (IterationWork work in works)
        {
            double[] row = Row(step, work);
            for (int term = 0; term < row.Length; term++)
            {
                if (scale is not null) row[term] *= scale(terms[term]);
                sum[term] += row[term];
            }
            double one = fit.Predict(row);
            seconds += one;
            own += one * one * fit.RelativeVariance;
        }
        return new Foreseen(seconds, fit.VarianceOf(sum) + own);
    }

    /// <summary>
    /// A whole run: what prepares it once, and all steps of its iterations. The error is that of the law and that of
    /// one run beside it, by Student's distribution.
    /// </summary>
    /// <param name="works">Its iterations.</param>
    /// <param name="level">Probability of the interval.</param>
    /// <param name="scale">What each term of a step is multiplied by; null leaves all as they are.</param>
    public Estimate Whole(
        IReadOnlyList<IterationWork> works, double level, Func<RefineStep, StepTerm, double>? scale = null)
    {
        var steps = new Dictionary<RefineStep, double>();
        Foreseen sum = default;
        foreach (RefineStep step in Steps)
        {
            Foreseen part = Of(
                step,
                step == RefineStep.Preparation ? [works[0]] : works,
                scale is null ? null : term => scale(step, term));
            steps[step] = part.Seconds;
            sum += part;
        }
        // A law that goes through every point of the step that takes most tells nothing of its own error.
        if (RunFreedom < 1 || _fits[steps.MaxBy(step => step.Value).Key].DegreesOfFreedom < 1)
        {
            return new Estimate(sum.Seconds, null, steps);
        }
        double between = sum.Seconds * sum.Seconds * RunVariance * (1 + (1.0 / (RunFreedom + 1)));
        return new Estimate(
            sum.Seconds, Student.TwoSided(level, RunFreedom) * Math.Sqrt(sum.Variance + between), steps);
    }

    /// <summary>The laws, for people.</summary>
    /// <param name="level">Probability of their intervals.</param>
    public IReadOnlyList<StepLaw> Laws(double level) =>
    [
        .. Steps.Select(step =>
        {
            LinearFit fit = _fits[step];
            StepObservation[] measured = [.. _observations.Where(one => one.Step == step)];
            IReadOnlyList<StepTerm> terms = StepTerms.Of(step);
            double? reach = fit.DegreesOfFreedom > 0
                ? Student.TwoSided(level, fit.DegreesOfFreedom)
                : null;
            return new StepLaw
            {
                Step = step,
                Terms =
                [
                    .. terms.Select((term, index) => new CostTerm(
                        term.Name,
                        fit.Coefficients[index],
                        reach * Math.Sqrt(fit.Covariance[index, index]))).Where(term => term.Seconds > 0),
                ],
                RelativeError = fit.DegreesOfFreedom > 0 ? Math.Sqrt(fit.RelativeVariance) : null,
                Residuals =
                [
                    .. measured.Select(one => new CostResidual(
                        one.Run, one.Work.Iteration, one.Work.ParticleCount, one.Seconds,
                        fit.Predict(Row(step, one.Work)))),
                ],
            };
        }),
    ];

    private static double[] Row(RefineStep step, IterationWork work) =>
        [.. StepTerms.Of(step).Select(term => term.Amount(work))];

    /// <summary>
    /// Each run's time over what the law expects of its work: how these differ is what a whole run differs by, beside
    /// the errors of its steps.
    /// </summary>
    private (double Variance, int Freedom) BetweenRuns()
    {
        double[] ratios =
        [
            .. _observations.GroupBy(one => one.Run).Select(run => Math.Log(
                run.Sum(one => one.Seconds) / run.Sum(one => _fits.TryGetValue(one.Step, out LinearFit? fit)
                    ? fit.Predict(Row(one.Step, one.Work))
                    : one.Seconds))),
        ];
        if (ratios.Length < 2) return (0, 0);
        return (SampleStatistics.StandardDeviation(ratios)! is { } deviation ? deviation * deviation : 0,
            ratios.Length - 1);
    }
}
