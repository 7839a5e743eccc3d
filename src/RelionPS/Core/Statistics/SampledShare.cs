using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>A share of time that samples tell: so many of them saw it.</summary>
internal static class SampledShare
{
    /// <summary>How often a true share may lie below the bound.</summary>
    private const double Error = 0.05;

    /// <summary>
    /// The least that the true share is, in 95 of 100 cases (Clopper and Pearson, one-sided); 0 where none of the
    /// samples saw it.
    /// </summary>
    /// <param name="share">The share of the samples, 0 to 1.</param>
    /// <param name="samples">How many there are.</param>
    public static double Least(double share, int samples)
    {
        double hits = Math.Min(share, 1) * samples;
        return hits > 0 && samples > 0 ? SampleMath.LeastShare(hits, samples, Error) : 0;
    }
}
