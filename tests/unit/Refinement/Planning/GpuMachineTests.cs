using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>Plans for machines with one to eight GPUs, slices, mixed models, AMD's, and none.</summary>
public sealed class GpuMachineTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    /// <summary>Two sockets of 8 cores with 2 threads each; the lists by hand.</summary>
    [Theory]
    [InlineData("geforce-1", "0", 3, 8)]
    [InlineData("a100-4", "0:1:2:3", 5, 8)]
    [InlineData("h100-8", "0:1:2:3:4:5:6:7", 9, 4)]
    [InlineData("mig-2", "0", 3, 8)]
    [InlineData("mixed-3", "0:1", 3, 12)]
    [InlineData("mi250x-4", "0:1:2:3", 5, 8)]
    [InlineData("mi300x-qpx", "0:1:2:3", 5, 4)]
    [InlineData("proc-only-2", "0:1", 3, 12)]
    [InlineData("slurm-job", "0:1", 3, 8)]
    public void A_refinement_takes_what_the_session_may_use_and_the_cores_near_it(
        string machine, string list, int ranks, int threads)
    {
        NodeProfile node = Profile(machine);
        _session.Set("node", node);
        RefineCommand command = _session.One<RefineCommand>(
            "$node | New-RelionRefineCommand -Acceleration Gpu -JobType Refine3D -RelionVersion 5.0 -InputStar a.star "
            + "-Reference r.mrc -OutputRoot out/run -BoxSize 200 -PixelSize 1 -WarningAction SilentlyContinue");
        Assert.Equal((list, ranks, threads), (command.Plan.Gpu!.List, command.Plan.Ranks, command.Plan.ThreadsPerRank));
        IReadOnlyList<VisibleGpu> visible = node.Gpu.Visible.Value!;
        foreach (GpuThread thread in command.Plan.Gpu.Threads)
        {
            VisibleGpu gpu = visible.Single(one => one.Number == thread.Device);
            string near = node.Gpu.Devices.Value!.Single(device => device.BusId == gpu.BusId).LocalCpus.Value!;
            Assert.Subset(
                CpuList.TryParse(near)!.ToHashSet(),
                CpuList.TryParse(command.Plan.Placement[thread.Rank].Cpus)!.ToHashSet());
        }
    }

    /// <summary>A slice has the memory of its name, and not that of its card.</summary>
    [Fact]
    public void A_slice_is_planned_with_its_own_memory()
    {
        _session.Set("node", Profile("mig-2"));
        const string plan = "$node | New-RelionRefineCommand -Acceleration Gpu -InputStar a.star -Reference r.mrc "
            + "-OutputRoot out/run -PixelSize 1 -Iteration 5 -WarningAction SilentlyContinue";
        GpuLoad load = Assert.Single(_session.One<RefineCommand>($"{plan} -BoxSize 400").Plan.Gpu!.Devices);
        Assert.Equal(20_000_000_000, load.MemoryBytes);
        Assert.Contains("3g.20gb", load.Model, StringComparison.Ordinal);
        // 1283 × 1283 × 642 elements of 20 bytes are 21 GB.
        _session.Run($"{plan} -BoxSize 640");
        Assert.Equal(["RelionGpuMemoryInsufficient"], _session.ErrorIds);
    }

    [Fact]
    public void A_machine_without_GPUs_that_compute_is_refused()
    {
        _session.Set("node", Profile("no-gpu"));
        _session.Run("$node | New-RelionRefineCommand -Acceleration Gpu -WarningAction SilentlyContinue");
        Assert.Equal(["RelionNodeLacksGpu"], _session.ErrorIds);
    }

    private static NodeProfile Profile(string machine)
    {
        using NodeTree tree = GpuTrees.Make(machine);
        return NodeProfileReader.Read(tree.Root);
    }
}
