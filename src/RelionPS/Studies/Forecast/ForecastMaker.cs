using RelionPS.Core.Errors;
using RelionPS.Refinement.Planning;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Forecast;

/// <summary>From measured iterations of a setting to the whole run.</summary>
/// <param name="request">What is wanted.</param>
internal sealed class ForecastMaker(ForecastRequest request)
{
    private const double SecondsAnHour = 3600, JoulesAKilowattHour = 3.6e6;

    /// <summary>The forecast of one setting.</summary>
    /// <param name="results">Benchmarks of the setting, of one number of images or more.</param>
    /// <param name="run">A run of the job that tells its iterations; null takes the first result's own.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RelionException"><c>RelionForecastNothingMeasured</c>, or the errors of the run.</exception>
    public RelionForecast Of(
        IReadOnlyList<BenchmarkResult> results, RefineRun? run, CancellationToken cancellationToken)
    {
        BenchmarkResult first = results[0];
        (IReadOnlyList<StepObservation> observations, double measured) = Observed(results, cancellationToken);
        if (observations.Count == 0) throw ForecastErrors.NothingMeasured(first.Name);
        var law = new CostLaw(observations);
        RefineRun whole = run ?? RunReader.Read(first.OutputRoot)
            ?? throw ForecastErrors.RunUnread(first.OutputRoot);
        IReadOnlyList<IterationWork> works = Trajectory.Of(
            whole, request.IterationCount, request.ParticleCount, cancellationToken);
        if (observations.FirstOrDefault(one => IsOther(one.Work, works[0])) is { } other)
        {
            throw ForecastErrors.JobsDiffer(first.Name, other.Work, whole.OutputRoot, works[0]);
        }
        RunPlan plan = first.Command.Plan;
        int particles = works[^1].ParticleCount;
        int halves = first.Command.Options.SplitRandomHalves == true || whole.Kind == RefineKind.Refine3D ? 2 : 1;
        var scaling = new NodeScaling(plan, Math.Max(1, whole.Classes.Count) * halves, particles);
        (double? watts, string? energySource) = Watts(results);
        var rates = new Rates(
            watts, request.PricePerNodeHour ?? request.Prices?.Of(first.Command.Node));
        ForecastIteration[] iterations =
        [
            .. works.Select(work => new ForecastIteration(
                work.Iteration, work.CurrentSize, InIteration(law).Sum(step => law.Of(step, work).Seconds),
                work.IsForeseen)),
        ];
        ForecastPoint here = Point(law, works, scaling, plan.NodeCount, null, rates);
        ForecastPoint one = plan.NodeCount == 1 ? here : Point(law, works, scaling, 1, null, rates);
        ForecastPoint[] points =
        [
            .. request.NodeCounts.Distinct().Order().Select(
                nodes => Point(law, works, scaling, nodes, one.Seconds, rates)),
        ];
        return new RelionForecast
        {
            Name = first.Name,
            Setting = SettingOf(first.Command),
            Command = first.Command,
            ParticleCount = particles,
            Iterations = iterations,
            Seconds = here.Seconds,
            LowerSeconds = here.LowerSeconds,
            UpperSeconds = here.UpperSeconds,
            Level = request.Level,
            Points = points,
            KneeNodeCount = points.MinBy(point => point.NodeCount * point.Seconds * point.Seconds)!.NodeCount,
            Laws = law.Laws(request.Level),
            MeasuredSeconds = measured,
            EnergySource = energySource,
            Assumptions =
            [
                .. Assumptions(plan, works, observations),
                .. UnmeasuredWork.Of(
                    works, [.. iterations.Select(one => one.Seconds)], observations.Select(one => one.Work)) is { } more
                    ? [more]
                    : Array.Empty<string>(),
                .. request.Prices is not null && rates.PricePerNodeHour is null
                    ? [$"no price fits the node '{first.Command.Node.Name}' or its processor"]
                    : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>Settings are the same where program, acceleration and plan are.</summary>
    public static string SettingOf(RefineCommand command)
    {
        string program = Path.GetFileName(command.Executable);
        string how = command.Acceleration switch
        {
            Acceleration.Cpu => " --cpu",
            Acceleration.Gpu => " --gpu",
            _ => "",
        };
        return $"{program}{how}, {command.Plan}";
    }

    private static (IReadOnlyList<StepObservation> Observations, double Seconds) Observed(
        IReadOnlyList<BenchmarkResult> results, CancellationToken cancellationToken)
    {
        var observations = new List<StepObservation>();
        double seconds = 0;
        int number = 0;
        foreach (BenchmarkResult result in results)
        {
            if (RunReader.Read(result.OutputRoot) is not { } left) continue;
            Dictionary<int, IterationWork> works = WorkReader.Read(left, cancellationToken)
                .ToDictionary(work => work.Iteration);
            if (works.Count == 0) continue;
            foreach (BenchmarkRun run in result.Runs.Where(run => run.Status == RunStatus.Completed))
            {
                seconds += run.Seconds ?? 0;
                if (run.IsWarmup) continue;
                number++;
                int begin = run.Steps.Where(step => step.Iteration > 0).Select(step => step.Iteration)
                    .DefaultIfEmpty(works.Keys.Min()).Min();
                bool areHalves = result.Command.Options.SplitRandomHalves == true || left.Kind == RefineKind.Refine3D;
                foreach (StepTime step in areHalves ? Joined(run.Steps) : run.Steps)
                {
                    if (works.GetValueOrDefault(Math.Max(step.Iteration, begin)) is { } work)
                    {
                        observations.Add(new StepObservation(number, step.Step, work, step.Seconds));
                    }
                }
            }
        }
        return (observations, seconds);
    }

    /// <summary>
    /// The bar of the expectation ends with the first half of the data. The ranks of the other half still compare
    /// images then, now for long and now not at all (observed, RELION 5.0.1): that is expectation, not the joining of
    /// sums.
    /// </summary>
    private static IEnumerable<StepTime> Joined(IReadOnlyList<StepTime> steps)
    {
        ILookup<int, StepTime> waits = steps.Where(step => step.Step == RefineStep.Weights)
            .ToLookup(step => step.Iteration);
        return steps.Where(step => step.Step != RefineStep.Weights).Select(step =>
            step.Step == RefineStep.Expectation
                ? step with { Seconds = step.Seconds + waits[step.Iteration].Sum(wait => wait.Seconds) }
                : step);
    }

    /// <summary>Another box or kind of reference is another job, whose iterations tell nothing of this one.</summary>
    private static bool IsOther(IterationWork one, IterationWork other) =>
        one.BoxSize != other.BoxSize || one.Dimensions != other.Dimensions;

    private static IEnumerable<RefineStep> InIteration(CostLaw law) =>
        law.Steps.Where(step => step != RefineStep.Preparation);

    private ForecastPoint Point(
        CostLaw law, IReadOnlyList<IterationWork> works, NodeScaling scaling, int nodes, double? onOne, Rates rates)
    {
        Estimate sum = law.Whole(works, request.Level, (step, term) => scaling.Of(step, term, nodes));
        var parts = sum.Steps.ToDictionary(step => step.Key.ToString(), step => step.Value, StringComparer.Ordinal);
        string work = nameof(RefineStep.Expectation);
        if (parts.TryGetValue(work, out double shared) && scaling.Balance(nodes) is < 1 and var balance)
        {
            parts[work] = shared * balance;
            parts["Ranks that wait for the last batches"] = shared * (1 - balance);
        }
        KeyValuePair<string, double> limit = parts.MaxBy(part => part.Value);
        double hours = nodes * sum.Seconds / SecondsAnHour;
        return new ForecastPoint
        {
            NodeCount = nodes,
            Seconds = sum.Seconds,
            LowerSeconds = sum.HalfWidth is { } below ? Math.Max(0, sum.Seconds - below) : null,
            UpperSeconds = sum.Seconds + sum.HalfWidth,
            Efficiency = (onOne ?? sum.Seconds) / (nodes * sum.Seconds),
            Limit = limit.Key,
            LimitShare = limit.Value / sum.Seconds,
            NodeHours = hours,
            EnergyKilowattHours = rates.Watts * nodes * sum.Seconds / JoulesAKilowattHour,
            Price = rates.PricePerNodeHour * hours,
        };
    }

    /// <summary>
    /// Mean power of a node while it ran, and what tells it: what was given for the node, or processors and memory by
    /// RAPL, and its GPUs; of batch jobs, the site's accounting. Sources are not mixed, as they measure other parts.
    /// </summary>
    private (double? Watts, string? Source) Watts(IReadOnlyList<BenchmarkResult> results)
    {
        BenchmarkRun[] runs = [.. results.SelectMany(result => result.Runs).Where(run => run.Seconds > 0)];
        double? gpus = Mean(runs
            .Where(run => run.GpuUse.Any(gpu => gpu.EnergyJoules is not null))
            .Select(run => run.GpuUse.Sum(gpu => gpu.EnergyJoules ?? 0) / run.Seconds!.Value));
        double? rapl = Mean(runs
            .Where(run => run.Work is { EnergyJoules: not null, Seconds: > 0 })
            .Select(run => run.Work!.EnergyJoules!.Value / run.Work.Seconds));
        string beside = gpus is null ? "" : ", and GPUs by their driver";
        if (request.NodeWatts is { } given) return (given + (gpus ?? 0), $"the power that was given{beside}");
        if (rapl is not null) return (rapl + (gpus ?? 0), $"RAPL, processors and memory{beside}");
        JobEnergy[] jobs = [.. results.Select(result => result.Energy).OfType<JobEnergy>()];
        if (gpus is not null) return (gpus, "GPUs alone, by their driver");
        return Mean(jobs.Select(job => job.WattsPerNode).OfType<double>()) is { } accounted
            ? (accounted, jobs.First(job => job.WattsPerNode is not null).Source)
            : (null, jobs.Select(job => $"not measured: {job.Note}").FirstOrDefault());
    }

    private static double? Mean(IEnumerable<double> values) =>
        values.ToArray() is { Length: > 0 } all ? all.Average() : null;

    private static IEnumerable<string> Assumptions(
        RunPlan plan, IReadOnlyList<IterationWork> works, IReadOnlyList<StepObservation> observations)
    {
        int foreseen = works.Count(work => work.IsForeseen);
        if (foreseen > 0)
        {
            yield return FormattableString.Invariant(
                $"{foreseen} of {works.Count} iterations have left no files: their current size goes on as it grew, ")
                + "their sampling stays";
        }
        int counts = observations.Select(one => one.Work.ParticleCount).Distinct().Count();
        if (counts < 2 && observations[0].Work.ParticleCount != works[^1].ParticleCount)
        {
            yield return "one number of images was measured: fixed parts and those a particle are not told apart";
        }
        yield return "on other numbers of nodes: images shared by batches of pool × threads, a class reconstructed by "
            + "one rank, sums combined in pairs" + (plan.UsesMpi ? "" : "; a process with threads alone has no such "
            + "combining, which more nodes would add");
    }
}

/// <summary>What a node takes and costs.</summary>
/// <param name="Watts">Its power while it runs; null where nothing tells.</param>
/// <param name="PricePerNodeHour">Its price for an hour; null where none was given.</param>
internal sealed record Rates(double? Watts, double? PricePerNodeHour);
