using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>A real RELION without code for GPUs that is told to use them.</summary>
public sealed class GpuTruthTests(TinyDataset dataset) : IClassFixture<TinyDataset>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly string _output = $"Gpu-{Guid.NewGuid():N}/run";

    public void Dispose() => _session.Dispose();

    [RequiresFact("relion_refine", "relion_project")]
    public void It_is_refused_before_the_start()
    {
        _session.Set("command", Command("relion_refine"));
        Assert.Empty(_session.Run("$command | Invoke-RelionRefine"));
        Assert.Equal(["RelionBinaryLacksGpu"], _session.ErrorIds);
        Assert.Single(_session.Run("$command | Measure-RelionBenchmark"));
        Assert.Equal(["RelionBinaryLacksGpu"], _session.ErrorIds);
    }

    /// <summary>A site's script in the program's place says nothing of itself.</summary>
    [RequiresFact("relion_refine", "relion_project")]
    public void Where_nothing_tells_before_the_run_says_that_the_GPU_was_not_used()
    {
        using var folder = new TemporaryFolder();
        string program = TestProgram.Write(folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in --version|--help) exit 0 ;; esac
            exec {ProgramFinder.Require("relion_refine")} "$@"
            """);
        _session.Set("command", Command(program));
        RefineRun run = Assert.IsType<RefineRun>(Assert.Single(_session.Run("$command | Invoke-RelionRefine")));
        Assert.Empty(_session.Errors);
        Assert.Equal((RefineRunStatus.Completed, 0), (run.Status, run.ExitCode!.Value));
        Assert.Contains("the GPU was not used", run.StatusReason, StringComparison.Ordinal);
        Assert.Contains(_session.Warnings, warning => warning.Contains("The GPU was not used"));
        Assert.Equal("GpuNotUsed", Assert.Single(run.Notes).Id);

        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$command | Measure-RelionBenchmark -Force")));
        Assert.Equal(["RelionGpuNotUsed"], _session.ErrorIds);
        Assert.Equal((RunStatus.Failed, 0), (result.Status, result.ExitCode));
        Assert.Empty(result.Seconds);
    }

    private RefineCommand Command(string program) =>
        TestCommand.Threads(dataset.Path, program, [.. TinyDataset.Arguments(_output, iterations: 1), "--gpu", "0"])
            with
        { Acceleration = Acceleration.Gpu };
}
