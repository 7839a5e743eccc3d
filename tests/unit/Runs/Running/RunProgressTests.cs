using RelionPS.Core.Processes;
using RelionPS.Runs.Output;
using RelionPS.Runs.Running;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>What the progress of one run among several says.</summary>
public sealed class RunProgressTests
{
    [Fact]
    public void Status_names_iteration_run_and_step_and_the_time_of_the_step_where_that_of_all_is_not_known()
    {
        var progress = new RunProgress("Synthetic", 1, 3, new NoReporter());
        var half = new RelionProgress(4, 25, "Expectation", 0.5, TimeSpan.FromSeconds(12), 14);
        Assert.Equal("iteration 4 of 25, run 2 of 3, Expectation", progress.Status(half, isTimeKnown: true));
        Assert.Equal(
            "iteration 4, run 2 of 3, Expectation, 12 s left in this step",
            progress.Status(half with { Iterations = null, Percent = null }, isTimeKnown: false));
        Assert.Equal(
            "run 2 of 3, Estimating initial noise spectra",
            progress.Status(new RelionProgress(null, 25, "Estimating initial noise spectra", 0, null, 0), false));
    }

    [Fact]
    public void Time_left_covers_the_runs_to_come()
    {
        // A quarter of the second run took 10 s: 30 s of it and 40 s of the third are left.
        var progress = new RunProgress("Synthetic", 1, 3, new NoReporter());
        Assert.Equal(
            TimeSpan.FromSeconds(70),
            progress.Remaining(new RelionProgress(1, 2, "Expectation", 0.5, null, 25), TimeSpan.FromSeconds(10)));
        Assert.Null(
            progress.Remaining(new RelionProgress(1, 2, "Expectation", 0, null, 0.5), TimeSpan.FromSeconds(10)));
    }

    private sealed class NoReporter : IReporter
    {
        public void Progress(ProgressReport report)
        {
        }

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }
    }
}
