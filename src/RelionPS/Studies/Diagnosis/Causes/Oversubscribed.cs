using RelionPS.Core.Text;
using RelionPS.Refinement.Launchers;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// The run has more threads that want to run than the node has CPUs, and ranks that only wait spin on CPUs that others
/// need. Threads alone, however many, cost next to nothing (measured, RELION 5.0.1: 32 on 16 cores as fast as 16), so
/// that what counts is the CPU time of waiting.
/// Lost: CPU time of the leader and of waiting ranks / CPUs, where more is wanted than there is; at most the time in
/// which threads waited for a CPU, over the CPUs.
/// </summary>
internal sealed class Oversubscribed : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(Oversubscribed);

    /// <inheritdoc/>
    public override string Source => "measured";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (work.CpuCount is not { } cpus || work.Ranks.Any(rank => rank.RunWaitSeconds is null))
        {
            return CauseVerdict.CanNotTell("/proc/PID/task/*/schedstat does not tell what waits for a CPU");
        }
        double wanted = work.Ranks.Sum(rank => rank.CpuSeconds + rank.RunWaitSeconds!.Value) / work.Seconds;
        if (!seen.HasLeader || wanted <= 1.1 * cpus) return CauseVerdict.None;
        double spinning = work.Ranks.Sum(
            rank => (rank.MpiShare ?? (rank == seen.Leader ? 1 : 0)) * FirstThread(rank));
        double waiting = seen.Workers.Sum(rank => rank.RunWaitSeconds!.Value);
        return CauseVerdict.Lost(
            Math.Min(spinning, waiting) / cpus,
            InvariantText.Of($"{wanted:0.#} threads want to run on {cpus} CPUs, and ranks that wait take CPU time"),
            InvariantText.Of(
                $"schedstat: {waiting:0.#} s of waiting for a CPU; {spinning:0.#} s of CPU time in the MPI library"),
            $"let waiting ranks give way: mpirun --mca {WaitingRanks.Setting} 1; or fewer ranks: "
                + Remedies.PlanAgain(seen));
    }

    /// <summary>CPU time of the first thread, of which waiting is a part.</summary>
    private static double FirstThread(RankWork rank) => rank.RunnableSeconds > 0
        ? rank.CpuSeconds * Math.Min(1, rank.FirstThreadRunnableSeconds / rank.RunnableSeconds)
        : 0;
}
