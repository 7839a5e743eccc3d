using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// A pool of one or two particles a thread: --pool is 1 where it is left out.
/// Lost: the time × 0.13 for a pool of 1, × 0.09 for 2 (measured, RELION 3.1.3 on 2 cores: pools of 1, 4 and 30 took
/// 9.3, 8.5 and 8.1 s; between 1 and 4 by interpolation). From 3 on, sources disagree, and none is told to be slow.
/// </summary>
internal sealed class BatchesTooSmall : SlowCause
{
    private static readonly IReadOnlyDictionary<int, double> Loss = new Dictionary<int, double>
    {
        [1] = 1 - (8.1 / 9.3),
        [2] = 1 - (8.1 / 9.0),
    };

    /// <inheritdoc/>
    public override string Id => nameof(BatchesTooSmall);

    /// <inheritdoc/>
    public override string Source => "measured";

    /// <inheritdoc/>
    public override CauseVerdict Judge(RunObservation seen)
    {
        if (seen.Arguments.Count == 0) return CauseVerdict.CanNotTell("the run's options are not known");
        if (seen.Seconds is not { } seconds) return CauseVerdict.CanNotTell("the run's time is not known");
        if (!Loss.TryGetValue(seen.Pool, out double share)) return CauseVerdict.None;
        return CauseVerdict.Lost(
            seconds * (seen.ExpectationShare ?? 1) * share,
            InvariantText.Of($"a pool of {seen.Pool}: threads are given few particles at a time"),
            InvariantText.Of($"--pool {seen.Pool}, --j {seen.Threads}"),
            Remedies.PlanAgain(seen, "-Pool 30"));
    }
}
