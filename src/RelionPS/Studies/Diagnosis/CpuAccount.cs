namespace RelionPS.Studies.Diagnosis;

/// <summary>
/// How many CPUs the threads of a run wanted while they could run, how many they had, and what stood between: the node,
/// the CPUs that they may run on, a quota, and other programs. Each takes its part of the time; the parts add up to the
/// time that CPUs alone would have saved.
/// </summary>
/// <param name="ActiveSeconds">The mean over the computing ranks of the time in which they could run.</param>
/// <param name="Wanted">CPUs that their threads could have used at once.</param>
/// <param name="Had">CPUs that they had.</param>
/// <param name="OfNode">The least of wanted and what the node has.</param>
/// <param name="Allowed">The least of that and the CPUs that they may run on.</param>
/// <param name="AllowedCpus">How many CPUs they may run on.</param>
/// <param name="InQuota">The least of that and what a quota gives, where one was used up.</param>
internal sealed record CpuAccount(
    double ActiveSeconds, double Wanted, double Had, double OfNode, double Allowed, int AllowedCpus, double InQuota)
{
    /// <summary>A quota that was used up in fewer periods cost next to nothing.</summary>
    private const double LeastThrottled = 0.02;

    /// <summary>CPUs that are wanted for so much of the time are kept busy.</summary>
    private const double Busy = 0.9;

    /// <summary>The account of the computing ranks of this node; null where the node's CPUs are not known.</summary>
    public static CpuAccount? Of(RunObservation seen, RunWork work)
    {
        int count = work.CpuCount ?? 0;
        if (count < 1 || seen.Workers.Count == 0) return null;
        IReadOnlyList<RankWork> ranks = seen.Workers;
        double active = ranks.Average(
            rank => Math.Max(0, work.Seconds - rank.BlockedSeconds - rank.SleepSeconds - rank.StoppedSeconds));
        if (active < 0.1 * work.Seconds) return null;
        bool isThrottled = work is { CpuQuota: not null, ThrottledShare: > LeastThrottled };
        // What a quota stops is not counted as waiting by every kernel, and is runnable all the same.
        double wanted = ranks.Sum(
            rank => Useful(rank) * Kept(rank, Wanting(rank, isThrottled) / active, seen.Threads));
        double had = ranks.Sum(rank => Useful(rank) * rank.CpuSeconds) / active;
        int allowedCpus = ranks.SelectMany(rank => RunObservation.CpusOf(rank) ?? Enumerable.Range(0, count).ToArray())
            .Distinct().Count();
        wanted = Math.Max(wanted, had);
        double ofNode = Math.Min(wanted, count), allowed = Math.Min(ofNode, allowedCpus);
        double inQuota = isThrottled ? Math.Min(allowed, work.CpuQuota!.Value) : allowed;
        return new CpuAccount(active, wanted, had, ofNode, allowed, allowedCpus, Math.Max(inQuota, had));
    }

    /// <summary>Lost since the threads may not run on all CPUs.</summary>
    public double LostToBinding => Part(Allowed, OfNode);

    /// <summary>Lost to the quota.</summary>
    public double LostToQuota => Part(InQuota, Allowed);

    /// <summary>Lost to what else runs on the CPUs that they may run on.</summary>
    public double LostToOthers => InQuota > 0 ? ActiveSeconds * (1 - (Had / InQuota)) : 0;

    /// <summary>
    /// The work done would have taken active × had / wanted of the next wider bound; what the narrower one adds.
    /// </summary>
    private double Part(double narrow, double wide) =>
        narrow > 0 && narrow < wide ? ActiveSeconds * Math.Min(1, Had / narrow) * (1 - (narrow / wide)) : 0;

    /// <summary>
    /// Where a process may use fewer CPUs than it is to have threads, some threading libraries (TBB, OpenMP) start no
    /// more: one that keeps its CPUs busy could have used more.
    /// </summary>
    private static double Kept(RankWork rank, double wanted, int threads)
    {
        int allowed = RunObservation.CpusOf(rank)?.Count ?? threads;
        return allowed < threads && wanted >= Busy * allowed ? Math.Max(wanted, threads) : wanted;
    }

    private static double Wanting(RankWork rank, bool isThrottled) =>
        rank.RunWaitSeconds is { } wait && !isThrottled
            ? rank.CpuSeconds + wait
            : Math.Max(rank.CpuSeconds, rank.RunnableSeconds);

    /// <summary>
    /// The part of its time on CPUs that is work: a rank that waits for others spins in its MPI library with its first
    /// thread.
    /// </summary>
    private static double Useful(RankWork rank) => rank.RunnableSeconds > 0
        ? 1 - ((rank.MpiShare ?? 0) * Math.Min(1, rank.FirstThreadRunnableSeconds / rank.RunnableSeconds))
        : 1;
}
