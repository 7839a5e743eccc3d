using MathNet.Numerics.Distributions;
using Perfolizer.Mathematics.Cpd;
using Perfolizer.Mathematics.SignificanceTesting.MannWhitney;

namespace RelionPS.Libraries;

/// <summary>
/// Change points and tests by ranks by Perfolizer, Student's and Fisher's
/// distributions by Math.NET Numerics.
/// </summary>
internal static class RankMath
{
    /// <summary>Probability that U of Mann and Whitney is at most a value where both samples are of one
    /// distribution, by Edgeworth's series: for samples too large for the exact distribution.</summary>
    /// <param name="first">Size of one sample.</param>
    /// <param name="second">Size of the other.</param>
    /// <param name="u">Pairs that are against the order.</param>
    public static double LargeSampleProbability(int first, int second, int u) =>
        new MannWhitneyEdgeworthApproxCdf().Cdf(first, second, u);

    /// <summary>
    /// Where a series changes its distribution, by ED-PELT (Haynes, Fearnhead and Eckley 2017; Killick, Fearnhead and
    /// Eckley 2012): the number of values before each change.
    /// </summary>
    /// <param name="values">The series, in its order.</param>
    /// <param name="least">Fewest values between two changes.</param>
    public static int[] ChangePoints(double[] values, int least) => values.Length < 2 * least
        ? []
        : [.. new EdPeltChangePointDetector().GetChangePointIndexes(values, least).Select(last => last + 1)];

    /// <summary>The value that Student's t exceeds with a probability.</summary>
    public static double StudentLimit(double freedom, double tail) => -StudentT.InvCDF(0, 1, freedom, tail);

    /// <summary>The value that a standard normal variable exceeds with a probability.</summary>
    public static double NormalLimit(double tail) => -Normal.InvCDF(0, 1, tail);

    /// <summary>Probability that Fisher's F is at least a value.</summary>
    public static double FisherTail(double above, double below, double value) =>
        1 - FisherSnedecor.CDF(above, below, value);
}
