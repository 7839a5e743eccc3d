using RelionPS.Runs.Benchmarks;

namespace RelionPS.UnitTests.Runs.Benchmarks;

/// <summary>Medians and shares of steps and iterations over several runs.</summary>
public sealed class StepStatisticsTests
{
    [Fact]
    public void Iterations_are_medians_over_the_runs_that_have_them() => Assert.Equal(
        [new IterationTime(1, 2), new IterationTime(2, 7)],
        StepStatistics.MedianIterations([[new(1, 1), new(2, 7)], [new(1, 2)], [new(1, 9)]]));

    [Fact]
    public void Shares_add_up_and_medians_are_those_of_each_step()
    {
        StepTime[] first =
        [
            new(0, RefineStep.Preparation, 0, 1), new(1, RefineStep.Expectation, 1, 8), new(1, RefineStep.Output, 9, 1),
        ];
        StepTime[] second =
        [
            new(0, RefineStep.Preparation, 0, 3),
            new(1, RefineStep.Expectation, 3, 10),
            new(1, RefineStep.Output, 13, 1),
        ];
        IReadOnlyList<StepTime> steps = StepStatistics.Medians([first, second]);
        Assert.Equal([2, 9, 1], steps.Select(step => step.Seconds));
        Assert.Equal([0, 2, 11], steps.Select(step => step.StartSeconds));
        Assert.Equal(
            [(RefineStep.Preparation, 2 / 12.0), (RefineStep.Expectation, 0.75), (RefineStep.Output, 1 / 12.0)],
            StepStatistics.Shares(steps).Select(share => (share.Step, share.Share)));
    }
}
