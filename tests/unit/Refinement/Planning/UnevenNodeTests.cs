using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>Machines as schedulers and clouds give them out: parts of sockets, odd numbers of cores, half the SMT.
/// </summary>
public sealed class UnevenNodeTests
{
    [Fact]
    public void Ten_cores_of_one_socket_and_two_of_the_other_all_work()
    {
        NodeProfile node = PlacementTests.WithHoles(
            PlacementTests.Node(2, 32, 1, numaNodes: 2), core => core is < 10 or 32 or 33);
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node });
        Assert.Equal((1, 12), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        RunPlan six = Planner.Plan(new PlanRequest { Node = node, RanksPerNode = 6 });
        Assert.Equal((6, 2), (six.ComputeRanksPerNode, six.ThreadsPerRank));
        Assert.Equal("32-33", six.Placement[5].Cpus);
        RunPlan four = Planner.Plan(new PlanRequest { Node = node, RanksPerNode = 4 });
        Assert.Equal((4, 3), (four.ComputeRanksPerNode, four.ThreadsPerRank));
        Assert.Contains(
            four.Decisions, decision => decision.IsWarning && decision.Reason.Contains("straddle a socket"));
    }

    [Fact]
    public void Twenty_cores_and_four_with_hyper_threading_all_work()
    {
        NodeProfile node = PlacementTests.WithHoles(
            PlacementTests.Node(2, 32, 2, numaNodes: 2), core => core is < 20 or (>= 32 and < 36));
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node });
        Assert.Equal((6, 8), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        Check(node, plan, isByRule: true);
    }

    [Theory]
    [InlineData(32, 31, 8, 14)]
    [InlineData(31, 31, 8, 14)]
    [InlineData(29, 29, 8, 14)]
    [InlineData(37, 37, 8, 18)]
    [InlineData(26, 26, 8, 12)]
    [InlineData(22, 22, 8, 10)]
    [InlineData(38, 38, 8, 18)]
    [InlineData(23, 23, 6, 14)]
    [InlineData(19, 19, 6, 12)]
    [InlineData(13, 13, 4, 12)]
    [InlineData(32, 32, 8, 16)]
    [InlineData(18, 18, 6, 12)]
    public void One_core_less_costs_no_ranks(int first, int second, int ranks, int threads)
    {
        NodeProfile node = PlacementTests.WithHoles(
            PlacementTests.Node(2, 40, 2, numaNodes: 2), core => core < first || (core >= 40 && core < 40 + second));
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node });
        Assert.Equal((ranks, threads), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        Check(node, plan, isByRule: true);
    }

    [Theory]
    [InlineData(8, 14)]
    [InlineData(4, 30)]
    public void Ranks_that_were_asked_for_have_no_more_threads_than_CPUs(int ranks, int threads)
    {
        NodeProfile node = PlacementTests.WithHoles(PlacementTests.Node(2, 32, 2, numaNodes: 2), core => core != 0);
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node, RanksPerNode = ranks });
        Assert.Equal(threads, plan.ThreadsPerRank);
        Check(node, plan, isByRule: false);
    }

    [Fact]
    public void Hyper_threading_on_one_of_two_sockets_leaves_an_eighth_idle_and_warns_with_the_number()
    {
        NodeProfile node = NodeTopology.Describe([.. PlacementTests.Node(2, 32, 2, numaNodes: 2).Cpus
            .Select(cpu => cpu with { IsUsable = cpu.Socket == 0 || cpu.Id < 64 })]);
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node });
        // 64 CPUs hold 5 ranks of 12, 32 hold 2: 84 of 96 work.
        Assert.Equal((7, 12), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        Decision idle = plan.Decisions.Single(decision => decision.Name == "IdleCpus");
        Assert.Equal((12, true), ((int)idle.Value!, idle.IsWarning));
        Check(node, plan, isByRule: true);
    }

    [Fact]
    public void Sixteen_sockets_are_shared_by_eight_ranks_of_two_each()
    {
        NodeProfile node = PlacementTests.Node(16, 4, 2, numaNodes: 16);
        RunPlan plan = Planner.Plan(new PlanRequest { Node = node });
        Assert.Equal((8, 16), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        Assert.Contains(plan.Decisions, decision => decision.Reason.Contains("16 sockets"));
    }

    [Fact]
    public void Any_shape_is_used_but_for_a_few_CPUs_or_warned_of_and_its_reasons_are_true() =>
        Try(
            Nodes(1), 2000,
            node => Check(node, Planner.Plan(new PlanRequest { Node = node }), isByRule: true));

    [Fact]
    public void Any_shape_holds_the_ranks_that_were_asked_for() =>
        Try(
            Gen.Select(Nodes(1), Gen.Int[1, 12], Gen.Int[0, 3]), 2000,
            asked =>
            {
                (NodeProfile node, int ranks, int reserved) = asked;
                int cores = CoreDomains.Of(node).TotalCores;
                reserved = Math.Min(reserved, cores - 1);
                ranks = Math.Min(ranks, cores - reserved);
                Check(
                    node,
                    Planner.Plan(
                        new PlanRequest { Node = node, RanksPerNode = ranks, ReserveCore = reserved, UseMpi = true }),
                    isByRule: false,
                    reserved);
            });

    [Fact]
    public void Auto_refinement_gets_an_even_number_of_followers_on_any_shape_of_two_cores() =>
        Try(
            Nodes(2), 1000,
            node =>
            {
                Assert.True(CoreDomains.Of(node).TotalCores > 1);
                RunPlan plan = Planner.Plan(new PlanRequest { Node = node, IsAutoRefine = true });
                Assert.Equal(0, plan.ComputeRanksPerNode % 2);
                Check(node, plan, isByRule: false);
            });

    /// <summary>Every shape counts: none is set aside as one that the rule is not for.</summary>
    private static void Try<T>(Gen<T> shapes, int count, Action<T> check)
    {
        int tried = 0;
        shapes.Sample(
            shape =>
            {
                check(shape);
                Interlocked.Increment(ref tried);
            },
            iter: count);
        Assert.InRange(tried, count, int.MaxValue);
    }

    /// <summary>
    /// Sockets of any size; cores and hyper-threads kept by any pattern, or socket by socket, and the first cores in
    /// any case, so that there are so many.
    /// </summary>
    private static Gen<NodeProfile> Nodes(int leastCores) =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[leastCores, 40], Gen.Int[1, 2], Gen.Int[0, 5], Gen.Int[0, 1 << 20])
            .Select((sockets, cores, threads, pattern, seed) =>
            {
                NodeProfile whole = PlacementTests.Node(sockets, cores, threads, numaNodes: sockets);
                return NodeTopology.Describe(
                    [.. whole.Cpus.Select(cpu => cpu with { IsUsable = cpu.Id < leastCores || IsUsable(cpu) })]);

                bool IsUsable(LogicalCpu cpu) => pattern switch
                {
                    0 => true,
                    // Uneven parts of the sockets.
                    1 => cpu.Core % cores < 1 + (Hash(cpu.Socket) % cores),
                    // One core less here and there.
                    2 => Hash(cpu.Core) % 16 != 0,
                    // One thread of some cores.
                    3 => cpu.Id < sockets * cores || Hash(cpu.Core) % 2 == 0,
                    // Hyper-threading on some sockets.
                    4 => cpu.Id < sockets * cores || Hash(cpu.Socket) % 2 == 0,
                    _ => Hash(cpu.Core) % 3 != 0,
                };

                int Hash(int value) => (int)((((uint)value * 2654435761u) ^ ((uint)seed * 40503u)) >> 7 & 0xFFFF);
            });

    /// <summary>What any plan has to hold, from the placement and the node alone.</summary>
    private static void Check(NodeProfile node, RunPlan plan, bool isByRule, int reserved = 0)
    {
        string reasons = string.Join('\n', plan.Decisions.Select(decision => $"{decision.Name}: {decision.Reason}"));
        string cores = string.Join(
            ' ', node.Cpus.Where(cpu => cpu.IsUsable).Select(cpu => $"{cpu.Socket}.{cpu.Core}.{cpu.Id}"));
        string about = $"{plan}\n{reasons}\n{cores}";
        Dictionary<int, LogicalCpu> usable = node.Cpus.Where(cpu => cpu.IsUsable).ToDictionary(cpu => cpu.Id);
        List<IReadOnlyList<int>> sets = [.. plan.Placement.Where(rank => rank.Rank > 0 || !plan.UsesMpi)
            .Select(rank => CpuList.TryParse(rank.Cpus)!)];
        Assert.True(sets.Count == plan.ComputeRanksPerNode, about);
        Assert.All(sets, set => Assert.True(set.Count >= plan.ThreadsPerRank, about));
        Assert.True(sets.SelectMany(set => set).All(usable.ContainsKey), about);
        Assert.True(sets.Sum(set => set.Count) == sets.SelectMany(set => set).Distinct().Count(), about);
        bool straddles = sets.Any(set => set.Select(cpu => usable[cpu].Socket).Distinct().Count() > 1);
        Assert.True(
            !straddles || sets.Count == 1 || (!isByRule && CoreDomains.Of(node).Kind != "socket")
                || reasons.Contains("straddle a") || reasons.Contains("taken as one")
                || reasons.Contains("straddle no"),
            about);
        int given = reserved == 0 ? usable.Count : CoreDomains.Of(node, reserved).TotalCpus;
        int idle = given - (sets.Count * plan.ThreadsPerRank);
        bool isWarned = plan.Decisions.Any(
            decision => decision.IsWarning
                && decision.Reason.Contains($"{idle} of {given} ", StringComparison.Ordinal));
        Assert.True(idle >= 0 && (idle * 10 <= given || isWarned), about);
        Assert.Equal(idle > 0, plan.Decisions.Any(decision => decision.Name == "IdleCpus"));
        if (isByRule) Assert.True(idle * 5 <= given, about);
        if (isByRule) Assert.InRange(plan.ComputeRanksPerNode, 1, 8);
        foreach (Decision decision in plan.Decisions) IsTrue(decision, about);
    }

    private static void IsTrue(Decision decision, string about)
    {
        foreach (Match product in Regex.Matches(
            decision.Reason, @"(\d+) (?:rank\(s\) )?× (\d+) (?:threads )?= (\d+)"))
        {
            Assert.True(Number(product, 1) * Number(product, 2) == Number(product, 3), about);
        }
        foreach (Match rest in Regex.Matches(
            decision.Reason, @"(\d+) of (\d+) usable logical CPUs idle: .* = (\d+)"))
        {
            Assert.True(Number(rest, 2) - Number(rest, 1) == Number(rest, 3), about);
        }
        if (Regex.Match(decision.Reason, @"^(\d+) usable logical CPUs / (\d+) compute rank\(s\)$")
            is { Success: true } share)
        {
            Assert.True(Number(share, 1) == Number(share, 2) * (int)decision.Value!, about);
        }
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
