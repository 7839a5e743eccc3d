using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// Threads may run on fewer CPUs than they could use and the node has: a launcher that binds a rank to one core is the
/// bug most told of in RELION's tracker (3dem/relion 1048).
/// Lost: the active time × had / allowed × (1 − allowed / usable), where usable is the least of the CPUs that the
/// threads wanted and the node has.
/// </summary>
internal sealed class BoundToFewCores : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(BoundToFewCores);

    /// <inheritdoc/>
    public override string Source => "3dem/relion 1048";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (seen.Workers.All(rank => rank.AllowedCpus is null))
        {
            return CauseVerdict.CanNotTell("the CPUs that its processes may run on are not known");
        }
        if (CpuAccount.Of(seen, work) is not { } account)
        {
            return CauseVerdict.CanNotTell("its threads did not run, or the node's CPUs are not known");
        }
        if (account.LostToBinding <= 0) return CauseVerdict.None;
        string allowed = string.Join("; ", seen.Workers.Take(4).Select(
            rank => InvariantText.Of($"process {rank.ProcessId} {rank.AllowedCpus}")));
        string all = CpuList.Format(Enumerable.Range(0, work.CpuCount ?? 1));
        string now = seen.IsLive
            ? string.Join("; ", seen.Workers.Take(8).Select(
                rank => InvariantText.Of($"taskset -acp {all} {rank.ProcessId}")))
            : "";
        string later = seen.HasLeader
            ? "start it with mpirun --bind-to none, or with more CPUs of Slurm (--cpus-per-task), or: "
            : "start it without taskset, or with more CPUs of Slurm (--cpus-per-task), or: ";
        return CauseVerdict.Lost(
            account.LostToBinding,
            InvariantText.Of(
                $"threads could use {account.OfNode:0.#} CPUs and may run on {account.AllowedCpus}"),
            InvariantText.Of(
                $"Cpus_allowed_list of {allowed}; the node has {work.CpuCount}; {account.Had:0.##} CPUs' worth of ",
                $"time had, {account.Wanted:0.##} wanted"),
            (now.Length > 0 ? $"{now}; later " : "") + later + Remedies.PlanAgain(seen));
    }
}
