using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// Ranks wait for one that is slower: bound where others run, on a slower node, or with more to do. In the maximisation
/// that is RELION's own way, for only as many ranks work as there are classes or halves.
/// Lost: what the other ranks waited more than the one that waited least, their mean, but for what that one stood for
/// files, which is <see cref="WaitsForFiles"/>'s.
/// </summary>
internal sealed class WaitsForRank : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(WaitsForRank);

    /// <inheritdoc/>
    public override string Source => "RELION 3.1 to 5.0, ml_optimiser_mpi.cpp";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (!seen.HasLeader || seen.Workers.Count < 2) return CauseVerdict.None;
        if (RankWaits.Of(seen) is not { } waits)
        {
            return CauseVerdict.CanNotTell(
                "perf_event_open may not be used here (sysctl kernel.perf_event_paranoid=2 allows it)");
        }
        RankWork slow = waits.Busiest;
        return CauseVerdict.Lost(
            waits.OthersBeyond - waits.ForFiles,
            InvariantText.Of($"ranks wait for rank {slow.Rank} (process {slow.ProcessId})"),
            InvariantText.Of(
                $"the others were {waits.OthersBeyond:0.#} s longer in the MPI library than it; it had ",
                $"{slow.CpuSeconds:0.#} s of CPU time, waited {Quantity.Short(slow.RunWaitSeconds)} s for a CPU and ",
                $"{slow.BlockedSeconds:0.#} s for files, and may run on CPUs {slow.AllowedCpus ?? "Unknown"}"),
            InvariantText.Of($"look at where it runs: ps -Lo pid,psr,pcpu,stat,wchan -p {slow.ProcessId}; ",
                $"CPUs that two ranks share: Test-RelionPlacement; a smaller pool shares the particles evenly"));
    }
}
