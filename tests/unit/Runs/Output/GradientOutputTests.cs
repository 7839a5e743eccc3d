using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Output;

/// <summary>
/// Gradient runs: headings as RELION 5.0.1 and 4.0.2 print them (ml_optimiser.cpp, expectation; runs of
/// <c>--grad --grad_write_iter 10 --iter 20</c>), and those of 3.1's stochastic descent.
/// </summary>
public sealed class GradientOutputTests
{
    private const string Bar = "000/??? sec ~~(,_,\">   [oo]\r   1/   1 sec "
        + "............................................................~~(,_,\">\n";

    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData(" Gradient optimisation iteration 7 of 20 with 46 particles (Step size 0.86)", 7, 20, 46, 0.86)]
    [InlineData(" Gradient optimisation iteration 19 of 20 (Step size 0.3)", 19, 20, null, 0.3)]
    [InlineData(" Gradient optimisation iteration 4 with 200 particles (Step size 0.9)", 4, null, 200, 0.9)]
    [InlineData(" Expectation iteration 2 of 25 (with 150 particles)", 2, 25, 150, null)]
    [InlineData(" Expectation iteration 20 of 20", 20, 20, null, null)]
    [InlineData(" Stochastic Gradient Descent iteration 3 of 8", 3, 8, null, null)]
    [InlineData(" Stochastic Expectation Maximisation iteration 3 of 8", 3, 8, null, null)]
    public void A_heading_tells_iteration_and_mini_batch(
        string heading, int iteration, int? iterations, int? particles, double? stepSize)
    {
        var states = new List<RelionProgress>();
        new RelionProgressParser().Read(heading + "\n" + Bar, states.Add);
        Assert.All(states, state =>
        {
            Assert.Equal(
                (iteration, iterations, particles, stepSize),
                (state.Iteration, state.Iterations, state.ParticleCount, state.StepSize));
            Assert.True(state.IsExpectation);
        });
        Assert.Equal([0, 1], states.Select(state => state.StepFraction));
    }

    [Fact]
    public void Each_iteration_is_timed_by_the_output_where_each_tenth_is_written()
    {
        string text = Output(iterations: 20);
        (RelionStepClock clock, IReadOnlyList<StepTime> steps) = Read(text);
        IReadOnlyList<IterationTime> ofFiles = RelionIterationReader.Times(
            [Written(0, 1), Written(10, 11), Written(20, 21.5)]);
        Assert.Equal(
            [(10, 10.0, 10), (20, 10.5, 10)], ofFiles.Select(time => (time.Iteration, time.Seconds, time.Span)));

        IReadOnlyList<IterationTime> times = clock.Iterations(ofFiles, steps);
        Assert.Equal(Enumerable.Range(1, 20), times.Select(time => time.Iteration));
        Assert.All(times, time => Assert.Equal(1, time.Span));
        // A character a millisecond; what comes before the first iteration is the preparation's.
        Assert.Equal(
            text.Length / 1000.0 - steps[0].Seconds, times.Sum(time => time.Seconds), 6);
        Assert.Equal((41, 0.9), (times[0].ParticleCount!.Value, times[0].StepSize!.Value));
        Assert.Equal((null, null), (times[^1].ParticleCount, times[^1].StepSize));
    }

    [Fact]
    public void Files_of_each_iteration_are_the_better_clock_and_an_iteration_broken_off_has_no_time()
    {
        (RelionStepClock clock, IReadOnlyList<StepTime> steps) = Read(Output(iterations: 2));
        IReadOnlyList<IterationTime> times = clock.Iterations(
            RelionIterationReader.Times([Written(0, 1), Written(1, 3), Written(2, 6)]), steps);
        Assert.Equal(
            [(1, 2.0, (int?)41), (2, 3.0, null)],
            times.Select(time => (time.Iteration, time.Seconds, time.ParticleCount)));

        string whole = Output(iterations: 20);
        (clock, steps) = Read(whole[..whole.IndexOf("iteration 13", StringComparison.Ordinal)] + "iteration 13 of 20\n"
            + Bar[..30]);
        Assert.Equal(12, clock.Iterations(RelionIterationReader.Times([Written(0, 1), Written(10, 9)]), steps).Count);
    }

    [Fact]
    public void Progress_counts_all_iterations()
    {
        var percents = new List<double>();
        new RelionProgressParser(20).Read(Output(iterations: 20), state => percents.Add(state.Percent!.Value));
        // Both are sums of the same parts, in another order.
        Assert.All(percents.Zip(percents.Skip(1)), pair => Assert.True(pair.First - pair.Second < 1e-9));
        Assert.Equal(100, percents[^1]);
        Assert.Equal(100.0 / 20 * 0.9, percents.First(percent => percent > 4), 6);
    }

    /// <summary>All but the last are gradient's, with mini-batches of 41, 42, … particles.</summary>
    private static string Output(int iterations) => " Estimating initial noise spectra\n" + Bar + string.Concat(
        Enumerable.Range(1, iterations).Select(number =>
            (number < iterations ? " Gradient optimisation" : " Expectation") + $" iteration {number} of {iterations}"
            + (number < iterations ? $" with {40 + number} particles (Step size 0.9)\n" : "\n")
            + Bar + " Maximization...\n" + Bar));

    private static (RelionStepClock Clock, IReadOnlyList<StepTime> Steps) Read(string text)
    {
        var parser = new RelionProgressParser();
        var clock = new RelionStepClock();
        for (int index = 0; index < text.Length; index++)
        {
            parser.Read(text.AsSpan(index, 1), state => clock.Read(state, index / 1000.0));
        }
        return (clock, clock.Finish(text.Length / 1000.0));
    }

    private static WrittenIteration Written(int iteration, double seconds) =>
        new($"/r/run_it{iteration:000}_optimiser.star", iteration, Start.AddSeconds(seconds));
}
