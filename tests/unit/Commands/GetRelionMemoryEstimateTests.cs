using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Memory through the front door: the estimate, and the plan that follows it.</summary>
public sealed class GetRelionMemoryEstimateTests : IDisposable
{
    private const string Ribosome = "-Preset PlasmodiumRibosome -BoxSize 360 -PixelSize 1.34";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_kind_of_rank_is_told_and_all_ranks_are_counted()
    {
        RankMemory[] ranks = Estimate(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | Get-RelionMemoryEstimate {Ribosome}");
        // The leader, six followers with a class each (class k on follower k mod followers + 1), and two without.
        Assert.Equal(
            [(RankKind.Leader, 1), (RankKind.Follower, 2), (RankKind.ReconstructingFollower, 6)],
            ranks.Select(rank => (rank.Kind, rank.Count)));
        Assert.All(ranks, rank => Assert.Equal(rank.PeakBytes, rank.Steps.Max(step => step.Bytes)));
        Assert.All(
            ranks.SelectMany(rank => rank.Steps),
            step => Assert.Equal(step.Bytes, step.Parts.Sum(part => part.Bytes)));
        Assert.Equal((0L, 0L), (ranks[0].ExpectationBytes, ranks[0].MaximizationBytes));
        Assert.Equal(0, ranks[1].MaximizationBytes);
    }

    [Theory]
    // By hand: P = 2·(round(2·r) + 1) + 1 and N = P²·(⌊P/2⌋ + 1); a class's sums are three reals of 8 bytes a point
    // (relion-3.1.3, backprojector.h).
    [InlineData(120, 243L * 243 * 122)]
    [InlineData(212, 427L * 427 * 214)]
    [InlineData(360, 723L * 723 * 362)]
    public void Sums_of_six_classes_have_the_size_of_their_Fourier_volumes(int currentSize, long points)
    {
        RankMemory[] ranks = Estimate(
            $"New-RelionNodeProfile 2 32 | Get-RelionMemoryEstimate {Ribosome} -CurrentSize {currentSize} -ClassCount "
            + $"6");
        MemoryPart sums = ranks
            .Single(rank => rank.Kind == RankKind.Follower).Steps
            .Single(step => step.Step == MemoryStep.Expectation).Parts
            .Single(part => part.Name == "sums");
        Assert.Equal(24 * 6 * points, sums.Bytes);
    }

    [Fact]
    public void Table_has_a_row_for_each_number_of_ranks_and_threads_and_grows_with_the_ranks()
    {
        NodeMemory[] table =
        [
            .. _session
                .Run(
                    $"New-RelionNodeProfile 2 32 -MemoryBytes 128GB | Get-RelionMemoryEstimate {Ribosome} -Rank 1, 2, "
                    + $"4, 8 -Thread 8, 16 -ExpectedResolution 4")
                .Cast<NodeMemory>(),
        ];
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(
            [(1, 8), (1, 16), (2, 8), (2, 16), (4, 8), (4, 16), (8, 8), (8, 16)],
            table.Select(row => (row.RanksPerNode, row.Threads)));
        Assert.True(
            table
                .Where(row => row.Threads == 8)
                .Select(row => row.NodeBytes)
                .SequenceEqual(table.Where(row => row.Threads == 8).Select(row => row.NodeBytes).Order()));
        Assert.All(table, row => Assert.Equal(row.NodeBytes <= row.LimitBytes, row.Fits));
        string[] chart =
        [
            .. _session
                .Run(
                    $"New-RelionNodeProfile 2 32 -MemoryBytes 128GB | Get-RelionMemoryEstimate {Ribosome} -Rank 1, 2, "
                    + $"4, 8 -Thread 8, 16 -ExpectedResolution 4 -Chart")
                .Cast<string>(),
        ];
        Assert.Equal(2 + 4, chart.Length);
        Assert.All(chart, line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("-ClassCount 2", "RelionBoxSizeUnknown")]
    [InlineData("-BoxSize 2", "RelionBoxSizeInvalid")]
    [InlineData("-BoxSize 64 -PixelSize 0", "RelionPixelSizeInvalid")]
    public void What_can_t_be_estimated_is_refused(string parameters, string id)
    {
        _session.Run($"New-RelionNodeProfile 1 8 | Get-RelionMemoryEstimate {parameters}");
        Assert.Equal([id], _session.ErrorIds);
    }

    [Fact]
    public void A_property_without_value_binds_as_not_known()
    {
        _session.Run(
            "New-RelionNodeProfile 1 8 | Get-RelionMemoryEstimate -BoxSize $null -PixelSize $null -ClassCount 2");
        Assert.Equal(["RelionBoxSizeUnknown"], _session.ErrorIds);
    }

    [Fact]
    public void A_planned_command_is_estimated_as_it_is_planned()
    {
        RefineCommand command = _session.One<RefineCommand>(
            $"$c = New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand {Ribosome} -NodeCount 4 "
            + $"-Mpi OpenMpi 3>$null; $c");
        RankMemory[] ranks = Estimate("$c | Get-RelionMemoryEstimate");
        Assert.Equal(command.Plan.Ranks, ranks.Sum(rank => rank.Count));
    }

    /// <summary>It is planned already: what would plan it anew was taken, and told nothing.</summary>
    [Theory]
    [InlineData("$c | Get-RelionMemoryEstimate -BoxSize 400", "InputObjectNotBound")]
    [InlineData("$c | Get-RelionMemoryEstimate -ClassCount 2", "InputObjectNotBound")]
    [InlineData("Get-RelionMemoryEstimate -Command $c -ExpectedResolution 6", "AmbiguousParameterSet")]
    [InlineData("Get-RelionMemoryEstimate -Command $c -Symmetry D7", "AmbiguousParameterSet")]
    public void A_planned_command_takes_nothing_that_plans(string script, string error)
    {
        _session.Run($"$c = New-RelionNodeProfile 1 8 | New-RelionRefineCommand {Ribosome} -Mpi OpenMpi 3>$null");
        Assert.Empty(_session.Run(script));
        Assert.Equal([error], _session.ErrorIds);
    }

    [Fact]
    public void Guide_3_4_less_memory_means_fewer_ranks_then_a_smaller_pool_each_with_its_reason()
    {
        RefineCommand roomy = Plan(512), tight = Plan(96);
        Assert.Equal(8, roomy.Plan.ComputeRanksPerNode);
        Assert.True(tight.Plan.ComputeRanksPerNode < roomy.Plan.ComputeRanksPerNode);
        Decision[] ranks =
        [
            .. tight.Decisions.Where(decision => decision is { Name: "ComputeRanksPerNode", Rule: "MemoryModel" }),
        ];
        Assert.Contains("of it may be used", Assert.Single(ranks).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_fits_nine_tenths_of_the_node_or_says_by_how_much_it_does_not()
    {
        bool hasFit = false, hasOver = false;
        foreach (int gigabytes in (int[])[8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512])
        {
            RefineCommand command = Plan(gigabytes);
            Decision node = command.Decisions.Last(decision => decision.Name == "NodeBytes");
            bool fits = (long)node.Value! <= 0.9 * gigabytes * (1L << 30);
            Assert.Equal(!fits, node.IsWarning);
            if (!fits) Assert.Contains("more than 90 %", node.Reason, StringComparison.Ordinal);
            hasFit |= fits;
            hasOver |= !fits;
        }
        Assert.True(hasFit && hasOver);
    }

    private RefineCommand Plan(int gigabytes) =>
        _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 -MemoryBytes {gigabytes}GB | New-RelionRefineCommand {Ribosome} "
            + $"-ExpectedResolution 3.2 -NodeCount 2 -Mpi OpenMpi 3>$null");

    private RankMemory[] Estimate(string script)
    {
        RankMemory[] ranks = [.. _session.Run(script).Cast<RankMemory>()];
        Assert.Empty(_session.ErrorIds);
        return ranks;
    }

    /// <summary>
    /// 500 px, padding 2: 1003 × 1003 × 502 elements of 20 bytes on a GPU are 10.1 GB, besides threads and driver; the
    /// node's memory is another number.
    /// </summary>
    [Fact]
    public void Memory_of_the_GPU_is_told_apart_from_that_of_the_node()
    {
        IReadOnlyList<object?> ranks = _session.Run(
            "Get-RelionMemoryEstimate -JobType Refine3D -RelionVersion 5.0 -BoxSize 500 -PixelSize 1 -Acceleration Gpu "
            + "-WarningAction SilentlyContinue");
        Assert.Empty(_session.ErrorIds);
        RankMemory leader = ranks.OfType<RankMemory>().Single(rank => rank.Kind == RankKind.Leader);
        Assert.Null(leader.GpuBytes);
        Assert.All(
            ranks.OfType<RankMemory>().Where(rank => rank.Kind != RankKind.Leader),
            rank => Assert.InRange(rank.GpuBytes!.Value, 10.3e9, 13.8e9));
        Assert.All(
            _session.Run("Get-RelionMemoryEstimate -BoxSize 500 -PixelSize 1 -WarningAction SilentlyContinue")
                .OfType<RankMemory>(),
            rank => Assert.Null(rank.GpuBytes));
    }
}
