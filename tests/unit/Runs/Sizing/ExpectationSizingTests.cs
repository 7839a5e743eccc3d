using RelionPS.Core.Errors;
using RelionPS.Runs.Sizing;

namespace RelionPS.UnitTests.Runs.Sizing;

/// <summary>The size of a set, found on machines that are simulated: no machine here has 128 cores.</summary>
public sealed class ExpectationSizingTests
{
    /// <summary>
    /// A machine whose expectation is a fixed time and, for each round over its cores, that of a particle; the rest of
    /// an iteration is the same for all particles but for a little.
    /// </summary>
    private sealed class Machine(int cores, double fixedRest, double each, double noise = 0) : ISizingTrial
    {
        private int _trials;

        /// <summary>A row of the particles' table, read and written: a million take some seconds.</summary>
        public double RestEach { get; init; } = 0.00001;

        public double FixedExpectation { get; init; } = 0.05;

        public List<int> Counts { get; } = [];

        public double Expectation(double particles) =>
            FixedExpectation + (each * Math.Ceiling(particles / cores));

        public double Rest(double particles) => fixedRest + (RestEach * particles);

        public double Share(double particles) =>
            Expectation(particles) / (Expectation(particles) + Rest(particles));

        public Task<SizingPoint> MeasureAsync(int particles, CancellationToken cancellationToken)
        {
            Counts.Add(particles);
            double error = 1 + (noise * (_trials++ % 2 == 0 ? 1 : -1));
            double expectation = Expectation(particles) * error;
            return Task.FromResult(new SizingPoint(particles, expectation, expectation + (Rest(particles) / error)));
        }

        /// <summary>The fewest particles with the share, by trying all.</summary>
        public int Least(double share) => Enumerable.Range(1, 1_000_000).First(count => Share(count) >= share);
    }

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(2, 3.0)]
    [InlineData(16, 2.4)]
    [InlineData(128, 0.8)]
    [InlineData(128, 6.0)]
    public async Task The_share_is_reached_with_few_more_particles_than_it_takes(int cores, double rest)
    {
        var machine = new Machine(cores, rest, each: 0.02);
        IReadOnlyList<SizingPoint> points = await ExpectationSizing.FindAsync(0.8, machine, CancellationToken.None);
        int found = points[^1].ParticleCount, least = machine.Least(0.8);
        Assert.True(points[^1].Share >= 0.8);
        Assert.Equal(machine.Share(found), points[^1].Share, 6);
        Assert.InRange(found, least, Math.Max(ExpectationSizing.FirstCount, 1.5 * least));
        Assert.InRange(points.Count, 1, 6);
        // What led there costs no more than the last trial does.
        Assert.InRange(
            machine.Counts.SkipLast(1).Sum(count => machine.Expectation(count)), 0, machine.Expectation(found));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(128)]
    public async Task Noise_of_ten_percent_costs_some_trials_and_not_the_share(int cores)
    {
        var machine = new Machine(cores, 2, each: 0.02, noise: 0.1);
        IReadOnlyList<SizingPoint> points = await ExpectationSizing.FindAsync(0.8, machine, CancellationToken.None);
        Assert.True(points[^1].Share >= 0.8);
        Assert.InRange(machine.Share(points[^1].ParticleCount), 0.75, 0.9);
        Assert.InRange(points.Count, 1, 8);
    }

    [Fact]
    public async Task A_share_that_no_count_reaches_is_told_with_the_most()
    {
        // Each particle takes as long in the rest as in the expectation: half is the most.
        var machine = new Machine(1, 1, each: 0.001) { RestEach = 0.001 };
        RelionException error = await Assert.ThrowsAsync<RelionException>(
            () => ExpectationSizing.FindAsync(0.8, machine, CancellationToken.None));
        Assert.Equal("RelionExpectationShareNotReached", error.ErrorId);
        Assert.Contains("50 %", error.Message);
        Assert.Equal(ExpectationSizing.MostParticles, machine.Counts[^1]);
    }

    [Fact]
    public async Task A_set_that_is_large_enough_at_once_is_tried_once()
    {
        var machine = new Machine(1, 0.1, each: 0.1);
        Assert.Single(await ExpectationSizing.FindAsync(0.8, machine, CancellationToken.None));
    }
}
