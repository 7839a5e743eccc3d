using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// A control group's CPU quota stands the run in each period in which it is used up.
/// Lost: the active time × had / quota × (1 − quota / allowed).
/// </summary>
internal sealed class CpuQuotaUsedUp : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(CpuQuotaUsedUp);

    /// <inheritdoc/>
    public override string Source => "cgroups(7), cpu.max";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (work.CpuQuota is not { } quota) return CauseVerdict.None;
        if (work.ThrottledShare is not { } share || CpuAccount.Of(seen, work) is not { } account)
        {
            return CauseVerdict.CanNotTell("its control group does not count throttled periods");
        }
        if (account.LostToQuota <= 0) return CauseVerdict.None;
        return CauseVerdict.Lost(
            account.LostToQuota,
            InvariantText.Of($"a quota of {quota:0.##} CPUs, of {account.Allowed:0.#} that its threads could use"),
            InvariantText.Of($"cpu.stat: throttled in {100 * share:0} % of the periods; cpu.max allows {quota:0.##}"),
            InvariantText.Of(
                $"raise the quota (docker --cpus, cpu.max of the container, or the queue's limit), or run no more ",
                $"threads than it gives: ") + Remedies.PlanAgain(seen, InvariantText.Of(
                    $"-Thread {Math.Max(1, (int)quota)}")));
    }
}
