using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// The hypervisor gives CPU time of this virtual machine to others.
/// Lost: stolen time / CPUs.
/// </summary>
internal sealed class TimeStolen : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(TimeStolen);

    /// <inheritdoc/>
    public override string Source => "proc_stat(5)";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (work.StolenSeconds is not { } stolen || work.CpuCount is not > 0)
        {
            return CauseVerdict.CanNotTell("/proc/stat does not tell of stolen time");
        }
        int cpus = work.CpuCount.Value;
        return CauseVerdict.Lost(
            stolen / cpus,
            "the hypervisor gives CPU time to other machines",
            InvariantText.Of($"/proc/stat steal: {stolen:0.##} s over {cpus} CPUs"),
            "use another machine, or one of its own (a dedicated host); mpstat 1 shows it as %steal");
    }
}
