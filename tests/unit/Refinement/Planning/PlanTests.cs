using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>Guide 3.4 through the front door: a profile in, the plan's numbers out.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("2 32 -MemoryBytes 256GB", 1, 8, 9, 16, 40)]
    [InlineData("2 32 -MemoryBytes 256GB", 4, 8, 33, 16, 40)]
    [InlineData("2 40", 1, 8, 9, 20, 40)]
    [InlineData("2 40", 4, 8, 33, 20, 40)]
    [InlineData("2 20", 1, 8, 9, 10, 40)]
    [InlineData("2 16", 1, 4, 5, 16, 40)]
    [InlineData("1 64 -MemoryBytes 512GB", 1, 8, 9, 16, 40)]
    public void Guide_3_4_ranks_threads_and_pool(
        string node, int nodes, int ranksPerNode, int ranks, int threads, int pool)
    {
        RunPlan plan = Plan($"New-RelionNodeProfile {node} | New-RelionRefineCommand -Mpi IntelMpi -NodeCount {nodes}");
        Assert.Equal(
            (nodes, ranksPerNode, ranks, threads, pool, (int?)threads),
            (plan.NodeCount, plan.ComputeRanksPerNode, plan.Ranks, plan.ThreadsPerRank, plan.Pool, plan.PinDomain));
    }

    [Fact]
    public void Guide_3_4_under_128_GB_fewer_ranks_even_over_the_sockets()
    {
        RunPlan plan = Plan("New-RelionNodeProfile 2 32 -MemoryBytes 96GB | New-RelionRefineCommand -Mpi IntelMpi");
        // 96 GiB at 16 GB a rank hold 6; of 2, 4 and 8 ranks, which share 2 × 32 cores evenly, 4 is the most.
        Assert.Equal((4, 5, 32, (int?)32), (plan.ComputeRanksPerNode, plan.Ranks, plan.ThreadsPerRank, plan.PinDomain));
        Assert.True(plan.Pool >= 2 * plan.ThreadsPerRank);
        Decision decision = Decide(plan, "ComputeRanksPerNode");
        Assert.Equal(("MemoryForAllRanks", "guide 3.4"), (decision.Rule, decision.Source));
        Assert.Contains("103 GB", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_groups_memory_limit_counts_like_less_memory()
    {
        _session.Set(
            "node",
            _session.One<NodeProfile>("New-RelionNodeProfile 2 32 -MemoryBytes 512GB") with
            {
                MemoryLimitBytes = 100_000_000_000,
            });
        RunPlan plan = Plan("$node | New-RelionRefineCommand -Mpi IntelMpi");
        Assert.Equal(4, plan.ComputeRanksPerNode);
        Assert.Contains(_session.Warnings, warning => warning.Contains("control group", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_of_256_GB_as_the_kernel_counts_it_is_not_warned_of()
    {
        // A node with 16 × 16 GB shows 263,846,460 kB on CentOS 8.
        Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 270178775040 | New-RelionRefineCommand -Mpi IntelMpi -Fabric shm "
            + "-HostFile "
                + _folder.Write("h", "a\n"));
        Assert.DoesNotContain(_session.Warnings, warning => warning.Contains("guide 2.2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1 2 -ThreadPerCore 1 -MemoryBytes 24GB", 2)]
    [InlineData("1 8 -MemoryBytes 256GB", 16)]
    public void One_compute_rank_on_one_node_is_the_threads_only_program(string node, int threads)
    {
        RefineCommand command = _session.One<RefineCommand>($"New-RelionNodeProfile {node} | New-RelionRefineCommand");
        Assert.Equal(
            (1, 1, threads), (command.Plan.ComputeRanksPerNode, command.Plan.Ranks, command.Plan.ThreadsPerRank));
        Assert.InRange(command.Plan.Pool, 30, 40);
        Assert.False(command.Plan.UsesMpi);
        Assert.Null(command.Plan.PinDomain);
        Assert.Equal("relion_refine", command.Executable);
        Assert.Empty(command.LauncherArguments);
        Assert.Equal("None", command.Mpi);
    }

    [Theory]
    [InlineData("2 4 -ThreadPerCore 1", 2, 4)]
    [InlineData("2 26", 8, 12)]
    [InlineData("2 18", 6, 12)]
    [InlineData("2 24", 8, 12)]
    [InlineData("2 19", 6, 12)]
    [InlineData("4 16", 8, 16)]
    [InlineData("3 16", 6, 16)]
    [InlineData("1 64 -ThreadPerCore 1", 4, 16)]
    [InlineData("16 1 -ThreadPerCore 1 -NumaNode 1", 1, 16)]
    public void Guide_3_4_ranks_share_the_cores_evenly_and_straddle_no_socket(
        string node, int ranksPerNode, int threads)
    {
        RunPlan plan = Plan($"New-RelionNodeProfile {node} | New-RelionRefineCommand");
        Assert.Equal((ranksPerNode, threads), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
    }

    [Fact]
    public void Every_regular_node_gets_a_plan_that_keeps_the_rules()
    {
        foreach (int sockets in new[] { 1, 2, 3, 4, 8 })
        {
            for (int cores = 2; cores <= 64; cores += 3)
            {
                foreach (int threadsPerCore in new[] { 1, 2, 4 })
                {
                    RunPlan plan = Plan(
                        $"New-RelionNodeProfile {sockets} {cores} -ThreadPerCore {threadsPerCore} -MemoryBytes 1TB | "
                        + $"New-RelionRefineCommand -Mpi IntelMpi 3>$null");
                    Assert.InRange(plan.ComputeRanksPerNode, sockets, 8);
                    Assert.Equal(0, plan.ComputeRanksPerNode % sockets);
                    // Where the cores don't divide, a few idle rather than that three ranks of four go.
                    int cpus = sockets * cores * threadsPerCore;
                    Assert.InRange(plan.ComputeRanksPerNode * plan.ThreadsPerRank, cpus * 7 / 8.0, cpus);
                    Assert.True(plan.ThreadsPerRank > 9 || plan.ComputeRanksPerNode == sockets);
                    Assert.True(plan.Pool >= 2 * plan.ThreadsPerRank && plan.Pool >= 30);
                }
            }
        }
    }

    [Fact]
    public void Every_number_of_the_plan_has_a_decision_with_its_source()
    {
        RunPlan plan = Plan("New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi IntelMpi");
        Assert.Equal(plan.NodeCount, Decide(plan, "NodeCount").Value);
        Assert.Equal(plan.ComputeRanksPerNode, Decide(plan, "ComputeRanksPerNode").Value);
        Assert.Equal(plan.Ranks, Decide(plan, "Ranks").Value);
        Assert.Equal(plan.ThreadsPerRank, Decide(plan, "ThreadsPerRank").Value);
        Assert.Equal(plan.Pool, Decide(plan, "Pool").Value);
        Assert.Equal(plan.PinDomain, Decide(plan, "PinDomain").Value);
        Assert.All(plan.Decisions, decision => Assert.True(decision.Reason.Length > 0 && decision.Source.Length > 0));
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    public void Guide_3_4_more_than_16_nodes_warn_and_say_why(int nodes, bool warns)
    {
        Plan(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -NodeCount {nodes}");
        Assert.Equal(
            warns,
            _session.Warnings.Any(
                warning => warning.Contains("16", StringComparison.Ordinal)
                    && warning.Contains("particles", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("2 32 -ThreadPerCore 1 -MemoryBytes 256GB", "guide 2.1")]
    [InlineData("2 32 -MemoryBytes 192GB", "guide 2.2")]
    public void Guide_2_hyper_threading_off_and_little_memory_warn(string node, string section)
    {
        Plan($"New-RelionNodeProfile {node} | New-RelionRefineCommand -Mpi OpenMpi");
        Assert.Contains(section, Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Overrides_win_and_are_shown_as_such()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -RankPerNode 4 "
            + "-Thread 30 -Pool 64 -ComputerName a, b");
        Assert.Equal(
            (2, 4, 9, 30, 64), (plan.NodeCount, plan.ComputeRanksPerNode, plan.Ranks, plan.ThreadsPerRank, plan.Pool));
        Assert.Equal(["a", "b"], plan.Hosts);
        foreach ((string name, string parameter) in new[]
        {
            ("NodeCount", "-ComputerName"),
            ("ComputeRanksPerNode", "-RankPerNode"),
            ("ThreadsPerRank", "-Thread"),
            ("Pool", "-Pool"),
        })
        {
            Decision decision = Decide(plan, name);
            Assert.Equal(("Override", parameter), (decision.Rule, decision.Source));
        }
        Assert.Contains("the rules say 4", Decide(plan, "ComputeRanksPerNode").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_threads_leave_room_for_as_many_ranks_as_fit()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -Thread 32");
        Assert.Equal((4, 32), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
    }

    [Fact]
    public void Ranks_that_straddle_sockets_by_override_are_warned_of()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -RankPerNode 5");
        // A rank has 12 whole cores.
        Assert.Equal(24, plan.ThreadsPerRank);
        Assert.Contains(_session.Warnings, warning => warning.Contains("straddle", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-RankPerNode 0", "RelionRanksPerNodeInvalid")]
    [InlineData("-RankPerNode -3", "RelionRanksPerNodeInvalid")]
    [InlineData("-RankPerNode 65", "RelionMoreRanksThanCores")]
    [InlineData("-Thread 0", "RelionThreadInvalid")]
    [InlineData("-Pool 0", "RelionPoolInvalid")]
    [InlineData("-NodeCount 0", "RelionNodeCountInvalid")]
    [InlineData("-ComputerName a, b -NodeCount 3", "RelionNodeCountMismatch")]
    [InlineData("-HostFile /no/such/file", "RelionHostFileNotFound")]
    [InlineData("-HostFile /dev/null", "RelionHostFileEmpty")]
    [InlineData("-HostFile /dev/null -ComputerName a", "RelionHostsTwice")]
    [InlineData("-Mpi None -NodeCount 2", "RelionThreadsOnlyNeedsOneNode")]
    [InlineData("-Mpi None -RankPerNode 2", "RelionThreadsOnlyNeedsOneRank")]
    [InlineData("-Mpi OpenMpi -Executable /opt/bin/relion_refine", "RelionProgramNotMpi")]
    [InlineData("-Mpi None -Executable relion_refine_mpi", "RelionProgramIsMpi")]
    [InlineData("-AdditionalArgument --j, 4", "RelionOptionGivenTwice")]
    [InlineData("-InputStar a.star", "RelionMissingOption")]
    [InlineData("-WorkingDirectory Env:/x", "RelionPathNotFileSystem")]
    public void Nonsense_is_refused_with_the_reason(string parameters, string errorId)
    {
        Assert.Empty(
            _session.Run($"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand {parameters}"));
        Assert.Equal([errorId], _session.ErrorIds);
        Assert.DoesNotContain("   at ", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Preset Nonesuch")]
    [InlineData("-Mpi LamMpi")]
    [InlineData("-Symmetry Q7")]
    [InlineData("-ClassCount 0")]
    [InlineData("-HealpixOrder 99")]
    [InlineData("-ParticleDiameter -5")]
    public void Values_out_of_range_do_not_bind(string parameters)
    {
        Assert.Empty(_session.Run($"New-RelionNodeProfile 2 32 | New-RelionRefineCommand {parameters}"));
        Assert.Equal(["ParameterArgumentValidationError"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("n1\nn2\n", 2)]
    [InlineData("n1:9\nn2:8\n# n9\n\nn3:8", 3)]
    [InlineData("n1 slots=9 max_slots=9\nn2\tslots=8\n", 2)]
    [InlineData("n1\r\nn1\r\nn2\r\n", 2)]
    public void Host_files_of_the_usual_formats_give_the_node_count(string text, int nodes)
    {
        string path = _folder.Write("hosts", text);
        Assert.Equal(
            nodes,
            Plan($"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi IntelMpi -HostFile {path}").NodeCount);
    }

    [Fact]
    public void Several_profiles_in_the_pipeline_give_a_command_each_and_errors_do_not_stop_the_rest()
    {
        IReadOnlyList<object?> commands = _session.Run(
            "1, 64, 40 | ForEach-Object { New-RelionNodeProfile 1 $_ -MemoryBytes 256GB } | New-RelionRefineCommand "
            + "-RankPerNode 8 -Mpi OpenMpi");
        Assert.Equal([16, 10], commands.Cast<RefineCommand>().Select(command => command.Plan.ThreadsPerRank));
        Assert.Equal(["RelionMoreRanksThanCores"], _session.ErrorIds);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private RunPlan Plan(string pipeline) => _session.One<RefineCommand>(pipeline).Plan;

    private static Decision Decide(RunPlan plan, string name) =>
        plan.Decisions.First(decision => decision.Name == name);
}
