using RelionPS.Data.Benchmarks;

namespace RelionPS.UnitTests.Data.Benchmarks;

public sealed class SyntheticPoseTests
{
    private static readonly SyntheticParameters Parameters = new(4000, 64, 4, 1, 0.3);

    private static readonly SyntheticPose[] Poses =
    [
        .. Enumerable.Range(0, Parameters.ParticleCount).Select(index => SyntheticPose.Create(Parameters, index)),
    ];

    /// <summary>
    /// Kolmogorov and Smirnov's test against the uniform distribution; 1.95/√n is passed by all but one in a thousand.
    /// </summary>
    private static void AssertUniform(IEnumerable<double> values, double low, double high)
    {
        double[] sorted = [.. values.Select(value => (value - low) / (high - low)).Order()];
        double distance = sorted
            .Select(
                (value, i) => Math.Max(
                    Math.Abs(value - (double)i / sorted.Length), Math.Abs((i + 1.0) / sorted.Length - value)))
            .Max();
        Assert.True(distance < 1.95 / Math.Sqrt(sorted.Length), FormattableString.Invariant($"distance {distance}"));
    }

    [Fact]
    public void Orientations_are_uniform_on_the_rotation_group()
    {
        // The invariant measure of ZYZ Euler angles is d(rot) d(cos tilt) d(psi).
        AssertUniform(Poses.Select(pose => pose.Rot), -180, 180);
        AssertUniform(Poses.Select(pose => Math.Cos(pose.Tilt * Math.PI / 180)), -1, 1);
        AssertUniform(Poses.Select(pose => pose.Psi), -180, 180);
    }

    [Fact]
    public void Angles_are_independent_of_each_other()
    {
        double Correlation(Func<SyntheticPose, double> a, Func<SyntheticPose, double> b) =>
            Poses.Average(pose => Math.Sin(a(pose)) * Math.Sin(b(pose))) * 2;
        const double degree = Math.PI / 180;
        Assert.InRange(Correlation(pose => pose.Rot * degree, pose => pose.Psi * degree), -0.06, 0.06);
        Assert.InRange(
            Correlation(pose => pose.Rot * degree, pose => Math.Cos(pose.Tilt * degree) * Math.PI), -0.06, 0.06);
    }

    [Fact]
    public void Shifts_and_defocus_stay_in_their_ranges()
    {
        Assert.All(Poses, pose =>
        {
            // 3 % of 64 px of 4 Å.
            Assert.InRange(pose.ShiftX, -7.68, 7.68);
            Assert.InRange(pose.ShiftY, -7.68, 7.68);
            Assert.InRange((pose.DefocusU + pose.DefocusV) / 2, 12000, 28000);
            Assert.InRange(pose.DefocusU - pose.DefocusV, 0, 300);
        });
    }

    [Fact]
    public void A_larger_set_begins_with_the_smaller_one() =>
        Assert.Equal(
            SyntheticPose.Create(Parameters, 7), SyntheticPose.Create(Parameters with { ParticleCount = 10 }, 7));
}
