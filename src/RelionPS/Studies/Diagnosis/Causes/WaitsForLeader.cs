using RelionPS.Core.Text;
using RelionPS.Refinement.Options;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// All computing ranks wait for the leader, who hands out the particles, and with --no_parallel_disc_io reads them for
/// all.
/// Lost: the time in which even the rank that waited least was in its MPI library, less the leader's own sleep (RELION
/// sleeps a second in each iteration).
/// </summary>
internal sealed class WaitsForLeader : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(WaitsForLeader);

    /// <inheritdoc/>
    public override string Source => "RELION 3.1 to 5.0, ml_optimiser_mpi.cpp";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        if (!seen.HasLeader) return CauseVerdict.None;
        if (RankWaits.Of(seen) is not { } waits)
        {
            return CauseVerdict.CanNotTell(
                "perf_event_open may not be used here (sysctl kernel.perf_event_paranoid=2 allows it)");
        }
        RankWork? leader = seen.Leader;
        double lost = Math.Max(0, waits.Least - (leader?.SleepSeconds ?? 0));
        bool readsForAll = seen.Arguments.Contains(OptionTable.NoParallelRead);
        string least = string.Join("; ", waits.Ranks.Zip(waits.Seconds).Take(8).Select(
            pair => InvariantText.Of($"rank {pair.First.Rank} {pair.Second:0.#} s")));
        string ofLeader = leader is null
            ? "the leader is on another node"
            : InvariantText.Of(
                $"the leader was {leader.BlockedSeconds:0.#} s in reading or writing, ",
                $"{Quantity.Bytes(leader.ReadBytes)} read, {leader.CpuSeconds:0.#} s on a CPU, of which ",
                $"{Quantity.Share(leader.MpiShare)} in MPI");
        return CauseVerdict.Lost(
            lost,
            readsForAll
                ? "all ranks wait for the leader, who reads the images for them (--no_parallel_disc_io)"
                : "all ranks wait for the leader, or for the network between them",
            InvariantText.Of($"samples in the MPI library: {least}; {ofLeader}"),
            readsForAll
                ? "leave out --no_parallel_disc_io, so that each rank reads its own images"
                : "larger batches and fewer ranks: "
                    + Remedies.PlanAgain(seen, InvariantText.Of($"-Pool {Math.Max(30, 2 * seen.Pool)}")));
    }
}
