using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Locks;

namespace RelionPS.Studies.Search;

/// <summary>Runs trials with RELION, by the same code as Measure-RelionBenchmark: what it would call a failure is one here.</summary>
internal sealed class RefinementTrials(string folder, IReporter reporter) : ITrialRunner
{
    /// <summary>Checks before a run, which are no part of its time, may take so long of its limit.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(0.5);

    private readonly string _records = Path.Combine(folder, "records");
    private readonly TrialFolders _folders = new(Path.Combine(folder, "results"));

    public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        string results = _folders.MakeNext();
        RefineCommand command = request.Candidate.Trial(request.Iterations, Path.Combine(results, TrialFolders.RootName));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (request.LimitSeconds is { } seconds) limit.CancelAfter(TimeSpan.FromSeconds(seconds) + Allowance);
        DateTime started = DateTime.UtcNow;
        var options = new BenchmarkOptions(1, 0, _records) { LockKind = LockKind.Search };
        BenchmarkOutcome outcome = await new BenchmarkRunner(command, options, new TrialReporter(reporter))
            .RunAsync(limit.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        BenchmarkRun run = outcome.Result.Runs[^1];
        (SearchStatus status, string? reason) = (run.Status, outcome.Error) switch
        {
            (RunStatus.Completed, _) => (SearchStatus.Completed, (string?)null),
            (RunStatus.Cancelled, _) => (SearchStatus.StoppedEarly, string.Create(CultureInfo.InvariantCulture,
                $"ended after {run.Seconds ?? 0:0.0} s: the best of this rung with its margin allows {request.LimitSeconds:0.0} s")),
            _ => (SearchStatus.Failed, outcome.Error?.Message ?? run.ErrorMessage ?? "it did not complete"),
        };
        return new Trial
        {
            Rung = request.Key.Rung,
            Round = request.Key.Round,
            Candidate = request.Candidate.Number,
            Id = request.Candidate.Id,
            Iterations = request.Iterations,
            Status = status,
            Seconds = run.Seconds ?? 0,
            LimitSeconds = request.LimitSeconds,
            Reason = reason,
            RecordPath = run.RecordPath,
            StartedUtc = started,
        };
    }

    /// <summary>A trial has no progress of its own, and what it warns of is no one's to mend: it is one of many.</summary>
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
