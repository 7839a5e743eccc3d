using RelionPS.Core.Errors;

namespace RelionPS.Runs.Sizing;

/// <summary>
/// Finds how many particles a job needs for the expectation to be a given part of an iteration. The rest of it
/// hardly depends on the particles, so on fast machines a small set measures everything but the work. Expectation and
/// rest are taken for lines through the two last trials, and the count that follows from them is tried: a secant method
/// whose answer is a measurement.
/// </summary>
internal static class ExpectationSizing
{
    /// <summary>The first trial, small enough for one core.</summary>
    public const int FirstCount = 200;

    /// <summary>Most particles of a synthetic set.</summary>
    public const int MostParticles = 1_000_000;

    /// <summary>
    /// One step makes the trial so many times as large at most: what two small trials say of a large one is little, and
    /// a trial that is too large costs more than one that is too small.
    /// </summary>
    private const double MostGrowth = 8;

    /// <summary>One step makes it larger by so much at least, so that noise can't hold it.</summary>
    private const double LeastGrowth = 1.25;

    /// <summary>What is aimed at above the share that is asked for: the noise of a short iteration.</summary>
    private const double Margin = 0.02;

    /// <summary>Steps after which it gives up; a growth of 8 passes all counts in five.</summary>
    private const int MostTrials = 12;

    /// <summary>The trials; the last has the share that was asked for, or more.</summary>
    /// <param name="share">The share, above 0 and below 1.</param>
    /// <param name="trial">Runs the trials.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RelionException"><c>RelionExpectationShareNotReached</c>, or one of the trials'.</exception>
    public static async Task<IReadOnlyList<SizingPoint>> FindAsync(
        double share, ISizingTrial trial, CancellationToken cancellationToken)
    {
        var points = new List<SizingPoint>();
        for (int count = FirstCount; points.Count < MostTrials;)
        {
            SizingPoint point = await trial.MeasureAsync(count, cancellationToken).ConfigureAwait(false);
            points.Add(point);
            if (point.Share >= share) return points;
            if (count >= MostParticles) break;
            count = Next(points, share);
        }
        throw SizingErrors.ExpectationShareNotReached(share, points.MaxBy(point => point.Share)!);
    }

    /// <summary>The count of the next trial.</summary>
    private static int Next(List<SizingPoint> points, double share)
    {
        SizingPoint last = points[^1];
        // One trial alone: as if no particles took no expectation, and the rest as long.
        SizingPoint before = points.Count > 1 ? points[^2] : new SizingPoint(0, 0, last.OtherSeconds);
        double wanted = Solve(before, last, Math.Min(share + Margin, (1 + share) / 2)) ?? double.PositiveInfinity;
        double next = Math.Clamp(wanted, LeastGrowth * last.ParticleCount, MostGrowth * last.ParticleCount);
        return (int)Math.Min(MostParticles, Math.Ceiling(next / 10) * 10);
    }

    /// <summary>
    /// Where the expectation's line is <c>share / (1 - share)</c> times the rest's; null where they do not come there,
    /// as far as two points tell.
    /// </summary>
    private static double? Solve(SizingPoint one, SizingPoint two, double share)
    {
        double count = two.ParticleCount - one.ParticleCount;
        double expectationEach = (two.ExpectationSeconds - one.ExpectationSeconds) / count;
        double restEach = Math.Max(0, (two.OtherSeconds - one.OtherSeconds) / count);
        double gain = ((1 - share) * expectationEach) - (share * restEach);
        double lacking = (share * two.OtherSeconds) - ((1 - share) * two.ExpectationSeconds);
        return gain > 0 ? two.ParticleCount + (lacking / gain) : null;
    }
}
