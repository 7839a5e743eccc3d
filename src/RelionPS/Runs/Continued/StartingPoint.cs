using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Continued;

/// <summary>An iteration of a run that a benchmark can go on from, and its files, which are read alone.</summary>
internal sealed record StartingPoint
{
    private const string SecondModel = "rlnModelStarFile2", Data = "rlnExperimentalDataStarFile";

    /// <summary>Columns of a model's classes that name maps; the last two are of gradient runs.</summary>
    public static readonly string[] MapColumns = ["rlnReferenceImage", "rlnGradMoment1", "rlnGradMoment2"];

    public required RefineRun Run { get; init; }

    /// <summary>The iteration's number.</summary>
    public required int Iteration { get; init; }

    public required string OptimiserPath { get; init; }

    public required OptimiserFile Optimiser { get; init; }

    /// <summary>The model, or those of both half-sets.</summary>
    public required IReadOnlyList<string> ModelPaths { get; init; }

    public required ModelFile Model { get; init; }

    public required string DataPath { get; init; }

    public required string SamplingPath { get; init; }

    /// <summary>References of all classes, and the momenta of a gradient run.</summary>
    public required IReadOnlyList<string> MapPaths { get; init; }

    /// <summary>The version of RELION that wrote the files; null where they do not say it.</summary>
    public ToolVersion? Version => ContinuedCommand.VersionOf(Run);

    /// <summary>
    /// True where the next iteration is that over all particles in which an auto-refinement ends, or would have ended.
    /// </summary>
    public required bool IsNextFinal { get; init; }

    /// <summary>True for <c>--fast_subsets</c>.</summary>
    public bool HasFastSubsets => ModelFile.Known(Optimiser.General, "rlnDoFastSubsetOptimisation") is > 0;

    /// <summary>Files of the iteration, by which a run that was made anew is told from the one before.</summary>
    public IEnumerable<string> Files => [OptimiserPath, .. ModelPaths, DataPath, SamplingPath, .. MapPaths];

    /// <summary>The run that a user points at.</summary>
    /// <param name="path">Full path of a job's folder, a root name or a file of an iteration.</param>
    /// <returns>The run, and the iteration of the file where it is an optimiser's.</returns>
    /// <exception cref="RelionException"><c>RelionRunNotFound</c> or <c>RelionSeveralRuns</c>.</exception>
    public static (RefineRun Run, int? Iteration) Find(string path)
    {
        IReadOnlyList<string> roots = RunFinder.Find(path, recurse: false);
        if (roots.Count > 1) throw ContinuedErrors.SeveralRuns(path, roots.Select(root => Path.GetFileName(root)));
        RefineRun run = roots is [var only] && RunReader.Read(only) is { } read
            ? read
            : throw RunErrors.RunNotFound(path);
        return (run, Refinement.Command.RunFileName.Parse(Path.GetFileName(path))?.Iteration);
    }

