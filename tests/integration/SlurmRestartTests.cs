using System.Collections.Concurrent;
using System.Management.Automation;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>A Slurm that forgets a job two seconds after its end, and is waited for five seconds.</summary>
public sealed class ForgetfulSlurmCluster : SlurmCluster
{
    protected override string Further => "MinJobAge=2\nMessageTimeout=5";
}

/// <summary>What becomes of jobs and of those who wait for them when slurmctld itself ends, or forgets.</summary>
[Collection(nameof(OneSlurm))]
public sealed class SlurmRestartTests(ForgetfulSlurmCluster cluster)
    : IClassFixture<ForgetfulSlurmCluster>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>The controller is killed while a running job is waited for, and comes back before the job ends.
    /// </summary>
    [SlurmFact]
    public async Task A_controller_that_is_killed_and_started_again_is_waited_for_with_a_warning()
    {
        RelionJob job = Submit($"while [ ! -e '{_folder.Combine("end")}' ]; do sleep 0.1; done");
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("$job | Wait-RelionJob -Timeout 00:05:00");
        var warnings = new ConcurrentQueue<string>();
        shell.Streams.Warning.DataAdded += (_, added) => warnings.Enqueue(shell.Streams.Warning[added.Index].Message);
        IAsyncResult waiting = shell.BeginInvoke();
        cluster.KillController();
        try
        {
            await SlurmCluster.UntilAsync(() => Task.FromResult(!warnings.IsEmpty || waiting.IsCompleted));
            Assert.False(waiting.IsCompleted, "Wait-RelionJob ended while Slurm was silent");
            Assert.Contains($"{job.Id}", Assert.Single(warnings), StringComparison.Ordinal);
            RelionJob silent = Later($"Get-RelionJob '{job.Path}'");
            Assert.Equal(RelionJobState.Unknown, silent.State);
            Assert.Contains("Slurm does not answer", silent.Reason, StringComparison.Ordinal);
        }
        finally
        {
            await cluster.StartControllerAsync();
        }
        await SlurmCluster.UntilAsync(
            () => Task.FromResult(Later($"Get-RelionJob '{job.Path}'").State == RelionJobState.Running));
        Assert.False(waiting.IsCompleted);
        _folder.Write("end", "");
        PSDataCollection<PSObject> ended = shell.EndInvoke(waiting);
        Assert.Equal(RelionJobState.Completed, Assert.IsType<RelionJob>(Assert.Single(ended).BaseObject).State);
        Assert.Empty(shell.Streams.Error);
        Assert.Single(warnings);
    }

    /// <summary>The controller stands still: sbatch gives up, and its request is read afterwards.</summary>
    [SlurmFact]
    public async Task A_job_that_Slurm_takes_after_sbatch_gave_up_has_its_folder_and_is_found()
    {
        Command($"while [ ! -e '{_folder.Combine("end")}' ]; do sleep 0.1; done", "job");
        cluster.HoldController();
        try
        {
            _session.Run("$command | Submit-RelionJob 3>$null");
            Assert.Equal("RelionSlurmAnswerLost", Assert.Single(_session.ErrorIds).Split(',')[0]);
        }
        finally
        {
            cluster.ReleaseController();
        }
        string folder = Assert.Single(Directory.GetDirectories(_folder.Combine("Results"), "*_job_*"));
        await SlurmCluster.UntilAsync(
            () => Task.FromResult(Later($"Get-RelionJob '{folder}'").State == RelionJobState.Running));
        _folder.Write("end", "");
        RelionJob ended = _session.One<RelionJob>($"Get-RelionJob '{folder}' | Wait-RelionJob -Timeout 00:02:00");
        Assert.Equal(RelionJobState.Completed, ended.State);
    }

    /// <summary>The job ends while there is no controller: its own record tells.</summary>
    [SlurmFact]
    public async Task A_job_that_ends_while_the_controller_is_gone_is_known_by_its_record()
    {
        RelionJob job = Submit($"while [ ! -e '{_folder.Combine("end")}' ]; do sleep 0.1; done; exit 3");
        cluster.KillController();
        try
        {
            _folder.Write("end", "");
            RelionJob ended = _session.One<RelionJob>("$job | Wait-RelionJob -Timeout 00:02:00 3>$null");
            Assert.Equal((RelionJobState.Failed, 3), (ended.State, ended.ExitCode));
            Assert.True(File.Exists(job.RecordPath));
        }
        finally
        {
            await cluster.StartControllerAsync();
        }
        await SlurmCluster.UntilAsync(
            async () => (await SlurmCluster.RunAsync("sinfo", "-h", "-o", "%T %D")).Trim() == "idle 4");
    }

    [SlurmFact]
    public async Task A_job_that_Slurm_has_purged_is_known_by_its_record_and_without_one_unknown_at_once()
    {
        // The program is asked for its version when the command is made: then its parent is this process.
        const string endsItsJob = "[ -z \"$SLURM_JOB_ID\" ] || kill -9 $PPID; exit 1";
        RelionJob recorded = Submit("exit 4"), killed = Submit(endsItsJob, "killed");
        await SlurmCluster.UntilAsync(async () =>
            (await SlurmCluster.RunAsync("scontrol", "show", "job", $"{recorded.Id}")).Contains("Invalid job id")
            && (await SlurmCluster.RunAsync("scontrol", "show", "job", $"{killed.Id}")).Contains("Invalid job id"));
        RelionJob known = Later($"Get-RelionJob '{recorded.Path}' | Wait-RelionJob -Timeout 00:00:20");
        Assert.Equal((RelionJobState.Failed, 4), (known.State, known.ExitCode));
        Assert.False(File.Exists(killed.RecordPath));
        RelionJob unknown = Later($"Get-RelionJob '{killed.Path}' | Wait-RelionJob -Timeout 00:00:20");
        Assert.Equal(RelionJobState.Unknown, unknown.State);
        Assert.Contains("wrote no record", unknown.Reason, StringComparison.Ordinal);
    }

    /// <summary>
    /// RELION does not hear SIGTERM, so that Slurm kills it with the batch script, which writes no record then.
    /// </summary>
    [SlurmFact]
    public async Task A_job_that_Slurm_killed_without_a_record_is_read_from_its_log()
    {
        string captured = RepositoryPaths.Data("runs", "Class3D");
        RelionJob job = Submit(
            $"trap '' TERM; cp {captured}/run_it00[012]* '{_folder.Combine("Results")}'; touch begun; sleep 300",
            "run");
        await SlurmCluster.UntilAsync(() => Task.FromResult(File.Exists(_folder.Combine("begun"))));
        _session.Run("$job | Stop-RelionJob");
        Assert.Empty(_session.Errors);
        Assert.Equal(RelionJobState.Cancelled, Later($"Get-RelionJob '{job.Path}' | Wait-RelionJob").State);
        await SlurmCluster.UntilAsync(
            () => Task.FromResult(File.ReadAllText(Path.Combine(job.Path, "slurm.out")).Contains("CANCELLED")));
        Assert.False(File.Exists(job.RecordPath));
        RefineRun run = _session.One<RefineRun>("Get-RelionRun $folder/Results/run");
        Assert.Equal((RefineRunStatus.Cancelled, 2), (run.Status, run.Iteration));
        Assert.Contains("Slurm's log says", run.StatusReason, StringComparison.Ordinal);
    }

    private static RelionJob Later(string script)
    {
        using var session = new PowerShellSession();
        return session.One<RelionJob>(script);
    }

    /// <summary>A job whose RELION is a line of shell, once it runs, or has run.</summary>
    private RelionJob Submit(string shell, string name = "job")
    {
        Command(shell, name);
        RelionJob job = _session.One<RelionJob>("$command | Submit-RelionJob");
        _session.Set("job", job);
        SlurmCluster.UntilAsync(
            () => Task.FromResult(_session.One<RelionJob>("$job | Get-RelionJob").State != RelionJobState.Pending))
            .GetAwaiter()
            .GetResult();
        return job;
    }

    private void Command(string shell, string name)
    {
        string program = _folder.Write($"{name}/relion_refine", $"#!/bin/sh\n{shell}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("program", program);
        _session.Set("folder", _folder.Path);
        _session.Run(
            "$command = Get-RelionNodeProfile | New-RelionRefineCommand -Mpi None -Executable $program "
            + $"-InputStar a.star -OutputRoot Results/{name} -WorkingDirectory $folder");
    }
}
