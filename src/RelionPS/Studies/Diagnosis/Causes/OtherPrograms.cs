using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// Other programs take CPUs that the run's threads wait for.
/// Lost: the active time × (1 − had / what binding and quota leave), at most the others' CPU time over those CPUs.
/// </summary>
internal sealed class OtherPrograms : WorkCause
{
    /// <summary>Less than this of a CPU is the system's housekeeping.</summary>
    private const double LeastCpus = 0.1;

    /// <inheritdoc/>
    public override string Id => nameof(OtherPrograms);

    /// <inheritdoc/>
    public override string Source => "field";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (work.OtherCpuSeconds is not { } others)
        {
            return CauseVerdict.CanNotTell("/proc/stat does not tell of other programs");
        }
        if (CpuAccount.Of(seen, work) is not { } account)
        {
            return CauseVerdict.CanNotTell("its threads did not run, or the node's CPUs are not known");
        }
        double cpus = others / work.Seconds;
        if (cpus < LeastCpus) return CauseVerdict.None;
        double lost = Math.Min(account.LostToOthers, others / Math.Max(1, account.InQuota));
        return CauseVerdict.Lost(
            lost,
            InvariantText.Of($"other programs take {cpus:0.##} of the node's {work.CpuCount} CPUs"),
            InvariantText.Of(
                $"/proc/stat: {others:0.#} s of CPU time beside the run's; its threads had {account.Had:0.##} of the ",
                $"{account.InQuota:0.##} CPUs that they could have used"),
            "ps -eo pid,user,pcpu,args --sort=-pcpu | head; end what is not needed, or ask for whole nodes "
                + "(sbatch --exclusive)");
    }
}
