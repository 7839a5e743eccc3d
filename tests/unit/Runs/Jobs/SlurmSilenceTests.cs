using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>Jobs whose controller is asked as seldom as can be, and that are not given up where it does not answer.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class SlurmSilenceTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public SlurmSilenceTests()
    {
        _session.Set("folder", _folder.Path);
        Directory.CreateDirectory(_folder.Combine("bin"));
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Combine("bin")}:{_path}");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Many_jobs_are_asked_for_at_once()
    {
        Scontrol("""
            for id in 1 2 3 4 5; do
                printf 'JobId=%d JobName=x\n   JobState=RUNNING Reason=None ExitCode=0:0 NodeList=n1\n\n' $id
            done
            """);
        foreach (int id in Enumerable.Range(1, 5)) Job(id);
        IReadOnlyList<object?> jobs = _session.Run("Get-RelionJob $folder/job*");
        Assert.All(jobs.Cast<RelionJob>(), job => Assert.Equal(RelionJobState.Running, job.State));
        Assert.Equal([1, 2, 3, 4, 5], jobs.Cast<RelionJob>().Select(job => job.Id));
        Assert.Single(File.ReadAllLines(_folder.Combine("asked")));
    }

    [Fact]
    public void A_controller_that_does_not_answer_is_asked_on_with_a_warning()
    {
        Scontrol("""
            if [ $(wc -l < "$asked") -lt 5 ]; then
                echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1
            fi
            printf 'JobId=1 JobName=x\n   JobState=COMPLETED Reason=None ExitCode=0:0 NodeList=n1\n\n'
            """);
        Job(1);
        RelionJob job = _session.One<RelionJob>("Get-RelionJob $folder/job1 | Wait-RelionJob -Timeout 00:01:00");
        Assert.Equal(RelionJobState.Completed, job.State);
        Assert.Contains("connect failure", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_Slurm_calls_invalid_is_forgotten()
    {
        Scontrol("echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        Job(1);
        Assert.Equal(RelionJobState.Unknown, _session.One<RelionJob>("Wait-RelionJob -Path $folder/job1").State);
        Assert.Empty(_session.Warnings);
    }

    /// <summary>A scontrol that notes each call.</summary>
    private void Scontrol(string body)
    {
        string path = _folder.Write(
            "bin/scontrol", $"#!/bin/sh\nasked='{_folder.Combine("asked")}'\necho \"$@\" >> \"$asked\"\n{body}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    private void Job(int id)
    {
        string captured = Path.Combine(RepositoryPaths.Root, "tests/data/records-0.1.0/job/job.json");
        Directory.CreateDirectory(_folder.Combine($"job{id}"));
        File.WriteAllText(
            _folder.Combine($"job{id}/job.json"),
            File.ReadAllText(captured).Replace("\"id\": 1,", $"\"id\": {id},", StringComparison.Ordinal));
    }
}
