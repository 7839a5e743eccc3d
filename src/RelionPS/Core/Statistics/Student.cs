using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>Student's distribution.</summary>
internal static class Student
{
    /// <summary>How many standard errors on each side hold the true value with a probability.</summary>
    /// <param name="level">0 to 1.</param>
    /// <param name="degreesOfFreedom">Above 0.</param>
    public static double TwoSided(double level, double degreesOfFreedom) =>
        RegressionMath.StudentQuantile((1 + level) / 2, degreesOfFreedom);
}
