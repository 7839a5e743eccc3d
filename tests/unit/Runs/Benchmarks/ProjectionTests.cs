using System.Globalization;
using RelionPS.Runs.Benchmarks;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Benchmarks;

/// <summary>What is foreseen of a full run from the steps of a short one.</summary>
public sealed class ProjectionTests
{
    /// <summary>
    /// Runs of RELION 3.1.3 on synthetic sets (tests/data/projection): the error is that which the caveat tells.
    /// </summary>
    [Theory]
    [InlineData("A12ref", 4, 0.6)]
    [InlineData("A25acc", 4, -10.2)]
    [InlineData("B25acc", 4, -4.3)]
    [InlineData("A25k1", 4, -5.8)]
    [InlineData("A12ref", 6, 9.7)]
    [InlineData("A25acc", 6, -1.7)]
    [InlineData("B25acc", 6, 13.2)]
    [InlineData("A25k1", 6, 19.2)]
    public void Projection_of_known_runs_has_the_error_that_was_published(
        string run, int measured, double expectedPercent)
    {
        (IReadOnlyList<StepTime> steps, IReadOnlyList<IterationSize> sizes) = Known(run);
        BenchmarkProjection projection = Projection.Of(
            [.. steps.Where(step => step.Iteration <= measured)], [.. sizes.Take(measured)], sizes.Count)!;
        double whole = steps.Sum(step => step.Seconds);
        Assert.Equal(expectedPercent, 100 * (projection.Seconds / whole - 1), 0.5);
        Assert.True(projection.LowerSeconds <= projection.Seconds && projection.Seconds <= projection.UpperSeconds);
        Assert.True(whole < projection.UpperSeconds);
        Assert.Equal(sizes.Count, projection.CurrentSizes.Count);
        Assert.Contains("not a measurement", projection.Caveat);
    }

    [Fact]
    public void Time_grows_with_the_square_of_the_current_size_not_linearly()
    {
        // Expectation of size²/1000 seconds, other work 1 s; sizes grow by 10 an iteration from 40.
        int[] sizes = [40, 40, 50, 60];
        StepTime[] steps =
        [
            .. sizes.SelectMany(
                (size, index) => (StepTime[])[
                    new(index + 1, RefineStep.Expectation, 0, size * size / 1000.0),
                    new(index + 1, RefineStep.Output, 0, 1),
                ]),
        ];
        BenchmarkProjection projection = Projection.Of(
            steps, [.. sizes.Select((size, index) => new IterationSize(index + 1, size, 400))], 5)!;
        // Growth 10 an iteration, fading over four: 60 + 40 (1 − e^(−1/4)) = 68.85, even: 68. Measured: 1.6 + 1.6 + 2.5
        // + 3.6 + 4.
        Assert.Equal(68, projection.CurrentSizes[^1]);
        Assert.Equal(13.3 + 4.624 + 1, projection.Seconds, 9);
        Assert.Equal(13.3 + 3.6 + 1, projection.LowerSeconds, 9);
        Assert.Equal(13.3 + (4.6 * 80 * 80 / 3600), projection.UpperSeconds, 9);
    }

    [Fact]
    public void Too_few_iterations_and_unknown_sizes_are_not_projected()
    {
        (IReadOnlyList<StepTime> steps, IReadOnlyList<IterationSize> sizes) = Known("A12ref");
        Assert.Null(Projection.Of([.. steps.Where(step => step.Iteration <= 3)], [.. sizes.Take(3)], 12));
        Assert.Null(Projection.Of(steps, [], 25));
        Assert.Null(Projection.Of(steps, sizes, 12));
    }

    private static (IReadOnlyList<StepTime> Steps, IReadOnlyList<IterationSize> Sizes) Known(string run)
    {
        double[][] rows =
            [.. File.ReadLines(Path.Combine(RepositoryPaths.Root, "tests/data/projection", run + ".csv")).Skip(1)
                .Select(
                    line => line
                        .Split(',')
                        .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))
                        .ToArray())];
        var steps = new List<StepTime> { new(0, RefineStep.Preparation, 0, rows[0][3]) };
        foreach (double[] row in rows.Skip(1))
        {
            steps.Add(new((int)row[0], RefineStep.Expectation, 0, row[2]));
            steps.Add(new((int)row[0], RefineStep.Output, 0, row[3]));
        }
        return (steps, [.. rows.Skip(1).Select(row => new IterationSize((int)row[0], (int)row[1], (int)rows[0][1]))]);
    }
}
