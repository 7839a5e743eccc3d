namespace RelionPS.Core.Processes;

/// <summary>
/// Where work that runs beside the pipeline says what it is doing. Safe to call from any thread;
/// the commands hand each message to the pipeline's own thread.
/// </summary>
public interface IReporter
{
    /// <summary>
    /// Shows how far a piece of work is. Reports that come too fast are dropped, the last one never is.
    /// </summary>
    void Progress(ProgressReport report);

    /// <summary>The exact command, file or step, for <c>-Verbose</c>.</summary>
    void Verbose(string message);

    /// <summary>A rule and its evidence, for <c>-Debug</c>.</summary>
    void Debug(string message);

    /// <summary>Something the user should act on.</summary>
    void Warning(string message);
}

/// <summary>One state of a progress bar.</summary>
/// <param name="Activity">What is being done, the bar's title.</param>
/// <param name="Status">The step at hand.</param>
/// <param name="Percent">0 to 100; null where the end is not known.</param>
/// <param name="Remaining">Time left; null where it can't be told.</param>
/// <param name="IsCompleted">True takes the bar away.</param>
public sealed record ProgressReport(
    string Activity, string Status, double? Percent = null, TimeSpan? Remaining = null, bool IsCompleted = false);
