using System.Globalization;
using RelionPS.Builds.Building;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Studies.Comparison;

namespace RelionPS.Studies.Search;

/// <summary>
/// Whether the fastest setting on GPUs computes what the fastest on CPUs does: results of a search's runs are not kept,
/// so that each of the two runs once more, and the maps are compared as Compare-RelionResult does.
/// </summary>
/// <param name="candidates">The settings.</param>
/// <param name="options">How the search spent its time.</param>
/// <param name="level">How long each of the two runs.</param>
/// <param name="folder">Full path of the search's folder.</param>
/// <param name="setup">The setup of the two runs.</param>
/// <param name="reporter">Takes what is said verbosely.</param>
internal sealed class VerdictOfKinds(
    IReadOnlyList<Candidate> candidates,
    SearchOptions options,
    SearchLevel level,
    string folder,
    RunSetup setup,
    IReporter reporter)
{
    private const string ImageHandlerName = "relion_image_handler";

    /// <summary>
    /// The result with the verdict, where settings of both kinds ran, be it that all of one were ended as too slow.
    /// </summary>
    /// <param name="result">What the search found.</param>
    /// <param name="left">What is left of the search's time; null for no limit.</param>
    /// <param name="cancellationToken">Ends the run at hand.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SearchResult> AddAsync(
        SearchResult result, TimeSpan? left, CancellationToken cancellationToken)
    {
        if (Best(result, isOnGpus: true) is not { } gpu || Best(result, isOnGpus: false) is not { } cpu) return result;
        string times = $"GPU: {Time(gpu)}; CPU: {Time(cpu)}";
        SearchResult late = result with { Kinds = $"{times}; not compared: the time was up" };
        if (!result.IsComplete || left <= TimeSpan.Zero) return late;
        if (ProgramBuilds.Find(ImageHandlerName, BuiltInstallations.Folders()) is not { } handler)
        {
            return result with { Kinds = $"{times}; not compared: {ImageHandlerName} is not on PATH" };
        }
        using CancellationTokenSource limited = TimeLimit.Linked(left, cancellationToken);
        try
        {
            ResultFiles reference = await RunAsync(cpu, "cpu", limited.Token).ConfigureAwait(false);
            ResultFiles compared = await RunAsync(gpu, "gpu", limited.Token).ConfigureAwait(false);
            ResultComparison comparison = await new ResultComparer(handler, new ComparisonLimits(), reporter)
                .CompareAsync(reference, compared, limited.Token).ConfigureAwait(false);
            return result with
            {
                Comparison = comparison,
                Kinds = $"{times}; maps after {level}: {comparison.Verdict}",
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late;
        }
        catch (RelionException exception)
        {
            return result with { Kinds = $"{times}; not compared: {exception.Message}" };
        }
    }

    /// <summary>The first of the kind in the order of the search.</summary>
    private static SearchTrial? Best(SearchResult result, bool isOnGpus) => result.Trials.FirstOrDefault(
        trial => trial is { Rank: not null, Acceleration: not null }
            && trial.Status is (SearchStatus.Completed or SearchStatus.StoppedEarly)
            && (trial.Acceleration == Acceleration.Gpu) == isOnGpus);

    private static string Time(SearchTrial trial)
    {
        string ended = trial.Status == SearchStatus.StoppedEarly ? "ended after " : "";
        SearchRun run = trial.Runs.Last(run => run.Rung == trial.Rung);
        string of = run.Particles is { } particles ? $" of {Text(particles)} particles" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ended}{trial.Seconds:0.00} s for {run.Iterations} iteration(s){of} ({trial.Setting})");
    }

    private async Task<ResultFiles> RunAsync(SearchTrial trial, string kind, CancellationToken cancellationToken)
    {
        string results = new TrialFolders(Path.Combine(folder, "compared", kind)).MakeNext();
        string root = Path.Combine(results, TrialFolders.RootName);
        Candidate candidate = candidates[trial.Candidate];
        // Without a seed RELION takes the time, and no two runs begin alike; one that goes on has its run's.
        RefineCommand command = level.Set is not null ? candidate.Trial(level, root) : (candidate with
        {
            Request = candidate.Request with
            {
                Explicit = candidate.Request.Explicit with
                {
                    RandomSeed = candidate.Command!.Options.RandomSeed ?? options.Seed,
                },
            },
        }).Trial(level, root);
        reporter.Verbose($"For the verdict: {trial.Setting}");
        using RunSession session = await RunSession.PrepareAsync(command, setup, reporter, cancellationToken)
            .ConfigureAwait(false);
        (BenchmarkRun run, RelionException? error) = await session.RunAsync(RunTurn.Only, cancellationToken)
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return run.Status == RunStatus.Completed
            ? ResultFiles.Find(root, null)
            : throw error ?? SearchErrors.TuningStartFailed(trial.Setting, run.ErrorMessage);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
