using System.Globalization;
using System.Runtime.ExceptionServices;
using RelionPS.Core.Processes;

namespace RelionPS.Studies.Search;

/// <summary>
/// Runs waves of trials, those of a wave side by side, and keeps what comes of each for good. What the journal knows of
/// an earlier call is not run again.
/// </summary>
/// <remarks>
/// A trial that fails is tried again at another place: a node that is gone is not taken for a setting that does not
/// run.
/// </remarks>
/// <param name="runner">Runs a trial.</param>
/// <param name="journal">Has the trials of an earlier call, and keeps new ones.</param>
/// <param name="standings">Gets what waves come to.</param>
/// <param name="progress">Is told what begins.</param>
/// <param name="reporter">Takes what is said of trials and places.</param>
internal sealed class WaveRunner(
    ITrialRunner runner, IJournal journal, RaceStandings standings, RaceProgress progress, IReporter reporter)
{
    private readonly PlaceStrikes _strikes = new(runner.Places);

    /// <summary>The places that trials are sent to.</summary>
    public IReadOnlyList<int> Places => _strikes.Left;

    /// <summary>Runs that were not in the journal.</summary>
    public int NewRuns { get; private set; }

    /// <summary>
    /// Runs a wave, side by side where there are nodes for it. All know of the waves before and not of each other, so
    /// that the order of their ends decides nothing. Where one can't go on, the others end too.
    /// </summary>
    /// <param name="wave">The trials, each at a place of its own.</param>
    /// <param name="cancellationToken">Ends them; the journal has what was done.</param>
    public async Task RunAsync(IReadOnlyList<TrialRequest> wave, CancellationToken cancellationToken)
    {
        // Asked before any of them runs: those that end write to it.
        Trial?[] done = [.. wave.Select(request => journal.Find(request.Key))];
        if (done.Contains(null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Begin(wave, standings.Trials.Count, NewRuns);
        }
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Where a trial fails it may run elsewhere.
        bool hasOthers = Places.Count > 1;
        for (int index = 0; index < wave.Count; index++)
        {
            if (done[index] is { } known) Recall(wave[index], known);
        }
        Exception? fault = null;
        object gate = new();
        try
        {
            await Task.WhenAll(wave.Select(RunOneAsync)).ConfigureAwait(false);
            for (int index = 0; index < wave.Count; index++)
            {
                if (done[index] is { } trial) continue;
                done[index] = Keep(
                    wave[index], await ElsewhereAsync(wave[index], done, together.Token).ConfigureAwait(false));
            }
        }
        catch (Exception exception)
        {
            // Of several, the one that the others were ended for.
            ExceptionDispatchInfo.Throw(fault ?? exception);
        }
        finally
        {
            // What came to its end is known, whatever the others did.
            standings.Add(done.OfType<Trial>());
        }

        async Task RunOneAsync(TrialRequest request, int index)
        {
            if (done[index] is not null) return;
            try
            {
                Trial trial = await runner.RunAsync(request, together.Token).ConfigureAwait(false);
                if (trial.Status == SearchStatus.Failed && hasOthers) return;
                lock (gate)
                {
                    _strikes.Ran(request.Place);
                    done[index] = Keep(request, trial);
                }
            }
            catch (Exception exception)
            {
                lock (gate) fault ??= exception;
                await together.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>
    /// A trial that failed, run at another place. Where it runs there, it was the place that failed.
    /// </summary>
    private async Task<Trial> ElsewhereAsync(
        TrialRequest request, IReadOnlyList<Trial?> done, CancellationToken cancellationToken)
    {
        // Best where another has just run, and not where one has just failed.
        int elsewhere = Places.Where(place => place != request.Place)
            .OrderByDescending(place => done.Any(trial => trial?.Node == runner.NameOf(place)))
            .ThenBy(_strikes.Of)
            .DefaultIfEmpty(request.Place)
            .First();
        double? limit = request.LimitSeconds is { } seconds && new PlaceTimes(standings.Trials) is { } times
            ? seconds / times.Factor(runner.NameOf(request.Place)) * times.Factor(runner.NameOf(elsewhere))
            : null;
        Trial again = await runner
            .RunAsync(request with { Place = elsewhere, LimitSeconds = limit }, cancellationToken)
            .ConfigureAwait(false);
        if (again.Status == SearchStatus.Failed || elsewhere == request.Place) return again;
        reporter.Warning(_strikes.Failed(request.Place) ? LeftOut(request, again) : SearchErrors.TuningPlaceFailed(
            runner.NameOf(request.Place) ?? "", request.Candidate.Setting, again.Node ?? ""));
        return again;
    }

    /// <summary>
    /// What a trial of an earlier call said of its place: it ran there, or elsewhere after it had failed there. That a
    /// place is left out is told again; nothing is sent there that would tell it.
    /// </summary>
    private void Recall(TrialRequest request, Trial known)
    {
        if (known.Node == runner.NameOf(request.Place))
        {
            _strikes.Ran(request.Place);
        }
        else if (known.Status != SearchStatus.Failed && _strikes.Failed(request.Place))
        {
            reporter.Warning(LeftOut(request, known));
        }
    }

    private string LeftOut(TrialRequest request, Trial ran) => SearchErrors.TuningPlaceLeftOut(
        runner.NameOf(request.Place) ?? "", request.Candidate.Setting, ran.Node ?? "");

    /// <summary>Keeps what came of a trial, for good before it returns.</summary>
    private Trial Keep(TrialRequest request, Trial trial)
    {
        // What the search starts from has to run, or nothing will: an error, and nothing to remember.
        if (request.Candidate.Number == 0 && trial.Status == SearchStatus.Failed)
        {
            throw SearchErrors.TuningStartFailed(request.Candidate.Setting, trial.Reason);
        }
        journal.Append(trial);
        NewRuns++;
        reporter.Verbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Rung {trial.Rung}, {trial.Seconds:0.0} s, {trial.Status}: {request.Candidate.Setting}"));
        return trial;
    }
}
