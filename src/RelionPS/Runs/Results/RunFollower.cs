using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Results;

/// <summary>Follows a run until it ends.</summary>
/// <param name="outputRoot">Full path of the root name.</param>
/// <param name="stallTimeout">Longest time without a change of its files while no process of this machine works on it,
/// or those that do take no CPU time or hang; null for a time that fits its iterations.</param>
/// <param name="reporter">Takes the progress.</param>
internal sealed class RunFollower(string outputRoot, TimeSpan? stallTimeout, IReporter reporter)
{
    private const int IterationsForPace = 3, LongestIterations = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2), LeastPatience = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The run as it ended, null where it has no iteration yet, and the error where it did not end but stalled.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionRunNotFound</c>.</exception>
    public async Task<(RefineRun? Run, RelionException? Error)> WaitAsync(CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/";
        using var watch = new FolderWatch(folder, Path.GetFileName(outputRoot) + "*", Interval);
        bool wasRunning = false;
        DateTime lastChange = default;
        long looked = Stopwatch.GetTimestamp();
        var clock = new StallClock();
        string activity = $"RELION: {Path.GetFileName(folder)}/{Path.GetFileName(outputRoot)}";
        while (true)
        {
            RefineRun? run = RunReader.Read(outputRoot);
            IReadOnlyList<int> processes = run?.ProcessIds ?? [.. RunProcesses.Of(outputRoot)];
            bool isRunning = run is { Status: RefineRunStatus.Running } || (run is null && processes.Count > 0);
            if (run is null && !isRunning) throw RunErrors.RunNotFound(outputRoot);
            if (run is not null && !isRunning && (run.IsEnded || wasRunning))
            {
                reporter.Progress(new ProgressReport(activity, "done", 100, IsCompleted: true));
                return (run, null);
            }
            wasRunning |= isRunning;
            DateTime written = NewestFile(folder);
            clock.Sample(
                processes.Select(ProcessStat.Read).OfType<ProcessStat>(),
                Stopwatch.GetElapsedTime(looked),
                written != lastChange);
            (looked, lastChange) = (Stopwatch.GetTimestamp(), written);
            if (clock.Quiet >= (stallTimeout ?? Patience(run)))
            {
                reporter.Progress(new ProgressReport(activity, "stalled", IsCompleted: true));
                string time = RunErrors.Duration(clock.Quiet);
                return (run, run is not null && processes.Count == 0
                    ? RunErrors.RunStalled(run, time)
                    : RunErrors.RunHung(outputRoot, run, time, clock.States()));
            }
            reporter.Progress(Report(activity, run));
            await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// How far it is, as the files tell: whole iterations, and the share of the one at hand by the pace of the last
    /// few.
    /// </summary>
    internal static ProgressReport Report(string activity, RefineRun? run, DateTime? nowUtc = null)
    {
        if (run is null) return new ProgressReport(activity, "starting");
        RefineIteration[] timed = [.. run.Iterations.Where(one => one.Time is not null).TakeLast(IterationsForPace)];
        string resolution = run.Resolution is { } limit ? FormattableString.Invariant($", {limit:0.##} Å") : "";
        if (run.IterationCount is not { } all)
        {
            return new ProgressReport(
                activity, FormattableString.Invariant($"iteration {run.Iteration} done{resolution}"));
        }
        string status = FormattableString.Invariant($"iteration {run.Iteration} of {all} done{resolution}");
        if (all == 0 || timed.Length == 0)
        {
            return new ProgressReport(activity, status, all == 0 ? null : 100.0 * run.Iteration / all);
        }
        TimeSpan pace = timed.Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Time!.Value)
            / timed.Sum(one => one.Span);
        double share = pace > TimeSpan.Zero
            ? Math.Clamp(((nowUtc ?? DateTime.UtcNow) - run.ChangedUtc) / pace, 0, timed[^1].Span - 0.01)
            : 0;
        double done = Math.Min(all, run.Iteration + (run.Iteration < all ? share : 0));
        return new ProgressReport(activity, status, 100 * done / all, pace * (all - done));
    }

    private static TimeSpan Patience(RefineRun? run)
    {
        TimeSpan longest = run?.Iterations.Max(one => one.Time) ?? TimeSpan.Zero;
        return longest * LongestIterations > LeastPatience ? longest * LongestIterations : LeastPatience;
    }

    /// <summary>Logs and maps count too: an iteration may take hours, and RELION draws its bars meanwhile.</summary>
    private static DateTime NewestFile(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max();
}
