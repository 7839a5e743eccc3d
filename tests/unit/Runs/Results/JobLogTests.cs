using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>
/// A run whose job Slurm killed before it could write a record: how it ended is read from the job's logs, in the words
/// of Slurm 22.05's slurmstepd and of the launchers.
/// </summary>
public sealed class JobLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(
        "slurm.out", "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-26T18:30:00 DUE TO TIME LIMIT ***",
        RefineRunStatus.Cancelled, "time limit")]
    [InlineData(
        "slurm.out", "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-26T18:30:00 ***",
        RefineRunStatus.Cancelled, "cancelled")]
    [InlineData(
        "run.err", "slurmstepd: error: *** STEP 7.0 ON n1 CANCELLED AT 2026-11-26T18:30:00 DUE TO PREEMPTION ***",
        RefineRunStatus.Cancelled, "preemption")]
    [InlineData(
        "slurm.out", "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-26T18:30:00 DUE TO NODE FAILURE ***",
        RefineRunStatus.Failed, "node failed")]
    [InlineData(
        "slurm.out", "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.batch. Some of your processes",
        RefineRunStatus.Failed, "want of memory")]
    [InlineData("run.err", "srun: error: n1: task 3: Out Of Memory", RefineRunStatus.Failed, "want of memory")]
    [InlineData(
        "run.err", "mpirun noticed that process rank 1 with PID 7 on node n1 exited on signal 9 (Killed).",
        RefineRunStatus.Failed, "signal 9")]
    [InlineData(
        "run.out", "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Segmentation fault (signal 11)",
        RefineRunStatus.Failed, "signal 11")]
    // Not Slurm's word, and no end.
    [InlineData("run.out", "CANCELLED AT 2026-11-26T18:30:00 ***", RefineRunStatus.Unfinished, "no process")]
    [InlineData("slurm.out", "begun", RefineRunStatus.Unfinished, "no process")]
    public void A_job_without_a_record_ended_as_its_logs_say(
        string log, string line, RefineRunStatus status, string words)
    {
        string root = Unfinished();
        Log(log, line);
        RefineRun run = _session.One<RefineRun>($"Get-RelionRun '{root}'");
        Assert.Equal((status, 2), (run.Status, run.Iteration));
        Assert.Contains(words, run.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_is_older_than_the_results_is_of_an_earlier_job()
    {
        string root = Unfinished();
        string log = Log("slurm.out", "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2020-01-01T00:00:00 ***");
        Assert.Equal(RefineRunStatus.Unfinished, _session.One<RefineRun>($"Get-RelionRun '{root}'").Status);
        Log("slurm.out", "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.batch.");
        File.SetLastWriteTimeUtc(log, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(RefineRunStatus.Unfinished, _session.One<RefineRun>($"Get-RelionRun '{root}'").Status);
    }

    [Fact]
    public void A_pipe_in_a_logs_place_hangs_nobody()
    {
        string root = Unfinished();
        System.Diagnostics.Process
            .Start("mkfifo", [_folder.Combine("Class3D", "run_job_20261126", "slurm.out")])
            .WaitForExit();
        Assert.Equal(RefineRunStatus.Unfinished, _session.One<RefineRun>($"Get-RelionRun '{root}'").Status);
    }

    /// <summary>Two iterations of three, of 2026-11-25, with the folder of a job beside them.</summary>
    private string Unfinished()
    {
        string root = CapturedRun.Numbered(_folder, "Class3D", 1, 2, asked: 3);
        DateTime begin = new(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc);
        foreach (string path in Directory.GetFiles(_folder.Combine("Class3D")))
        {
            File.SetLastWriteTimeUtc(path, begin.AddMinutes(Path.GetFileName(path)[8] - '0'));
        }
        Directory.CreateDirectory(_folder.Combine("Class3D", "run_job_20261126"));
        return root;
    }

    private string Log(string name, string line)
    {
        string path = _folder.Write($"Class3D/run_job_20261126/{name}", $"first\n{line}\nlast\n");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 26, 18, 30, 1, DateTimeKind.Utc));
        return path;
    }
}
