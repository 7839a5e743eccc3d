using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// A process of the run is stopped by a signal or a debugger, and all wait for it.
/// Lost: the longest such time.
/// </summary>
internal sealed class RankStopped : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(RankStopped);

    /// <inheritdoc/>
    public override string Source => "proc(5)";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        RankWork[] stopped = [.. work.Ranks.Where(rank => rank.StoppedSeconds > 0)];
        if (stopped.Length == 0) return CauseVerdict.None;
        return CauseVerdict.Lost(
            stopped.Max(rank => rank.StoppedSeconds),
            InvariantText.Of($"{stopped.Length} of its processes are stopped by a signal"),
            string.Join("; ", stopped.Take(8).Select(
                rank => InvariantText.Of($"process {rank.ProcessId}: state T for {rank.StoppedSeconds:0.#} s"))),
            "kill -CONT " + Remedies.Ids(stopped));
    }
}
