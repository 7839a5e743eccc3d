using System.Globalization;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Planning;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>Plans for GPUs through New-RelionRefineCommand: settings of the sources, RELION's list, refusals.</summary>
public sealed class GpuPlanTests : IDisposable
{
    private const string A100 = "-GpuModel 'NVIDIA A100-SXM4-80GB'";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    /// <summary>RELION's tutorial: 4 GPUs, 5 ranks of 6 threads, <c>0:1:2:3</c>.</summary>
    [Fact]
    public void A_refinement_on_four_GPUs_is_the_one_of_RELIONs_tutorial()
    {
        RefineCommand command = Plan(Node(1, 24, 4), "-JobType Refine3D -Reference r.mrc");
        Assert.Equal((5, 6), (command.Plan.Ranks, command.Plan.ThreadsPerRank));
        Assert.Equal(["--gpu", "0:1:2:3"], After(command, "--gpu"));
        Assert.InRange(command.Plan.Pool, 10, 30);
    }

    /// <summary>The same tutorial: VDAM 2D classification by 1 process of 12 threads, <c>0,1,2,3</c>.</summary>
    [Fact]
    public void A_run_by_gradients_is_one_process_over_all_GPUs()
    {
        RefineCommand command = Plan(Node(1, 24, 4), "-JobType Class2D -RelionVersion 5.0");
        Assert.Equal((1, 12, false), (command.Plan.Ranks, command.Plan.ThreadsPerRank, command.Plan.UsesMpi));
        Assert.Equal(["--gpu", "0,1,2,3"], After(command, "--gpu"));
        Assert.Equal(4, command.Plan.Gpu!.Devices.Count);
        Assert.All(command.Plan.Gpu.Devices, device => Assert.Equal(3, device.ThreadsPerRank));
    }

    /// <summary>Issues 625 and 846: two followers a GPU of a classification on A100, 2D on smaller ones too.</summary>
    [Theory]
    [InlineData("-JobType Class3D -Reference r.mrc -ClassCount 4", A100, 9, "0:0:1:1:2:2:3:3")]
    [InlineData("-JobType Class3D -Reference r.mrc -ClassCount 4", "-GpuModel X -GpuMemoryBytes 24GB", 5, "0:1:2:3")]
    [InlineData("-JobType Class3D -Reference r.mrc -ClassCount 4", "-GpuModel X", 5, "0:1:2:3")]
    [InlineData("-JobType Class2D -Algorithm Em", "-GpuModel X -GpuMemoryBytes 24GB", 9, "0:0:1:1:2:2:3:3")]
    public void A_classification_has_two_followers_on_a_card_that_holds_them(
        string job, string gpu, int ranks, string list)
    {
        RefineCommand command = Plan(Node(2, 32, 4, gpu), $"{job} -BoxSize 256 -PixelSize 1");
        Assert.Equal((ranks, list), (command.Plan.Ranks, command.Plan.Gpu!.List));
    }

    /// <summary>Two halves, each with a follower (ml_optimiser_mpi.cpp).</summary>
    [Theory]
    [InlineData(1, 3, "0")]
    [InlineData(3, 3, "0:1")]
    public void An_auto_refinement_has_an_even_number_of_followers(int gpus, int ranks, string list)
    {
        RefineCommand command = Plan(Node(1, 24, gpus), "-JobType Refine3D -Reference r.mrc");
        Assert.Equal((ranks, list), (command.Plan.Ranks, command.Plan.Gpu!.List));
        Assert.True(command.Decisions.Last(decision => decision.Name == "ComputeRanksPerNode").IsWarning);
    }

