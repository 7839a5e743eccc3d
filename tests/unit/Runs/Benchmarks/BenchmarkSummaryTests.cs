using RelionPS.Runs.Benchmarks;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Benchmarks;

/// <summary>The sentence that says what was measured (guide 5.3).</summary>
public sealed class BenchmarkSummaryTests
{
    [Fact]
    public void Sentence_for_one_node_is_that_of_guide_5_3() => Assert.Equal(
        "RELION 3.1.1 completed 25 iterations of Plasmodium Ribosome using 9 ranks and 16 threads per rank and a pool "
        + "size of 40 "
        + "on a single Intel® Xeon® 8358 Scalable Processor node in the following time (seconds): 1234",
        BenchmarkSummary.Render(Command(nodes: 1, ranks: 9), "3.1.1", 25, 1234.4));

    [Fact]
    public void Sentence_for_four_nodes_is_that_of_guide_5_3() => Assert.Equal(
        "RELION 3.1.1 completed 25 iterations of Plasmodium Ribosome using 33 ranks and 16 threads per rank and a "
        + "pool size of 40 "
        + "on four Intel® Xeon® 8358 Scalable Processor nodes in the following time (seconds): 432",
        BenchmarkSummary.Render(Command(nodes: 4, ranks: 33), "3.1.1", 25, 432));

    [Fact]
    public void Sentence_of_a_threads_only_run_counts_in_the_singular() => Assert.Equal(
        "RELION Unknown completed 1 iteration of Plasmodium Ribosome using 1 rank and 2 threads per rank and a pool "
        + "size of 30 "
        + "on a single AMD EPYC 7763 64-Core Processor node in the following time (seconds): 2.35",
        BenchmarkSummary.Render(
            TestCommand.Threads("/", "relion_refine") with
            {
                Node = TestCommand.Node("AMD EPYC 7763 64-Core Processor  "),
            },
            "Unknown",
            1,
            2.3456));

    [Theory]
    [InlineData(1, "Processor node with 2 × A100, 1 × H100 in the following")]
    [InlineData(2, "Processor nodes with 2 × A100, 1 × H100 each in the following")]
    public void The_GPUs_that_were_used_are_named(int nodes, string expected)
    {
        RefineCommand command = Command(nodes, (3 * nodes) + 1);
        GpuLoad[] loads =
        [
            .. from host in Enumerable.Range(1, nodes)
               from gpu in Enumerable.Range(0, 3)
               select new GpuLoad
               {
                   HostName = $"#{host}",
                   Device = gpu,
                   Model = gpu < 2 ? "A100" : "H100",
                   ThreadsPerRank = 8,
               },
        ];
        var gpus = new GpuPlan { GpusPerNode = 3, List = "0:1:2", Devices = loads };
        Assert.Contains(
            expected,
            BenchmarkSummary.Render(command with { Plan = command.Plan with { Gpu = gpus } }, "3.1.1", 25, 1),
            StringComparison.Ordinal);
    }

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

    private static RefineCommand Command(int nodes, int ranks) => TestCommand.Threads("/", "relion_refine_mpi") with
    {
        Plan = TestCommand.Plan(nodes, 8, ranks, 16, usesMpi: true, pool: 40),
    };
}
