using System.Globalization;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>
/// A smaller pool where the leader's batches are too coarse for the workers, and a warning where that does not suffice;
/// nothing where the number of particles is not known.
/// </summary>
internal sealed class PoolOfParticles : IPlanRule
{
    private const string Rule = "WorkGranularity";
    private const string Source = "RELION 3.1.3 source";

    /// <summary>Below this, workers are idle for so long that the user should act.</summary>
    private const double PoorBalance = 0.8;

    /// <summary>The guide's least pool (3.4).</summary>
    private const int LeastPool = 30;

    public void Apply(PlanDraft draft)
    {
        int workers = draft.NodeCount * draft.RanksPerNode;
        if (draft.Request.ParticleCount is not { } particles || workers < 2) return;
        var balance = new BatchBalance(particles, workers, draft.Threads);
        int pool = draft.Pool;
        double before = balance.Bound(pool);
        bool isLowered = draft.Request.Pool is null && before < BatchBalance.Good;
        int chosen = isLowered ? balance.Finer(pool, LeastPool) : pool;
        double bound = balance.Bound(chosen);
        string busy = $"{Text(particles)} particles for {workers} workers in batches of {chosen} × {draft.Threads} "
            + $"keep them busy for {Percent(bound)} of the time at most";
        string change = chosen < pool ? $", with a pool of {pool} for {Percent(before)}" : "";
        bool isPoor = bound < PoorBalance;
        draft.Decisions.Add(new Decision(nameof(RunPlan.Pool), chosen, Rule,
            isPoor ? $"{busy}; {Advice(balance, chosen)}" : busy + change, Source, isPoor));
        draft.Pool = chosen;
    }

    private static string Advice(BatchBalance balance, int pool)
    {
        int finer = balance.Finer(pool, 1);
        return finer < pool && balance.Bound(finer) > balance.Bound(pool)
            ? $"-Pool {finer} would allow {Percent(balance.Bound(finer))}, and fewer nodes as well"
            : "fewer ranks would waste less";
    }

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
