using System.Diagnostics;
using System.Management.Automation;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Real runs of RELION, started by the module and not, through the real engine.</summary>
public sealed class RunTests(TinyDataset dataset) : IClassFixture<TinyDataset>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly string _output = $"Run-{Guid.NewGuid():N}/run";
    private Process? _relion;

    private string Root => Path.Combine(dataset.Path, _output);

    public void Dispose()
    {
        if (_relion is { HasExited: false }) _relion.Kill();
        _relion?.Dispose();
        _session.Dispose();
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Refinement_gives_what_it_left_and_is_not_written_over()
    {
        RefineRun run = Assert.IsType<RefineRun>(Assert.Single(Invoke(TinyDataset.Arguments(_output))));
        Assert.Empty(_session.Errors);
        Assert.Equal(
            (RefineKind.Class3D, RefineRunStatus.Completed, 2, 0),
            (run.Kind, run.Status, run.Iteration, run.ExitCode!.Value));
        Assert.Equal(1, run.Classes.Sum(one => one.Distribution), 5);
        Assert.All(run.MapPaths, path => Assert.True(File.Exists(path)));
        Assert.Equal(TinyDataset.Arguments(_output), run.Arguments);

        Assert.Empty(Invoke(TinyDataset.Arguments(_output)));
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
        Assert.Empty(Invoke(TinyDataset.Arguments(_output), "-Continue"));
        Assert.Equal(["RelionRunAlreadyCompleted"], _session.ErrorIds);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Option_that_RELION_passes_over_fails_the_run_whatever_it_left()
    {
        RefineRun run = Assert.IsType<RefineRun>(
            Assert.Single(Invoke([.. TinyDataset.Arguments(_output, iterations: 1), "--frobnicate"])));
        Assert.Equal(["RelionInvalidArgument"], _session.ErrorIds);
        Assert.Equal((RefineRunStatus.Failed, 0), (run.Status, run.ExitCode!.Value));
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Killed_run_that_the_module_did_not_start_is_told_and_can_be_continued()
    {
        Start(iterations: 40);
        AwaitFile(Root + "_it002_sampling.star");
        RefineRun live = _session.One<RefineRun>($"Get-RelionRun '{Root}'");
        Assert.Equal((RefineRunStatus.Running, 40), (live.Status, live.IterationCount!.Value));
        Assert.Equal([_relion!.Id], live.ProcessIds);
        Invoke(TinyDataset.Arguments(_output, iterations: 40), "-Force");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);

        _relion.Kill();
        _relion.WaitForExit();
        RefineRun killed = _session.One<RefineRun>($"Get-RelionRun '{Root}'");
        Assert.Equal(RefineRunStatus.Unfinished, killed.Status);
        Assert.Null(killed.RecordPath);

        // As a full disk or a crash leaves the last one.
        string last = $"{Root}_it{killed.Iteration:000}_optimiser.star";
        File.WriteAllText(last, "");
        RefineRun damaged = _session.One<RefineRun>($"Get-RelionRun '{Root}'");
        Assert.Equal(killed.Iteration - 1, damaged.Iteration);

        int asked = killed.Iteration + 1;
        RefineRun run = Assert.IsType<RefineRun>(
            Assert.Single(Invoke(TinyDataset.Arguments(_output, iterations: asked), "-Continue")));
        Assert.Empty(_session.Errors);
        Assert.Contains(
            _session.Warnings,
            warning => warning.Contains($"goes on from iteration {damaged.Iteration}.", StringComparison.Ordinal));
        Assert.Equal((RefineRunStatus.Completed, asked), (run.Status, run.Iteration));

        // RELION writes the iteration that it goes on from once more: its time is a pause, the next one's is work.
        Assert.Null(run.Iterations.First(iteration => iteration.Number == damaged.Iteration).Time);
        Assert.NotNull(run.Iterations.First(iteration => iteration.Number == damaged.Iteration + 1).Time);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Waiting_follows_a_live_run_to_its_end()
    {
        Start(iterations: 6);
        AwaitFile(Root + "_it001_sampling.star");
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{Root}' -Wait");
        Assert.Equal((RefineRunStatus.Completed, 6), (run.Status, run.Iteration));
        Assert.Contains(
            _session.Progress,
            progress => progress.StatusDescription.Contains(" of 6 done", StringComparison.Ordinal)
                && progress.PercentComplete is > 0 and < 100);
        Assert.Contains(_session.Progress, progress => progress.RecordType == ProgressRecordType.Completed);
        Assert.True(_relion!.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Waiting_ends_with_a_run_that_is_killed_and_stopping_it_leaves_the_run_alone()
    {
        Start(iterations: 900);
        AwaitFile(Root + "_it001_sampling.star");
        using (PowerShell stopped = PowerShell.Create(_session.Runspace))
        {
            stopped.AddScript($"Get-RelionRun '{Root}' -Wait");
            stopped.Streams.Progress.DataAdded += (_, _) => stopped.BeginStop(null, null);
            Assert.Empty(_session.Run(stopped));
        }
        Assert.False(_relion!.HasExited);

        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript($"Get-RelionRun '{Root}' -Wait");
        shell.Streams.Progress.DataAdded += (_, _) => _relion.Kill();
        RefineRun run = Assert.IsType<RefineRun>(Assert.Single(_session.Run(shell)));
        Assert.Equal((RefineRunStatus.Unfinished, 900), (run.Status, run.IterationCount!.Value));
        Assert.Empty(_session.Errors);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Stopped_refinement_leaves_no_process_and_is_told_as_cancelled_with_how_far_it_got()
    {
        _session.Set(
            "command",
            TestCommand.Threads(dataset.Path, "relion_refine", TinyDataset.Arguments(_output, iterations: 900)));
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("$command | Invoke-RelionRefine");
        shell.Streams.Progress.DataAdded += (_, added) =>
        {
            if (shell.Streams.Progress[added.Index].StatusDescription.StartsWith(
                "iteration 2 of 900", StringComparison.Ordinal))
            {
                shell.BeginStop(null, null);
            }
        };
        Assert.Empty(_session.Run(shell));
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{Root}'");
        Assert.Equal(RefineRunStatus.Cancelled, run.Status);
        Assert.InRange(run.Iteration, 1, 899);
        Assert.Empty(run.ProcessIds);
    }

    private IReadOnlyList<object?> Invoke(string[] arguments, string parameters = "")
    {
        _session.Set("command", TestCommand.Threads(dataset.Path, "relion_refine", arguments));
        return _session.Run("$command | Invoke-RelionRefine " + parameters);
    }

    /// <summary>RELION as a user starts it, without the module.</summary>
    private void Start(int iterations)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        _relion = Process.Start(
            new ProcessStartInfo("relion_refine", TinyDataset.Arguments(_output, iterations))
            {
                WorkingDirectory = dataset.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        _relion.OutputDataReceived += (_, _) => { };
        _relion.ErrorDataReceived += (_, _) => { };
        _relion.BeginOutputReadLine();
        _relion.BeginErrorReadLine();
    }

    private static void AwaitFile(string path) =>
        Assert.True(
            SpinWait.SpinUntil(() => File.Exists(path), TimeSpan.FromMinutes(2)), $"RELION did not write {path}");
}
