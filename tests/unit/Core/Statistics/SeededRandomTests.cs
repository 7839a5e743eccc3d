using RelionPS.Core.Statistics;

namespace RelionPS.UnitTests.Core.Statistics;

public sealed class SeededRandomTests
{
    [Fact]
    public void Numbers_are_those_of_the_published_generator()
    {
        // SplitMix64 from 1234567: the values that other implementations test themselves with.
        var random = new SeededRandom(1234567UL);
        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
        Assert.Equal(9817491932198370423UL, random.Next());
    }

    [Fact]
    public void Gaussian_numbers_have_the_moments_of_a_Gaussian()
    {
        var random = new SeededRandom(5, Purpose.Noise);
        const int count = 200_000;
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
        Assert.InRange(values.Average(), -0.01, 0.01);
        Assert.InRange(values.Average(x => x * x), 0.985, 1.015);
        Assert.InRange(values.Average(x => x * x * x), -0.04, 0.04);
        Assert.InRange(values.Average(x => x * x * x * x), 2.9, 3.1);
    }

    [Fact]
    public void Streams_of_a_seed_are_independent()
    {
        double Correlation(SeededRandom a, SeededRandom b) =>
            Enumerable.Range(0, 20_000).Average(_ => a.NextGaussian() * b.NextGaussian());
        Assert.InRange(Correlation(new(1, Purpose.Noise, 0), new(1, Purpose.Noise, 1)), -0.03, 0.03);
        Assert.InRange(Correlation(new(1, Purpose.Noise, 0), new(2, Purpose.Noise, 0)), -0.03, 0.03);
        Assert.InRange(Correlation(new(1, Purpose.Noise, 0), new(1, Purpose.Pose, 0)), -0.03, 0.03);
    }
}
