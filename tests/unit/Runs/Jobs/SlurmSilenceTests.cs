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

    /// <summary>The queue names a job elsewhere, one whose script has no job folder, and one of the folder again.
    /// </summary>
    [Fact]
    public void Without_a_name_the_users_own_jobs_are_listed_each_once()
    {
        Scontrol("""
            for id in 1 2 3; do
                printf 'JobId=%d JobName=x\n   JobState=RUNNING Reason=None ExitCode=0:0 NodeList=n1\n\n' $id
            done
            """);
        foreach (int id in Enumerable.Range(1, 3)) Job(id);
        Directory.CreateDirectory(_folder.Combine("project/Class3D/job001"));
        Directory.Move(_folder.Combine("job1"), _folder.Combine("project/run_job"));
        Directory.Move(_folder.Combine("job2"), _folder.Combine("project/Class3D/job001/run_job"));
        Program(
            "squeue",
            $"printf '%s\\n' '{_folder.Path}/job3/job.sh' /bin/true '{_folder.Path}/project/run_job/job.sh'");
        IReadOnlyList<object?> jobs = _session.Run("Set-Location $folder/project; Get-RelionJob");
        Assert.Empty(_session.Errors);
        Assert.Equal([2, 1, 3], jobs.Cast<RelionJob>().Select(job => job.Id));
        Assert.Equal([1], _session.Run("(Get-RelionJob run_job).Id").Cast<long>());
        Directory.Move(_folder.Combine("project/run_job"), _folder.Combine("project/run[1]"));
        Assert.Equal([1], _session.Run("(Get-RelionJob 'run`[1`]').Id").Cast<long>());
        Directory.Move(_folder.Combine("project/run[1]"), _folder.Combine("project/run_job"));
        Assert.Equal([2, 1, 3], _session.Run("(Get-RelionJob | Get-RelionJob).Id").Cast<long>());
    }

    /// <summary>cryoSPARC keeps its jobs in files of the same name; one of ours that is damaged is not passed over.
    /// </summary>
    [Fact]
    public void Files_of_other_programs_are_no_jobs_and_a_damaged_one_is_said()
    {
        Scontrol("printf 'JobId=1 JobName=x\n   JobState=RUNNING Reason=None ExitCode=0:0 NodeList=n1\n\n'");
        Program("squeue", "true");
        Job(1);
        _folder.Write("J12/job.json", "{ \"uid\": \"J12\", \"job_type\": \"class_2D\" }");
        _folder.Write("J13/job.json", "[ 1, 2 ]");
        foreach (string line in new[] { "Get-RelionJob", "Get-RelionJob ./*" })
        {
            Assert.Equal([1], _session.Run($"Set-Location $folder; ({line}).Id").Cast<long>());
            Assert.Empty(_session.Errors);
        }
        _folder.Write("cut/job.json", "{ \"schemaVersion\": 3, \"id\"");
        _session.Run("Get-RelionJob");
        Assert.Equal(["RelionJobNotFound"], _session.ErrorIds);
    }

    [Fact]
    public void Where_nothing_is_there_no_job_is_listed()
    {
        Program("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1");
        Assert.Empty(_session.Run("Set-Location $folder; Get-RelionJob"));
        Assert.Empty(_session.Errors);
    }

    /// <summary>A scontrol that notes each call.</summary>
    private void Scontrol(string body) => Program(
        "scontrol", $"asked='{_folder.Combine("asked")}'\necho \"$@\" >> \"$asked\"\n{body}");

    private void Program(string name, string body) => File.SetUnixFileMode(
        _folder.Write($"bin/{name}", $"#!/bin/sh\n{body}\n"), (UnixFileMode)0b111_101_101);

    private void Job(int id)
    {
        string captured = Path.Combine(RepositoryPaths.Root, "tests/data/records-0.1.0/job/job.json");
        Directory.CreateDirectory(_folder.Combine($"job{id}"));
        File.WriteAllText(
            _folder.Combine($"job{id}/job.json"),
            File.ReadAllText(captured).Replace("\"id\": 1,", $"\"id\": {id},", StringComparison.Ordinal));
    }
}