    /// <summary>
    /// The iteration: the one asked for, else the last whole one, whose successor is the dearest of the run. Of an
    /// auto-refinement that has converged that is its final iteration, over all particles to the last shell.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="asked">The iteration to go on from; null for the last.</param>
    /// <exception cref="RelionException"><c>RelionIterationNotWhole</c>, <c>RelionRunNotForBenchmark</c>, or
    /// <c>RelionRunNotContinuable</c>.</exception>
    public static StartingPoint Of(RefineRun run, int? asked)
    {
        if (run.Kind == RefineKind.MultiBody)
        {
            throw ContinuedErrors.RunNotForBenchmark(
                run, "it is a multi-body refinement, whose bodies have particle tables and masks of their own");
        }
        RefineIteration[] possible = [.. run.Iterations.Where(iteration => HasNext(run, iteration))];
        if (asked is not { } number)
        {
            return Read(
                run, possible.LastOrDefault(ContinuedCommand.IsWhole) ?? throw RunningErrors.RunNotContinuable(run));
        }
        return possible.FirstOrDefault(one => one.Number == number) is { } there && ContinuedCommand.IsWhole(there)
            ? Read(run, there)
            : throw ContinuedErrors.IterationNotWhole(
                run,
                number,
                possible.Length == 0 ? "none" : string.Join(
                    ", ", possible.Select(one => one.Number.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>
    /// What follows the last iteration of a gradient run is no iteration of it: its step and mini-batch follow from how
    /// many there are (ml_optimiser.cpp, updateStepSize, updateSubsetSize).
    /// </summary>
    private static bool HasNext(RefineRun run, RefineIteration iteration) =>
        iteration is { OptimiserPath: not null, Problem: null }
        && (run.IterationCount is not { } all || iteration.Number < all
            || !OptimiserFile.Read(iteration.OptimiserPath).IsGradient);

    private static StartingPoint Read(RefineRun run, RefineIteration iteration)
    {
        string path = iteration.OptimiserPath!;
        OptimiserFile optimiser = OptimiserFile.Read(path);
        if (optimiser.IsGradient && !optimiser.General.Has("rlnDoGradientRefine"))
        {
            throw ContinuedErrors.RunNotForBenchmark(
                run,
                "it is a stochastic gradient descent of RELION 3.1, whose phases say how many iterations there are, so "
                + "that it can't be ended after one");
        }
        string[] models =
        [
            .. new[] { OptimiserFile.ModelLabel, SecondModel }
                .Select(optimiser.General.TextOrNull)
                .Where(name => name is { Length: > 0 } and not "None")
                .Select(name => Beside(path, name!)),
        ];
        var start = new StartingPoint
        {
            Run = run,
            Iteration = iteration.Number,
            OptimiserPath = path,
            Optimiser = optimiser,
            ModelPaths = models,
            Model = ModelFile.Read(models[0]),
            DataPath = Beside(path, optimiser.General.Text(Data)),
            SamplingPath = Beside(path, optimiser.General.Text(OptimiserFile.SamplingLabel)),
            MapPaths = [.. models.SelectMany(Maps).Concat(Momenta(path)).Distinct()],
            IsNextFinal = optimiser.IsAutoRefine && IsBeforeFinal(run, iteration, optimiser),
        };
        return start.Files.FirstOrDefault(file => !File.Exists(file)) is { } missing
            ? throw ContinuedErrors.RunNotForBenchmark(run, $"'{missing}' is not there")
            : start;
    }

    private static bool IsBeforeFinal(RefineRun run, RefineIteration iteration, OptimiserFile optimiser) =>
        run.Iterations.FirstOrDefault(other => other.Number > iteration.Number) is { } next
            ? next.Number == iteration.Number + 1 && next.OptimiserPath is null
            : FinalIteration.WasBegun(run, iteration, optimiser);

    /// <summary>RELION writes an iteration's files side by side.</summary>
    private static string Beside(string path, string name) =>
        Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(name));

    private static IEnumerable<string> Maps(string modelPath)
    {
        using StarFile file = StarFile.Open(modelPath);
        StarBlock classes = file.Get("model_classes");
        return
        [
            .. MapColumns.Where(classes.Labels.Contains)
                .SelectMany(classes.Texts)
                .Select(name => Beside(modelPath, name[(name.IndexOf('@') + 1)..]))
                .Distinct(),
        ];
    }

    /// <summary>
    /// The model names the momenta of the first pseudo half-set alone; RELION finds the others by their numbers
    /// (4.0.2, ml_model.cpp, read).
    /// </summary>
    private static IEnumerable<string> Momenta(string optimiserPath)
    {
        string name = Path.GetFileName(optimiserPath);
        string prefix = name[..(name.LastIndexOf("optimiser", StringComparison.Ordinal))];
        return Directory.EnumerateFiles(Path.GetDirectoryName(optimiserPath)!, "*moment*.mrc*")
            .Where(path => Path.GetFileName(path) is var file && file.StartsWith(prefix, StringComparison.Ordinal)
                && file[prefix.Length..] is ['1' or '2', ..])
            .Order(StringComparer.Ordinal);
    }
}