    /// <summary>The false friend: the guide's 8 ranks and the leader, 16 threads each, on one GPU.</summary>
    [Fact]
    public void The_guides_numbers_for_CPUs_do_not_decide_a_run_on_GPUs()
    {
        RefineCommand command = Plan(Node(2, 32, 1), "-JobType Class3D -Reference r.mrc");
        Assert.Equal((1, 12), (command.Plan.Ranks, command.Plan.ThreadsPerRank));
        Assert.Contains(command.Decisions, decision => decision.Rule == "GuideIsForCpus");
        string[] ofCpus = ["ComputeRanksPerNode", "Ranks", "ThreadsPerRank", "Pool", "PinDomain"];
        Assert.DoesNotContain(
            command.Decisions, decision => ofCpus.Contains(decision.Name) && decision.Source == "guide 3.4");
    }

    [Theory]
    [InlineData("-Gpu '0:1'", "0:1", 3)]
    [InlineData("-Gpu 0:1", "0:1", 3)]
    [InlineData("-Gpu 0,1:2,3", "0,1:2,3", 5)]
    [InlineData("-Gpu 0,1", "0,1", 3)]
    [InlineData("-AdditionalArgument '--gpu','0:1'", "0:1", 3)]
    [InlineData("-GpuCount 2", "0:1", 3)]
    [InlineData("-Gpu '2:3' -RankPerNode 4", "2:3", 5)]
    [InlineData("-Acceleration Gpu -RankPerNode 2", "0,1:2,3", 3)]
    [InlineData("-Acceleration Gpu -RankPerNode 8", "0:0:1:1:2:2:3:3", 9)]
    public void The_list_is_the_users_or_is_written(string given, string list, int ranks)
    {
        RefineCommand command = Plan(
            Node(2, 32, 4, ""), $"-JobType Refine3D -Reference r.mrc {given}", acceleration: false);
        Assert.Equal(Acceleration.Gpu, command.Acceleration);
        Assert.Equal(["--gpu", list], After(command, "--gpu"));
        Assert.Equal(ranks, command.Plan.Ranks);
    }

