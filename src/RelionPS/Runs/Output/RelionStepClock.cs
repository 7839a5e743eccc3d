namespace RelionPS.Runs.Output;

/// <summary>
/// Puts RELION's steps on the clock of the run. A step begins when its heading's bar appears; a bar that is full ends
/// the work it counts: what follows the
/// expectation's is the combination of weights, what follows the maximisation's the output (ml_optimiser_mpi.cpp,
/// 3.1.3). The leader draws a full bar when
/// the last particles are handed out, and again when they are done: the last one counts. Precision is that of the pipe,
/// a millisecond or so.
/// </summary>
internal sealed class RelionStepClock
{
    private static readonly (string Heading, RefineStep Step, RefineStep? Next)[] Steps =
    [
        ("Estimating accuracies", RefineStep.Accuracy, null),
        ("Expectation", RefineStep.Expectation, RefineStep.Weights),
        ("Gradient optimisation", RefineStep.Expectation, RefineStep.Weights),
        ("Stochastic", RefineStep.Expectation, RefineStep.Weights),
        ("Maximization", RefineStep.Maximization, RefineStep.Output),
    ];

    private readonly List<(int Iteration, RefineStep Step, double Start)> _begins = [(0, RefineStep.Preparation, 0)];
    private readonly Dictionary<int, (int? Particles, double? StepSize)> _batches = [];
    private (int? Iteration, string Heading) _bar = (null, "");

    /// <summary>Takes a state of a bar.</summary>
    /// <param name="progress">The bar.</param>
    /// <param name="seconds">When it was seen, since the program's start.</param>
    /// <returns>True where this state is the first of the step's bar.</returns>
    public bool Read(RelionProgress progress, double seconds)
    {
        (string Heading, RefineStep Step, RefineStep? Next) step =
            Array.Find(Steps, candidate => progress.Step.StartsWith(candidate.Heading, StringComparison.Ordinal));
        if (step.Heading is null || progress.Iteration is not { } iteration) return false;
        bool isNew = _bar != (progress.Iteration, step.Heading);
        _bar = (progress.Iteration, step.Heading);
        if (isNew)
        {
            // The heading of the accuracies has no number: of a run that goes on it is told by what follows.
            if (_begins[^1] is (var earlier, RefineStep.Accuracy, var start) && earlier != iteration)
            {
                _begins[^1] = (iteration, RefineStep.Accuracy, start);
            }
            _begins.Add((iteration, step.Step, seconds));
        }
        if (progress.IsExpectation) _batches[iteration] = (progress.ParticleCount, progress.StepSize);
        if (progress.StepFraction >= 1 && step.Next is { } next)
        {
            if (_begins[^1].Step == next) _begins.RemoveAt(_begins.Count - 1);
            _begins.Add((iteration, next, seconds));
        }
        return isNew;
    }

    /// <summary>
    /// The iterations' times: those of their files, and where these are not of each iteration, as in a gradient run
    /// that writes each tenth, those of the steps. Mini-batches are as the headings say.
    /// </summary>
    /// <param name="ofFiles">Times by the files.</param>
    /// <param name="steps">The run's steps.</param>
    public IReadOnlyList<IterationTime> Iterations(
        IReadOnlyList<IterationTime> ofFiles, IReadOnlyList<StepTime> steps)
    {
        // An iteration that was broken off has no output.
        IterationTime[] ofSteps =
        [
            .. steps.Where(step => step.Iteration > 0).GroupBy(step => step.Iteration)
                .Where(group => group.Any(step => step.Step == RefineStep.Output))
                .Select(group => new IterationTime(group.Key, group.Sum(step => step.Seconds))),
        ];
        bool areWhole = ofFiles.Count > 0 && ofFiles.All(time => time.Span == 1);
        return
        [
            .. (areWhole || ofSteps.Length == 0 ? ofFiles : ofSteps).Select(
                time => _batches.TryGetValue(time.Iteration, out (int? Particles, double? StepSize) batch)
                    && time.Span == 1
                        ? time with { ParticleCount = batch.Particles, StepSize = batch.StepSize }
                        : time),
        ];
    }

    /// <summary>The steps, which fill the time from start to end; none where no iteration was seen.</summary>
    /// <param name="seconds">The program's wall time.</param>
    public IReadOnlyList<StepTime> Finish(double seconds)
    {
        if (_begins.Count == 1) return [];
        var times = new List<StepTime>(_begins.Count);
        for (int index = 0; index < _begins.Count; index++)
        {
            (int iteration, RefineStep step, double seen) = _begins[index];
            // The last output of a short run may be read after its end.
            double start = Math.Min(seen, seconds);
            double end = index + 1 < _begins.Count ? Math.Min(_begins[index + 1].Start, seconds) : seconds;
            times.Add(new StepTime(iteration, step, start, end - start));
        }
        return times;
    }
}
