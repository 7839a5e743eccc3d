using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>
/// Runs for GPUs that the module did not start, read back with the output that RELION's pipeline leaves.
/// </summary>
public sealed class GpuRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_that_went_on_on_the_CPU_says_so_beside_its_whole_results()
    {
        string root = Captured();
        File.WriteAllText(
            root + ".err",
            "+ WARNING : Relion was compiled without CUDA of version 7.0 - you do NOT have support for GPUs\n");
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{root}'");
        Assert.Equal(RefineRunStatus.Completed, run.Status);
        Assert.Contains("the GPU was not used", run.StatusReason, StringComparison.Ordinal);
        Assert.Equal("GpuNotUsed", Assert.Single(run.Notes).Id);
    }

    [Fact]
    public void The_map_of_its_output_is_on_the_run()
    {
        string root = Captured();
        File.WriteAllText(
            root + ".out",
            " + Follower     1 runs on host            = n7\n Thread 0 on follower 1 mapped to device 0\n"
            + " Thread 1 on follower 1 mapped to device 1\nDevice 0 on n7 is split between 2 followers\n");
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{root}'");
        Assert.Equal(
            [(1, 0, "n7", 0), (1, 1, "n7", 1)],
            run.GpuThreads.Select(thread => (thread.Rank, thread.Thread, thread.HostName!, thread.Device!.Value)));
        Assert.Equal("GpuShared", Assert.Single(run.Notes).Id);
        Assert.DoesNotContain("GPU", run.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_a_GPU_ended_says_what_its_output_says()
    {
        string root = Captured(last: 2);
        File.WriteAllText(
            root + ".err",
            "ERROR: CudaCustomAllocator out of memory\nERROR: \nYou ran out of memory on the GPU(s).\n");
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{root}'");
        Assert.Equal(RefineRunStatus.Unfinished, run.Status);
        Assert.Contains("CudaCustomAllocator out of memory", run.StatusReason, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(root)!, "RELION_JOB_EXIT_FAILURE"), "");
        RefineRun failed = _session.One<RefineRun>($"Get-RelionRun '{root}'");
        Assert.Equal(RefineRunStatus.Failed, failed.Status);
        Assert.Contains("CudaCustomAllocator out of memory", failed.StatusReason, StringComparison.Ordinal);
    }

    /// <summary>A captured run whose command has <c>--gpu</c>.</summary>
    private string Captured(int last = 3)
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(root)!, "run_it003*"))
        {
            if (last < 3) File.Delete(path);
        }
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(root)!, "*_optimiser.star"))
        {
            DateTime time = File.GetLastWriteTimeUtc(path);
            string text = File.ReadAllText(path);
            Assert.Contains("# --", text, StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace("# --", "# --gpu 0:1 --", StringComparison.Ordinal));
            File.SetLastWriteTimeUtc(path, time);
        }
        return root;
    }
}