    [Theory]
    [InlineData("-Gpu '0:7'", "RelionGpuNotThere", "7")]
    [InlineData("-Gpu '0;1'", "RelionGpuListInvalid", "0;1")]
    [InlineData("-Gpu ':0'", "RelionGpuListInvalid", ":0")]
    [InlineData("-Gpu '0:'", "RelionGpuListInvalid", "0:")]
    [InlineData("-Gpu '0,,1'", "RelionGpuListInvalid", "0,,1")]
    [InlineData("-Gpu '-1'", "RelionGpuListInvalid", "-1")]
    [InlineData("-Gpu 'all'", "RelionGpuListInvalid", "all")]
    [InlineData("-Gpu '0:1:2' -GpuCount 2", "RelionGpuListLonger", "0:1:2")]
    [InlineData("-GpuCount 5", "RelionGpuCountInvalid", "5")]
    [InlineData("-Gpu '0' -Acceleration Cpu", "RelionGpuWithoutAcceleration", "-Gpu")]
    [InlineData("-GpuCount 1 -Acceleration None", "RelionGpuWithoutAcceleration", "-GpuCount")]
    [InlineData("-AdditionalArgument '--gpu','0' -Acceleration Cpu", "RelionOptionGivenTwice", "--gpu")]
    [InlineData("-AdditionalArgument '--gpu','0','1'", "RelionGpuListInvalid", "0 1")]
    [InlineData("-AdditionalArgument '--gpu','0' -Gpu '1'", "RelionOptionGivenTwice", "--gpu")]
    [InlineData("-Acceleration Gpu -RankPerNode 3", "RelionAutoRefineNeedsEvenFollowers", "3")]
    public void What_no_run_could_follow_from_is_refused(string given, string id, string named)
    {
        _session.Run(Script(Node(2, 32, 4), $"-JobType Refine3D -Reference r.mrc {given}", acceleration: false));
        Assert.Equal([id], _session.ErrorIds);
        Assert.Contains(named, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_GPUs_is_refused_and_one_that_does_not_tell_is_said_to()
    {
        _session.Run(Script("New-RelionNodeProfile 2 16 -GpuCount 0", "-Reference r.mrc"));
        Assert.Equal(["RelionNodeLacksGpu"], _session.ErrorIds);
        RefineCommand command = Plan("New-RelionNodeProfile 2 16", "-Reference r.mrc");
        Decision decision = command.Decisions.Single(one => one.Name == "GpusPerNode");
        Assert.Equal((1, true), (decision.Value, decision.IsWarning));
        Assert.Contains("-GpuCount", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Gpu '0:1:2:3' -RankPerNode 2", "4 lists")]
    [InlineData("-Gpu '0:1:2:3' -RankPerNode 2", "no thread lands on GPU 2, 3")]
    [InlineData("-Gpu '0,1,2,3:0,1,2,3' -Thread 2 -RankPerNode 2", "never used")]
    [InlineData("-Gpu '0:1' -Mpi None -JobType Class3D", "first list alone")]
    [InlineData("-GpuCount 4 -NodeCount 2", "8 GPUs in one job")]
    public void What_is_odd_about_a_list_is_a_warning(string given, string text)
    {
        string job = given.Contains("-JobType", StringComparison.Ordinal) ? "" : "-JobType Refine3D";
        RefineCommand command = Plan(
            Node(2, 32, 4), $"{job} -Reference r.mrc {given}", acceleration: false);
        Assert.Contains(
            command.Decisions,
            decision => decision.IsWarning && decision.Reason.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>
    /// 700 px, padding 2: 1403 × 1403 × 702 elements of 20 bytes are 27.6 GB of references and sums for a follower, and
    /// 12 threads, the step and the driver take 3.1 GB: more than a card of 24 GB has, and less than one of 32.
    /// </summary>
    [Fact]
    public void A_card_that_can_not_hold_the_last_iteration_is_refused_with_what_helps()
    {
        const string job = "-JobType Refine3D -Reference r.mrc -BoxSize 700 -PixelSize 1";
        _session.Run(Script(Node(2, 32, 2, "-GpuModel X -GpuMemoryBytes 24GB"), job));
        Assert.Equal(["RelionGpuMemoryInsufficient"], _session.ErrorIds);
        string message = _session.Errors[0].Exception.Message;
        Assert.Contains("-Padding 1", message, StringComparison.Ordinal);
        Assert.Contains("a card of 32 GB would do", message, StringComparison.Ordinal);
        Assert.Equal(3, Plan(Node(2, 32, 2, "-GpuModel X -GpuMemoryBytes 48GB"), job).Plan.Ranks);
        Assert.Equal(3, Plan(Node(2, 32, 2, "-GpuModel X -GpuMemoryBytes 24GB"), $"{job} -Padding 1").Plan.Ranks);
    }

    /// <summary>RELION keeps 200 MB free for each thread (cuda_settings.h).</summary>
    [Fact]
    public void Threads_are_fewer_where_a_small_slice_does_not_hold_them()
    {
        const string job = "-JobType Refine3D -Reference r.mrc -BoxSize 256 -PixelSize 1";
        RefineCommand command = Plan(Node(2, 32, 2, "-GpuModel X -GpuMemoryBytes 3GB"), job);
        Assert.InRange(command.Plan.ThreadsPerRank, 1, 6);
        Assert.All(command.Plan.Gpu!.Devices, load => Assert.True(load.NeededBytes <= load.MemoryBytes));
        Assert.Equal("GpuMemory", command.Decisions.Last(decision => decision.Name == "ThreadsPerRank").Rule);
    }

    /// <summary>
    /// Whatever the node, the ranks and the launcher's order: no core has two followers, each follower's threads are on
    /// GPUs that are there, and its cores near them where the node tells.
    /// </summary>
    [Fact]
    public void Followers_have_cores_of_their_own_near_their_GPUs()
    {
        var random = new Random(15);
        for (int trial = 0; trial < 300; trial++)
        {
            int sockets = random.Next(1, 3), gpus = random.Next(1, 9), nodes = random.Next(1, 4);
            NodeProfile node = _session.One<NodeProfile>(
                $"New-RelionNodeProfile -Socket {sockets} -CorePerSocket {random.Next(4, 33)} -GpuCount {gpus} "
                + "-GpuModel X");
            int perGpu = random.Next(1, 3);
            var request = new PlanRequest
            {
                Node = node,
                NodeCount = nodes,
                UseMpi = true,
                RanksPerNode = gpus * perGpu <= CoreDomains.Of(node).TotalCores ? gpus * perGpu : null,
                RankOrder = random.Next(2) == 0 ? RankOrder.LastRankWraps : RankOrder.LeaderHostFirst,
                Gpu = new GpuRequest(),
            };
            RunPlan plan = Planner.Plan(request);
            Check(plan, node, gpus, $"{sockets} sockets, {gpus} GPUs, {nodes} nodes, {plan}");
        }
    }

    private static void Check(RunPlan plan, NodeProfile node, int gpus, string what)
    {
        ILookup<int, int> devices = plan.Gpu!.Threads.ToLookup(thread => thread.Rank, thread => thread.Device!.Value);
        foreach (IGrouping<string, RankPlacement> host in plan.Placement.Where(rank => rank.Rank > 0)
            .GroupBy(rank => rank.HostName))
        {
            int[] cpus = [.. host.SelectMany(rank => CpuList.TryParse(rank.Cpus)!)];
            Assert.True(cpus.Distinct().Count() == cpus.Length, $"a core twice: {what}");
        }
        Assert.All(plan.Gpu.Threads, thread => Assert.InRange(thread.Device!.Value, 0, gpus - 1));
        Assert.True(
            plan.Gpu.Devices.Count == gpus * plan.NodeCount, $"{plan.Gpu.Devices.Count} GPUs in use: {what}");
        bool isRoomy = CoreDomains.Of(node).TotalCpus >= 8 * gpus && plan.CoresPerRank > 1;
        if (!isRoomy) return;
        foreach (RankPlacement rank in plan.Placement.Where(rank => rank.Rank > 0))
        {
            var near = node.Gpu.Devices.Value!.Where(device => devices[rank.Rank].Contains(device.Index))
                .SelectMany(device => CpuList.TryParse(device.LocalCpus.Value ?? "")!).ToHashSet();
            Assert.True(
                near.Count == 0 || CpuList.TryParse(rank.Cpus)!.All(near.Contains),
                $"rank {rank} is far from GPU {string.Join(',', devices[rank.Rank].Distinct())}: {what}");
        }
    }

    private static string Node(int sockets, int cores, int gpus, string more = A100)
    {
        bool hasOneThread = sockets == 1;
        return string.Create(CultureInfo.InvariantCulture,
            $"New-RelionNodeProfile -Socket {sockets} -CorePerSocket {cores} -MemoryBytes 512GB "
            + $"-ThreadPerCore {(hasOneThread ? 1 : 2)} -GpuCount {gpus} {more}");
    }

    private RefineCommand Plan(string node, string options, bool acceleration = true) =>
        _session.One<RefineCommand>(Script(node, options, acceleration));

    private static string Script(string node, string options, bool acceleration = true)
    {
        string launcher = options.Contains("-Mpi", StringComparison.Ordinal) ? "" : "-Mpi Auto";
        return $"New-RelionRefineCommand -NodeProfile ({node}) -InputStar a.star -OutputRoot out/run "
            + $"-ParticleDiameter 150 {launcher} {(acceleration ? "-Acceleration Gpu" : "")} {options} "
            + "-WarningAction SilentlyContinue";
    }

    private static IReadOnlyList<string> After(RefineCommand command, string flag) =>
        [.. command.Arguments.SkipWhile(token => token != flag).Take(2)];
}
