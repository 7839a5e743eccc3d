using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Running;

namespace RelionPS.Studies.Search;

/// <summary>
/// Runs trials with RELION, by the same sessions as Measure-RelionBenchmark: what it would call a failure is one here.
/// </summary>
/// <param name="folder">Full path of the search's folder.</param>
/// <param name="setup">The setup that the trials' commands are prepared in.</param>
/// <param name="places">Where trials run at the same time.</param>
/// <param name="reporter">Takes what is said verbosely.</param>
internal sealed class RefinementTrials(string folder, RunSetup setup, TrialPlaces places, IReporter reporter)
    : ITrialRunner
{
    private readonly TrialFolders _folders = new(Path.Combine(folder, "results"));

    /// <summary>Tells when the limit of a run is reached.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public int Places => places.Count;

    public string? NameOf(int place) => places.Name(place);

    public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        string results = _folders.MakeNext();
        try
        {
            return await RunAsync(request, Path.Combine(results, TrialFolders.RootName), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _folders.Release(results);
        }
    }

    private async Task<Trial> RunAsync(TrialRequest request, string root, CancellationToken cancellationToken)
    {
        RefineCommand command = request.Candidate.Trial(request.Level, root, places, request.Place);
        DateTime started = DateTime.UtcNow;
        RunTurn turn = RunTurn.Only with
        {
            Limit = request.LimitSeconds is { } seconds ? new RunLimit(TimeSpan.FromSeconds(seconds), Clock) : null,
        };
        using RunSession session = await RunSession
            .PrepareAsync(command, setup, new TrialReporter(reporter), cancellationToken).ConfigureAwait(false);
        (BenchmarkRun run, RelionException? error) = await session.RunAsync(turn, cancellationToken)
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        (SearchStatus status, string? reason) = run.Status switch
        {
            RunStatus.Completed => (SearchStatus.Completed, (string?)null),
            RunStatus.Cancelled => (SearchStatus.StoppedEarly, string.Create(
                CultureInfo.InvariantCulture,
                $"ended after {run.Seconds ?? 0:0.0} s: "
                + $"the best of this rung with its margin allows {request.LimitSeconds:0.0} s")),
            _ => (SearchStatus.Failed, error?.Message ?? run.ErrorMessage ?? "it did not complete"),
        };
        return new Trial
        {
            Rung = request.Key.Rung,
            Round = request.Key.Round,
            Candidate = request.Candidate.Number,
            Id = request.Candidate.Id,
            Iterations = request.Level.Iterations,
            Particles = request.Level.Particles,
            Node = places.Name(request.Place),
            Status = status,
            Seconds = run.Seconds ?? 0,
            LimitSeconds = request.LimitSeconds,
            Reason = reason,
            RecordPath = run.RecordPath,
            StartedUtc = started,
        };
    }

    /// <summary>
    /// A trial has no progress of its own, and it is one of many: its warnings are for who asks for all that is said.
    /// </summary>
    private sealed class TrialReporter(IReporter reporter) : IReporter
    {
        public void Progress(ProgressReport report)
        {
        }

        public void Verbose(string message) => reporter.Verbose(message);

        public void Debug(string message) => reporter.Debug(message);

        public void Warning(string message) => reporter.Verbose(message);
    }
}
