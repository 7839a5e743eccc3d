namespace RelionPS.Studies.Diagnosis;

/// <summary>
/// How long the computing ranks of this node waited for others: the time in which the first thread was in the MPI
/// library, by samples of where it is in its program. What even the one that waited least has waited is for the leader;
/// what others waited more is for that one.
/// </summary>
/// <param name="Seconds">Each rank's time, in the order of the ranks.</param>
/// <param name="Ranks">The ranks.</param>
internal sealed record RankWaits(IReadOnlyList<double> Seconds, IReadOnlyList<RankWork> Ranks)
{
    /// <summary>The waits; null where they were not sampled.</summary>
    public static RankWaits? Of(RunObservation seen) =>
        seen.Workers.Count > 0 && seen.Workers.All(rank => rank.MpiShare is not null || IsAsleep(rank))
            ? new RankWaits([.. seen.Workers.Select(Wait)], seen.Workers)
            : null;

    /// <summary>The time that the one with the least waited.</summary>
    public double Least => Seconds.Min();

    /// <summary>The rank that waited least.</summary>
    public RankWork Busiest => Ranks[Seconds.ToList().IndexOf(Least)];

    /// <summary>What the others waited more, their mean.</summary>
    public double OthersBeyond => Seconds.Count < 2 ? 0 : Seconds.Sum(wait => wait - Least) / (Seconds.Count - 1);

    /// <summary>
    /// The part of that in which the waited-for rank stood for files or pages: theirs, and not its own.
    /// </summary>
    public double ForFiles => Math.Min(OthersBeyond, Busiest.BlockedSeconds);

    /// <summary>A rank that never ran has no samples: it waits, or is stopped.</summary>
    private static bool IsAsleep(RankWork rank) => rank.FirstThreadRunnableSeconds < 0.2;

    /// <summary>
    /// In the library on a CPU, or asleep: many libraries sleep where they wait. Rank programs sleep a second in each
    /// iteration by themselves, all at once; see <see cref="Least"/>'s users.
    /// </summary>
    private static double Wait(RankWork rank) =>
        ((rank.MpiShare ?? 0) * rank.FirstThreadRunnableSeconds) + rank.SleepSeconds;
}
