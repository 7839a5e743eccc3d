using RelionPS.Core.Text;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// Batches of pool × j particles are too large for the number of ranks: at the end of each iteration ranks stand.
/// Lost: the time × the expectation's share × (1 − the bound of <see cref="BatchBalance"/>), where a smaller pool has a
/// better one.
/// </summary>
internal sealed class BatchesTooLarge : SlowCause
{
    /// <inheritdoc/>
    public override string Id => nameof(BatchesTooLarge);

    /// <inheritdoc/>
    public override string Source => "RELION 3.1, ml_optimiser_mpi.cpp";

    /// <inheritdoc/>
    public override CauseVerdict Judge(RunObservation seen)
    {
        if (seen.Ranks is 1) return CauseVerdict.None;
        if (seen.Ranks is not { } ranks || seen.Arguments.Count == 0)
        {
            return CauseVerdict.CanNotTell("the number of its ranks is not known");
        }
        if (seen.ParticleCount is not { } particles) return CauseVerdict.CanNotTell("its particles are not counted");
        if (seen.Seconds is not { } seconds) return CauseVerdict.CanNotTell("the run's time is not known");
        var balance = new BatchBalance(particles, ranks - 1, seen.Threads);
        int better = balance.Finer(seen.Pool, 3);
        double bound = balance.Bound(seen.Pool), gain = 1 - (bound / balance.Bound(better));
        if (better >= seen.Pool || gain <= 0) return CauseVerdict.None;
        return CauseVerdict.Lost(
            seconds * (seen.ExpectationShare ?? 1) * gain,
            InvariantText.Of(
                $"batches of {seen.Pool * seen.Threads} particles are too large for {ranks - 1} ranks"),
            InvariantText.Of(
                $"--pool {seen.Pool} x --j {seen.Threads}, {particles} particles: at most {100 * bound:0} % of the ",
                $"ranks' time can be used, {100 * balance.Bound(better):0} % with a pool of {better}"),
            Remedies.PlanAgain(seen, InvariantText.Of($"-Pool {better}")));
    }
}
