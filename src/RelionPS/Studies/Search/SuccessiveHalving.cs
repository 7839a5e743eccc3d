using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Search;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016): all candidates run shortly, the best third goes on to longer runs,
/// and so on; the last few run in
/// turn, several times, beside the plan that the search started from. A run that is slower than the best of its rung by
/// more than the margin is ended.
/// What runs next depends on the seed and on what came of the runs before alone, so a search that was ended goes on
/// from its journal as if nothing had been.
/// </summary>
internal sealed class SuccessiveHalving(
    IReadOnlyList<Candidate> candidates,
    SearchOptions options,
    ITrialRunner runner,
    IJournal journal,
    IReporter reporter)
{
    private readonly List<Trial> _trials = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _newRuns;
    private int _expectedRuns;

    /// <summary>Runs until the last rung is through or the time is up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the journal has what was done.</exception>
    public async Task<SearchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.MaxTime is { } time) limited.CancelAfter(time);
        bool isComplete = true;
        try
        {
            await RunRungsAsync(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            isComplete = false;
        }
        reporter.Progress(new ProgressReport(Activity, "done", 100, IsCompleted: true));
        return new SearchOutcome(_trials, _trials.Count - _newRuns, _newRuns, isComplete);
    }

    private async Task RunRungsAsync(CancellationToken cancellationToken)
    {
        Candidate start = candidates[0];
        Candidate[] field = [start, .. Shuffled(candidates.Skip(1).Where(candidate => candidate.PrunedReason is null))];
        IReadOnlyList<Rung> rungs = Rungs(field.Length, options);
        _expectedRuns = 1 + rungs.Sum(rung => rung.Size) + options.Repeat * (rungs[^1].Keep + 1);

        // The first run of all reads programs and images from disk.
        await RunAsync(
            new TrialRequest(new TrialKey(0, 1, start.Number), start, options.FirstIterations, null),
            cancellationToken).ConfigureAwait(false);
        foreach (Rung rung in rungs)
        {
            List<Trial> done = [];
            foreach (Candidate candidate in field)
            {
                var key = new TrialKey(rung.Number, 1, candidate.Number);
                done.Add(
                    await RunAsync(
                        new TrialRequest(key, candidate, rung.Iterations, Limit(done)),
                        cancellationToken).ConfigureAwait(false));
            }
            field =
            [
                .. done
                    .Where(IsCompleted)
                    .OrderBy(trial => trial.Seconds)
                    .Take(rung.Keep)
                    .Select(trial => candidates[trial.Candidate]),
            ];
        }
        if (!field.Contains(start)) field = [.. field, start];
        for (int round = 1; round <= options.Repeat; round++)
        {
            // Each round begins with another one, so that none always follows the same.
            int first = (round - 1) % field.Length;
            var lost = new List<Candidate>();
            foreach (Candidate candidate in field.Skip(first).Concat(field.Take(first)))
            {
                var key = new TrialKey(rungs.Count + 1, round, candidate.Number);
                Trial trial = await RunAsync(
                    new TrialRequest(key, candidate, options.Iterations, null),
                    cancellationToken).ConfigureAwait(false);
                if (!IsCompleted(trial)) lost.Add(candidate);
            }
            field = [.. field.Except(lost)];
        }
    }

    /// <summary>Sizes and lengths of the rungs before the last runs.</summary>
    internal static IReadOnlyList<Rung> Rungs(int candidates, SearchOptions options)
    {
        var sizes = new List<int>();
        int size = candidates;
        do
        {
            sizes.Add(size);
            size = Math.Max(options.Finalists, (size + options.Reduction - 1) / options.Reduction);
        }
        while (size > options.Finalists);
        return [.. sizes.Select((count, index) => new Rung(
            index + 1,
            count,
            index + 1 < sizes.Count ? sizes[index + 1] : options.Finalists,
            options.FirstIterations + (options.Iterations - options.FirstIterations) * index / sizes.Count))];
    }

    private async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        if (journal.Find(request.Key) is { } known)
        {
            _trials.Add(known);
            return known;
        }
        cancellationToken.ThrowIfCancellationRequested();
        Report(request);
        Trial trial = await runner.RunAsync(request, cancellationToken).ConfigureAwait(false);
        // What the search starts from has to run, or nothing will: an error, and nothing to remember.
        if (request.Candidate.Number == 0 && trial.Status == SearchStatus.Failed)
        {
            throw SearchErrors.TuningStartFailed(request.Candidate.Setting, trial.Reason);
        }
        journal.Append(trial);
        _trials.Add(trial);
        _newRuns++;
        reporter.Verbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Rung {trial.Rung}, {trial.Seconds:0.0} s, {trial.Status}: {request.Candidate.Setting}"));
        return trial;
    }

    /// <summary>What the best of a rung took, and the margin on it.</summary>
    private double? Limit(IEnumerable<Trial> done)
    {
        double[] seconds = [.. done.Where(IsCompleted).Select(trial => trial.Seconds)];
        return seconds.Length > 0 ? seconds.Min() * (1 + options.Margin) : null;
    }

    private void Report(TrialRequest request)
    {
        double share = Math.Clamp((double)_trials.Count / Math.Max(1, _expectedRuns), 0, 1);
        // The mean of the runs so far, checks before them included: later runs are longer, but losers among the first
        // have cost as much.
        TimeSpan? left = _newRuns >= 2
            ? TimeSpan.FromSeconds(
                (_expectedRuns - _trials.Count) * Stopwatch.GetElapsedTime(_started).TotalSeconds / _newRuns)
            : null;
        if (options.MaxTime is { } most
            && most - Stopwatch.GetElapsedTime(_started) is var until
            && (left is null || until < left))
        {
            left = until > TimeSpan.Zero ? until : TimeSpan.Zero;
        }
        reporter.Progress(
            new ProgressReport(
                Activity,
                $"run {Text(_trials.Count + 1)} of about {Text(_expectedRuns)}: {request.Candidate.Setting}",
                100 * share,
                left));
    }

    private string Activity => $"Search: {candidates[0].Command?.Name}";

    private IEnumerable<Candidate> Shuffled(IEnumerable<Candidate> source)
    {
        Candidate[] order = [.. source];
        var random = new SeededRandom((ulong)options.Seed);
        for (int last = order.Length - 1; last > 0; last--)
        {
            int other = (int)(random.Next() % (ulong)(last + 1));
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }

    private static bool IsCompleted(Trial trial) => trial.Status == SearchStatus.Completed;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One rung: so many candidates run so many iterations, and so many go on.</summary>
internal sealed record Rung(int Number, int Size, int Keep, int Iterations);

/// <summary>What a search did.</summary>
/// <param name="Trials">All runs, in order.</param>
/// <param name="Resumed">How many of them were known from the journal.</param>
/// <param name="New">How many were run.</param>
/// <param name="IsComplete">False where the time was up.</param>
internal sealed record SearchOutcome(IReadOnlyList<Trial> Trials, int Resumed, int New, bool IsComplete);
