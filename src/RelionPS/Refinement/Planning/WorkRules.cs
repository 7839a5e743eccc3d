using System.Globalization;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// Whether the leader's batches are fine enough for the workers. It hands out pool × j particles a request (RELION 3.1, ml_optimiser_mpi.cpp),
/// so no worker can have less than a batch more or less than another.
/// </summary>
internal static class WorkRules
{
    private const string Rule = "WorkGranularity";
    private const string Source = "RELION source";

    /// <summary>A bound that is good enough: finer batches cost more requests than they win.</summary>
    private const double GoodBalance = 0.95;

    /// <summary>Below this, workers are idle for so long that the user should act.</summary>
    private const double PoorBalance = 0.8;

    /// <summary>The guide's least pool (3.4).</summary>
    private const int LeastPool = 30;

    /// <summary>The share of the workers' time that can be used at most: mean particles of a worker over those of the busiest.</summary>
    public static double BalanceBound(int particles, int workers, int pool, int threads)
    {
        long batch = (long)pool * threads;
        long batches = (particles + batch - 1) / batch;
        long rounds = (batches + workers - 1) / workers;
        return (double)particles / workers / (rounds * batch);
    }

    /// <summary>Lowers the pool where that helps, warns where it does not suffice; leaves it where the number of particles is not known.</summary>
    public static int DecidePool(PlanRequest request, int workers, int threads, int pool, List<Decision> decisions)
    {
        if (request.ParticleCount is not { } particles || workers < 2) return pool;
        double before = BalanceBound(particles, workers, pool, threads);
        int chosen = request.Pool is null && before < GoodBalance ? Lower(particles, workers, threads, pool, LeastPool) : pool;
        double bound = BalanceBound(particles, workers, chosen, threads);
        string batches = $"{Text(particles)} particles for {workers} workers in batches of {chosen} × {threads}";
        if (bound < PoorBalance)
        {
            int finer = Lower(particles, workers, threads, chosen, 1);
            string advice = finer < chosen && BalanceBound(particles, workers, finer, threads) is var best && best > bound
                ? $"-Pool {finer} would allow {Percent(best)}, and fewer nodes as well"
                : "fewer ranks would waste less";
            decisions.Add(new Decision(nameof(RunPlan.Pool), chosen, Rule, $"{batches} keep them busy for {Percent(bound)} of the time at most; {advice}", Source, IsWarning: true));
        }
        else
        {
            string change = chosen < pool ? $", with a pool of {pool} for {Percent(before)}" : "";
            decisions.Add(new Decision(nameof(RunPlan.Pool), chosen, Rule, $"{batches} keep them busy for {Percent(bound)} of the time at most{change}", Source));
        }
        return chosen;
    }

    /// <summary>The largest pool with a good bound, else the one with the best.</summary>
    private static int Lower(int particles, int workers, int threads, int from, int least)
    {
        int best = from;
        for (int pool = from; pool >= Math.Min(least, from); pool--)
        {
            double bound = BalanceBound(particles, workers, pool, threads);
            if (bound >= GoodBalance) return pool;
            if (bound > BalanceBound(particles, workers, best, threads)) best = pool;
        }
        return best;
    }

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
