namespace RelionPS.Refinement.Planning;

/// <summary>
/// Whether the leader's batches are fine enough for the workers. It hands out pool × j particles a request (RELION 3.1,
/// ml_optimiser_mpi.cpp), so no worker can have less than a batch more or less than another.
/// </summary>
/// <param name="Particles">Particles of the data set.</param>
/// <param name="Workers">Compute ranks of the job.</param>
/// <param name="Threads">Threads of each.</param>
internal sealed record BatchBalance(int Particles, int Workers, int Threads)
{
    /// <summary>A bound that is good enough: finer batches cost more requests than they win.</summary>
    public const double Good = 0.95;

    /// <summary>
    /// The share of the workers' time that can be used at most: mean particles of a worker over those of the busiest.
    /// </summary>
    public double Bound(int pool)
    {
        long batch = (long)pool * Threads;
        long batches = (Particles + batch - 1) / batch;
        long rounds = (batches + Workers - 1) / Workers;
        return (double)Particles / Workers / (rounds * batch);
    }

    /// <summary>The largest pool with a good bound, else the one with the best.</summary>
    /// <param name="from">The largest that comes into question.</param>
    /// <param name="least">The smallest.</param>
    public int Finer(int from, int least)
    {
        int best = from;
        for (int pool = from; pool >= Math.Min(least, from); pool--)
        {
            double bound = Bound(pool);
            if (bound >= Good) return pool;
            if (bound > Bound(best)) best = pool;
        }
        return best;
    }
}
