using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Running;

/// <summary>Turns the progress of one run into the progress of all runs that it is one of.</summary>
/// <param name="activity">What is run, as the user sees it.</param>
/// <param name="runsBefore">Runs done, warm-ups too.</param>
/// <param name="runs">All runs, warm-ups too.</param>
/// <param name="reporter">Takes the reports.</param>
internal sealed class RunProgress(string activity, int runsBefore, int runs, IReporter reporter)
{
    /// <summary>Below this share the rest can't be told from the time gone.</summary>
    private const double LeastPercentToForesee = 2;

    private readonly long _started = Stopwatch.GetTimestamp();

    public void Begin() =>
        reporter.Progress(new ProgressReport(activity, $"{RunLabel}starting", 100.0 * runsBefore / runs));

    public void Report(RelionProgress progress)
    {
        double? percent = progress.Percent is { } part ? ((100 * runsBefore) + part) / runs : null;
        TimeSpan? left = Remaining(progress, Stopwatch.GetElapsedTime(_started));
        reporter.Progress(new ProgressReport(activity, Status(progress, left is not null), percent, left));
    }

    public void End() => reporter.Progress(new ProgressReport(activity, "done", 100, IsCompleted: true));

    /// <summary>
    /// What a terminal has room for, the useful first: the iteration, the run, the step. RELION's own time of the step
    /// stands there only while the time left of all is not known: two times would be read as one.
    /// </summary>
    internal string Status(RelionProgress progress, bool isTimeKnown)
    {
        string iteration = progress.Iteration is not { } number ? ""
            : progress.Iterations is { } all ? $"iteration {Text(number)} of {Text(all)}, "
            : $"iteration {Text(number)}, ";
        string left = !isTimeKnown && progress.StepRemaining is { TotalSeconds: >= 1 } remaining
            ? $", {Duration(remaining)} left in this step"
            : "";
        return $"{iteration}{RunLabel}{progress.Step}{left}";
    }

    /// <summary>Time left of all runs, from this run's pace.</summary>
    internal TimeSpan? Remaining(RelionProgress progress, TimeSpan elapsed)
    {
        if (progress.Percent is not >= LeastPercentToForesee) return null;
        TimeSpan whole = elapsed * (100 / progress.Percent.Value);
        return (whole * (runs - runsBefore)) - elapsed;
    }

    private string RunLabel => runs > 1 ? $"run {Text(runsBefore + 1)} of {Text(runs)}, " : "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan time) =>
        time.TotalSeconds < 100 ? $"{Text((int)time.TotalSeconds)} s"
        : time.TotalMinutes < 100 ? $"{Text((int)time.TotalMinutes)} min"
        : $"{Text((int)time.TotalHours)} h {Text(time.Minutes)} min";
}
