using System.Diagnostics;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>Guide 3.4 in places: who runs where, on which CPUs.</summary>
public sealed class PlacementTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Guide_3_4_the_leader_shares_the_cores_of_one_compute_rank_of_the_first_host()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -ComputerName a, b");
        // 2 × 32 cores, hyper-threads 64 apart: core set k is 8k to 8k+7 with 64+8k to 64+8k+7.
        Assert.Equal(new RankPlacement(0, "a", "0-7,64-71"), plan.Placement[0]);
        Assert.Equal(new RankPlacement(1, "a", "8-15,72-79"), plan.Placement[1]);
        Assert.Equal(new RankPlacement(7, "a", "56-63,120-127"), plan.Placement[7]);
        Assert.Equal(new RankPlacement(8, "a", "0-7,64-71"), plan.Placement[8]);
        Assert.Equal(new RankPlacement(9, "b", "0-7,64-71"), plan.Placement[9]);
        Assert.Equal(new RankPlacement(16, "b", "56-63,120-127"), plan.Placement[16]);
        Assert.Equal(17, plan.Placement.Count);
    }

    [Fact]
    public void Guide_5_3_Intel_MPIs_perhost_8_of_33_ranks_puts_the_last_one_on_the_first_host()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi IntelMpi -ComputerName n0, "
            + "n1, n2, n3");
        Assert.Equal(
            [.. Enumerable.Range(0, 8), 32],
            plan.Placement.Where(rank => rank.HostName == "n0").Select(rank => rank.Rank));
        Assert.Equal(
            Enumerable.Range(8, 8), plan.Placement.Where(rank => rank.HostName == "n1").Select(rank => rank.Rank));
        Assert.Equal(plan.Placement[0].Cpus, plan.Placement[32].Cpus);
    }

    [Fact]
    public void Nodes_without_names_are_numbered()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -Name planned | New-RelionRefineCommand -Mpi IntelMpi -NodeCount 2");
        Assert.Equal(["#1", "#2"], plan.Placement.Select(rank => rank.HostName).Distinct());
        Assert.Equal(
            "planned",
            Plan(
                "New-RelionNodeProfile 2 32 -Name planned | New-RelionRefineCommand -Mpi "
                + "IntelMpi").Placement[0].HostName);
    }

    [Fact]
    public void The_threads_only_program_has_the_whole_node() =>
        Assert.Equal(
            [new RankPlacement(0, "n", "0-15")],
            Plan("New-RelionNodeProfile 1 8 -Name n | New-RelionRefineCommand").Placement);

    [Fact]
    public void No_core_is_given_twice_but_the_leaders_none_that_counts_is_unused_and_none_straddles_a_socket()
    {
        foreach (NodeProfile node in Nodes())
        {
            foreach (int nodes in new[] { 1, 2, 9 })
            {
                foreach (RankOrder order in Enum.GetValues<RankOrder>())
                {
                    RunPlan plan = Planner.Plan(
                        new PlanRequest { Node = node, NodeCount = nodes, UseMpi = true, RankOrder = order });
                    Check(node, plan);
                }
            }
        }
    }

    [Fact]
    public void SNC_4_ranks_stay_in_a_NUMA_node()
    {
        NodeProfile node = Node(2, 32, 2, numaNodes: 8);
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node, UseMpi = true });
        Assert.Equal(8, plan.ComputeRanksPerNode);
        Assert.All(plan.Placement, rank => Assert.Single(Cpus(rank).Select(cpu => node.Cpus[cpu].NumaNode).Distinct()));
    }

    [Fact]
    public void NUMA_nodes_whose_cores_are_numbered_alternately_still_hold_whole_ranks()
    {
        // Cores 0, 2, 4 … in NUMA node 0 and 1, 3, 5 … in 1, one socket.
        NodeProfile node = NodeTopology.Describe(
            [.. Enumerable.Range(0, 32).Select(id => new LogicalCpu(id, id, 0, id % 2, IsUsable: true))]);
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node, UseMpi = true, RanksPerNode = 2 });
        Assert.Equal("0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30", plan.Placement[0].Cpus);
    }

    [Theory]
    [InlineData(2, "1-31,65-95", 8, 7, 14)]
    [InlineData(8, "4-31,68-95", 8, 7, 14)]
    [InlineData(1, "1-31,65-95", 8, 7, 14)]
    public void Reserved_cores_are_the_first_of_each_socket_and_no_rank_gets_them(
        int reserved, string firstSocket, int ranks, int coresPerRank, int threads)
    {
        RunPlan plan = Plan(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi Mpich -ReserveCore "
            + $"{reserved}");
        Assert.Equal(
            (ranks, coresPerRank, threads, reserved),
            (plan.ComputeRanksPerNode, plan.CoresPerRank!.Value, plan.ThreadsPerRank, plan.ReservedCores));
        HashSet<int> free = [.. CpuList.TryParse("0-31,64-95")!.Except(CpuList.TryParse(firstSocket)!)];
        Assert.All(plan.Placement, rank => Assert.Empty(Cpus(rank).Intersect(free)));
        Assert.Equal("-ReserveCore", plan.Decisions.Single(decision => decision.Name == "ReservedCores").Source);
    }

    [Theory]
    [InlineData("2 32 -MemoryBytes 256GB", 1, 8)]
    [InlineData("3 16 -MemoryBytes 256GB", 1, 6)]
    [InlineData("1 13 -MemoryBytes 256GB", 1, 2)]
    [InlineData("1 13 -MemoryBytes 256GB", 2, 2)]
    [InlineData("1 10 -ThreadPerCore 1 -MemoryBytes 256GB", 3, 2)]
    public void Auto_refinement_gets_an_even_number_of_followers(string node, int nodes, int ranksPerNode)
    {
        RunPlan plan = Plan(
            $"New-RelionNodeProfile {node} | New-RelionRefineCommand -Mpi Mpich -NodeCount {nodes} "
            + $"-AdditionalArgument --auto_refine, --split_random_halves 3>$null");
        Assert.Equal(ranksPerNode, plan.ComputeRanksPerNode);
        Assert.Equal(0, (plan.Ranks - 1) % 2);
    }

    [Fact]
    public void Auto_refinement_with_an_odd_number_of_followers_is_refused()
    {
        _session.Run(
            "New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi Mpich -RankPerNode 5 -AdditionalArgument "
            + "--auto_refine");
        Assert.Equal(["RelionAutoRefineNeedsEvenFollowers"], _session.ErrorIds);
    }

    [Theory]
    [InlineData(8, 0.98)]
    [InlineData(32, 0.86)]
    [InlineData(128, 0.64)]
    public void Balance_bounds_are_those_of_the_published_data_set(int workers, double bound) =>
        Assert.Equal(bound, new BatchBalance(105_247, workers, 16).Bound(40), 2);

    [Fact]
    public void A_known_particle_count_lowers_the_pool_where_batches_are_too_coarse()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi IntelMpi -Fabric shm "
            + "-ComputerName a, b, c, d -ParticleCount 105247 -Executable relion_refine_mpi");
        Decision decision = plan.Decisions.Single(decision => decision.Rule == "WorkGranularity");
        Assert.InRange(plan.Pool, 30, 39);
        Assert.True(new BatchBalance(105_247, 32, 16).Bound(plan.Pool) >= 0.95);
        Assert.Contains("86 %", decision.Reason, StringComparison.Ordinal);
        Assert.False(decision.IsWarning);
    }

    [Fact]
    public void Too_few_particles_for_the_workers_warn_and_a_given_pool_stays()
    {
        RunPlan plan = Plan(
            "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -Pool 40 "
            + "-ParticleCount 1000");
        Assert.Equal(40, plan.Pool);
        Assert.Contains(
            _session.Warnings,
            warning => warning.Contains("1,000 particles", StringComparison.Ordinal)
                && warning.Contains("-Pool", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_particle_count_the_pool_is_the_guides() =>
        Assert.Equal(
            40,
            Plan(
                "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi IntelMpi -NodeCount 4 "
                + "3>$null").Pool);

    [Fact]
    public void Nodes_that_differ_are_planned_for_the_weakest_with_a_warning()
    {
        RunPlan plan = Plan(
            "New-RelionRefineCommand -Mpi OpenMpi -Node (New-RelionNodeProfile 2 32 -Name big -MemoryBytes 256GB), "
            + "(New-RelionNodeProfile 2 20 -Name small -MemoryBytes 256GB)");
        Assert.Equal((2, 8, 10), (plan.NodeCount, plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        Assert.Equal(["big", "small"], plan.Hosts);
        // Sockets of 32 cores begin at 0 and 32, of 20 at 0 and 20; sets of 5 cores.
        Assert.Equal("32-36,96-100", plan.Placement.First(rank => rank.HostName == "big" && Cpus(rank)[0] == 32).Cpus);
        Assert.Equal("20-24,60-64", plan.Placement.First(rank => rank.HostName == "small" && Cpus(rank)[0] == 20).Cpus);
        Assert.Contains(
            _session.Warnings,
            warning => warning.Contains("small", StringComparison.Ordinal)
                && warning.Contains("differ", StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_that_differ_are_refused_where_that_was_asked_for()
    {
        _session.Run(
            "New-RelionRefineCommand -RequireEqualNodes -Node (New-RelionNodeProfile 2 32), (New-RelionNodeProfile 2 "
            + "20)");
        Assert.Equal(["RelionNodesDiffer"], _session.ErrorIds);
    }

    [Fact]
    public void A_thousand_nodes_are_planned_and_rendered_in_under_a_second()
    {
        _session.Set("hosts", Enumerable.Range(1, 1000).Select(i => $"node{i:0000}").ToArray());
        _session.Run("$node = New-RelionNodeProfile 2 32 -MemoryBytes 256GB");
        foreach (string mpi in new[] { "IntelMpi", "OpenMpi", "Mpich", "SlurmSrun" })
        {
            string pipeline =
                $"$node | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi {mpi} -ComputerName $hosts -Fabric "
                + $"ofi 3>$null";
            _session.One<RefineCommand>(pipeline);
            long started = Stopwatch.GetTimestamp();
            RefineCommand command = _session.One<RefineCommand>(pipeline);
            Assert.True(
                Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1),
                $"{mpi}: {Stopwatch.GetElapsedTime(started)}");
            Assert.Equal(8001, command.Plan.Placement.Count);
        }
    }

    [Theory]
    [InlineData("-ReserveCore 64", "RelionReserveCoreInvalid")]
    [InlineData("-ReserveCore 60 -RankPerNode 8", "RelionMoreRanksThanCores")]
    public void Reservations_that_leave_too_little_are_refused(string parameters, string errorId)
    {
        _session.Run($"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi Mpich {parameters}");
        Assert.Equal([errorId], _session.ErrorIds);
    }

    /// <summary>Machines: 1 to 3 sockets, SMT on and off, SNC-4, and cpusets with holes.</summary>
    internal static IEnumerable<NodeProfile> Nodes()
    {
        foreach (int sockets in new[] { 1, 2, 3 })
        {
            foreach (int cores in new[] { 4, 8, 13, 16, 20, 24, 26, 32, 40, 64 })
            {
                foreach (int threads in new[] { 1, 2 })
                {
                    yield return Node(sockets, cores, threads, numaNodes: sockets);
                    if (cores % 4 == 0) yield return Node(sockets, cores, threads, numaNodes: 4 * sockets);
                    yield return WithHoles(Node(sockets, cores, threads, numaNodes: sockets), core => core % 5 != 3);
                    yield return WithHoles(Node(sockets, cores, threads, numaNodes: sockets), core => core >= 2);
                }
            }
        }
    }

    internal static NodeProfile Node(int sockets, int cores, int threads, int numaNodes) =>
        NodeTopology.Describe(NodeTopology.Regular(sockets, cores, threads, numaNodes));

    /// <summary>A cpuset that lacks whole cores, as schedulers give them out.</summary>
    internal static NodeProfile WithHoles(NodeProfile node, Func<int, bool> isUsable) =>
        NodeTopology.Describe([.. node.Cpus.Select(cpu => cpu with { IsUsable = isUsable(cpu.Core) })]);

    private static void Check(NodeProfile node, RunPlan plan)
    {
        string about = $"{node.Sockets} × {node.CoresPerSocket}, {node.UsableCpus} of {node.LogicalCpus} CPUs: {plan}";
        Dictionary<int, LogicalCpu> cpus = node.Cpus.ToDictionary(cpu => cpu.Id);
        Assert.Equal(Enumerable.Range(0, plan.Ranks), plan.Placement.Select(rank => rank.Rank));
        List<IGrouping<string, RankPlacement>> hosts = [.. plan.Placement.GroupBy(rank => rank.HostName)];
        Assert.Equal(plan.NodeCount, hosts.Count);
        foreach (IGrouping<string, RankPlacement> host in hosts)
        {
            bool hasLeader = host.Any(rank => rank.Rank == 0);
            Assert.Equal(plan.ComputeRanksPerNode + (hasLeader ? 1 : 0), host.Count());
            List<int> used = [.. host.Where(rank => rank.Rank != 0).SelectMany(Cpus)];
            Assert.True(used.Count == used.Distinct().Count(), about);
            Assert.All(used, cpu => Assert.True(cpus[cpu].IsUsable, about));
            Assert.True(used.Count >= plan.ComputeRanksPerNode * plan.ThreadsPerRank, about);
            foreach (RankPlacement rank in host)
            {
                List<LogicalCpu> members = [.. Cpus(rank).Select(cpu => cpus[cpu])];
                Assert.Equal(plan.CoresPerRank, members.Select(cpu => cpu.Core).Distinct().Count());
                // One rank that has the whole of uneven sockets is the node.
                bool isNode = plan.ComputeRanksPerNode == 1 && members.Count == node.UsableCpus;
                Assert.True(isNode || members.Select(cpu => cpu.Socket).Distinct().Count() == 1, about);
                // Hyper-thread siblings stay together.
                Assert.True(
                    members
                        .Select(cpu => cpu.Core)
                        .Distinct()
                        .Sum(core => node.Cpus.Count(cpu => cpu.Core == core && cpu.IsUsable)) == members.Count,
                    about);
            }
            if (hasLeader) Assert.Single(host, rank => rank.Rank != 0 && rank.Cpus == plan.Placement[0].Cpus);
        }
    }

    private static IReadOnlyList<int> Cpus(RankPlacement rank) => CpuList.TryParse(rank.Cpus)!;

    private RunPlan Plan(string pipeline) => _session.One<RefineCommand>(pipeline).Plan;
}
