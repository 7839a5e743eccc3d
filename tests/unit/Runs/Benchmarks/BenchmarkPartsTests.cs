using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Output;
using RelionPS.Runs.Running;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Benchmarks;

public sealed class BenchmarkPartsTests
{
    [Fact]
    public void Sentence_for_one_node_is_that_of_guide_5_3() => Assert.Equal(
        "RELION 3.1.1 completed 25 iterations of Plasmodium Ribosome using 9 ranks and 16 threads per rank and a pool size of 40 "
        + "on a single Intel® Xeon® 8358 Scalable Processor node in the following time (seconds): 1234",
        BenchmarkSummary.Render(Command(nodes: 1, ranks: 9), "3.1.1", 25, 1234.4));

    [Fact]
    public void Sentence_for_four_nodes_is_that_of_guide_5_3() => Assert.Equal(
        "RELION 3.1.1 completed 25 iterations of Plasmodium Ribosome using 33 ranks and 16 threads per rank and a pool size of 40 "
        + "on four Intel® Xeon® 8358 Scalable Processor nodes in the following time (seconds): 432",
        BenchmarkSummary.Render(Command(nodes: 4, ranks: 33), "3.1.1", 25, 432));

    [Fact]
    public void Sentence_of_a_threads_only_run_counts_in_the_singular() => Assert.Equal(
        "RELION Unknown completed 1 iteration of Plasmodium Ribosome using 1 rank and 2 threads per rank and a pool size of 30 "
        + "on a single AMD EPYC 7763 64-Core Processor node in the following time (seconds): 2.35",
        BenchmarkSummary.Render(
            TestCommand.Threads("/", "relion_refine") with { Node = TestCommand.Node("AMD EPYC 7763 64-Core Processor  ") }, "Unknown", 1, 2.3456));

    [Theory]
    [InlineData(2, " on two ")]
    [InlineData(12, " on twelve ")]
    [InlineData(13, " on 13 ")]
    public void Small_counts_of_nodes_are_words(int nodes, string expected) =>
        Assert.Contains(expected, BenchmarkSummary.Render(Command(nodes, (8 * nodes) + 1), "3.1.1", 25, 1));

    [Theory]
    [InlineData("Intel(R) Xeon(R) Platinum 8380 CPU @ 2.30GHz", "Intel® Xeon® 8380 Scalable Processor")]
    [InlineData("Intel(R) Xeon(R) Gold 6430Y+", "Intel® Xeon® 6430Y+ Scalable Processor")]
    [InlineData("Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz", "Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz")]
    [InlineData("Intel Xeon Processor (Icelake)", "Intel Xeon Processor (Icelake)")]
    [InlineData("AMD EPYC 9654 96-Core Processor", "AMD EPYC 9654 96-Core Processor")]
    public void Processor_is_named_as_the_guide_does_where_it_is_a_scalable_xeon(string model, string expected) =>
        Assert.Equal(expected, BenchmarkSummary.Processor(model));

    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3)]
    public void Median_is_the_middle(double[] values, double expected) => Assert.Equal(expected, SampleStatistics.Median(values));

    [Fact]
    public void Median_of_nothing_is_nothing() => Assert.Null(SampleStatistics.Median([]));

    [Fact]
    public void Iterations_are_medians_over_the_runs_that_have_them() => Assert.Equal(
        [new IterationTime(1, 2), new IterationTime(2, 7)],
        StepStatistics.MedianIterations([[new(1, 1), new(2, 7)], [new(1, 2)], [new(1, 9)]]));

    [Fact]
    public void Status_names_run_iteration_step_and_time_left()
    {
        var progress = new RunProgress("Synthetic", 1, 3, new NoReporter());
        Assert.Equal("run 2 of 3, iteration 4 of 25, Expectation, 12 s left in this step", progress.Status(new RelionProgress(4, 25, "Expectation", 0.5, TimeSpan.FromSeconds(12), 14)));
        Assert.Equal("run 2 of 3, Estimating initial noise spectra", progress.Status(new RelionProgress(null, 25, "Estimating initial noise spectra", 0, null, 0)));
    }

    [Fact]
    public void Time_left_covers_the_runs_to_come()
    {
        // A quarter of the second run took 10 s: 30 s of it and 40 s of the third are left.
        var progress = new RunProgress("Synthetic", 1, 3, new NoReporter());
        Assert.Equal(TimeSpan.FromSeconds(70), progress.Remaining(new RelionProgress(1, 2, "Expectation", 0.5, null, 25), TimeSpan.FromSeconds(10)));
        Assert.Null(progress.Remaining(new RelionProgress(1, 2, "Expectation", 0, null, 0.5), TimeSpan.FromSeconds(10)));
    }

    private static RefineCommand Command(int nodes, int ranks) => TestCommand.Threads("/", "relion_refine_mpi") with
    {
        Plan = TestCommand.Plan(nodes, 8, ranks, 16, usesMpi: true, pool: 40),
    };

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
