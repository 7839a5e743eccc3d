using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;

namespace RelionPS.Studies.Search;

/// <summary>How far a race is, for whoever waits for it.</summary>
/// <param name="name">The name of the job.</param>
/// <param name="expectedRuns">Runs at most.</param>
/// <param name="maxTime">When the race ends whatever it knows; null for no limit.</param>
/// <param name="reporter">Takes what is said.</param>
internal sealed class RaceProgress(string? name, int expectedRuns, TimeSpan? maxTime, IReporter reporter)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    private string Activity => $"Search: {name}";

    /// <summary>Says what runs next.</summary>
    /// <param name="wave">The trials that begin now.</param>
    /// <param name="done">Runs so far.</param>
    /// <param name="newRuns">How many of them were not in the journal.</param>
    public void Begin(IReadOnlyList<TrialRequest> wave, int done, int newRuns)
    {
        double share = Math.Clamp((double)done / Math.Max(1, expectedRuns), 0, 1);
        string beside = wave.Count > 1 ? $", and {Text(wave.Count - 1)} beside it" : "";
        reporter.Progress(
            new ProgressReport(
                Activity,
                $"run {Text(done + 1)} of at most about {Text(Math.Max(expectedRuns, done + 1))}: "
                + $"{wave[0].Candidate.Setting}{beside}",
                100 * share,
                Remaining(done, newRuns)));
    }

    /// <summary>Says that the race is over.</summary>
    public void End() => reporter.Progress(new ProgressReport(Activity, "done", 100, IsCompleted: true));

    private TimeSpan? Remaining(int done, int newRuns)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        // The mean of the runs so far, checks before them included: later runs are longer, but losers among the first
        // have cost as much.
        TimeSpan? left = newRuns >= 2
            ? TimeSpan.FromSeconds(Math.Max(0, expectedRuns - done) * elapsed.TotalSeconds / newRuns)
            : null;
        if (maxTime - elapsed is not { } until || left <= until) return left;
        return until > TimeSpan.Zero ? until : TimeSpan.Zero;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
