using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Values that leave their place in a shell, through a real sbatch and a real job: none is executed, and Slurm has each
/// as it was given.
/// </summary>
[Collection(nameof(OneSlurm))]
public sealed class HostileSlurmTests : IClassFixture<SlurmCluster>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public HostileSlurmTests(SlurmCluster cluster)
    {
        _ = cluster;
        _session.Set("folder", _folder.Path);
        string program = _folder.Write("bin/relion_refine", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("program", program);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [SlurmFact]
    public async Task A_jobs_folder_with_Slurms_own_marks_in_its_name_gets_the_output()
    {
        const string name = "50%j \"x\" #1 $(touch canary) `touch canary` 'y' %% %5A ;&|";
        RelionJob job = Submit("job", name);
        RelionJob ended = Wait(job);
        Assert.True(ended.State == RelionJobState.Completed, $"{ended}: {File.ReadAllText(job.ScriptPath)}");
        Assert.Equal(_folder.Combine(name), job.Path);
        Assert.Contains(
            "completed in the following time", File.ReadAllText(Path.Combine(job.Path, "slurm.out")),
            StringComparison.Ordinal);
        Assert.Contains("a b $(touch canary)\n", File.ReadAllText(ended.StandardOutputPath), StringComparison.Ordinal);
        await NothingIsExecuted();
    }

    [SlurmFact]
    public async Task Names_and_options_reach_Slurm_as_they_were_given()
    {
        string[] names =
        [
            "plain", "it's", "a \"quoted\" name", "back\\slash", "end\\", "#hash", "a #comment", "$(touch canary)",
            "`touch canary`", "a;touch canary", "a&&touch canary", "a|b", "> canary", "${IFS}x", "%j", "hetjob",
            "RELIONPS_END",
            "EOF", "*", "~", "!x", "-x", "--wrap=touch canary", "é😀", "\u00a0x", "a  b", "(x)", "{a,b}", "[1]", "\"",
            "'", "''\"", "a=b", ":x", "\\\"", "\\'$(touch canary)",
        ];
        foreach (string name in names)
        {
            _session.Set("name", name);
            _session.Set("comment", $"--comment={name}");
            RelionJob job = _session.One<RelionJob>(
                "New-RelionNodeProfile 1 1 | New-RelionRefineCommand -Mpi None -Executable $program -InputStar a.star "
                + "-OutputRoot \"Results/$name\" -WorkingDirectory $folder | Submit-RelionJob -Path "
                + "$folder/jobs/$([guid]::NewGuid()) -AdditionalOption --hold, $comment");
            string shown = await SlurmCluster.RunAsync("squeue", "--noheader", $"--jobs={job.Id}", "--format=%j");
            Assert.Equal(name, shown.TrimEnd('\n').TrimEnd(' '));
            string details = await SlurmCluster.RunAsync("scontrol", "show", "job", $"{job.Id}");
            Assert.Contains($"Comment={name} \n", details, StringComparison.Ordinal);
            Assert.Contains($"StdOut={job.Path}/slurm.out", details, StringComparison.Ordinal);
            await SlurmCluster.RunAsync("scancel", $"{job.Id}");
        }
        await NothingIsExecuted();
    }

    [SlurmFact]
    public async Task What_has_no_place_in_a_line_of_options_is_refused_and_no_job_is_made()
    {
        foreach ((string parameter, string value, string errorId) in (IEnumerable<(string, string, string)>)
        [
            ("-Partition", "main\ntouch canary", "RelionOptionInvalid"),
            ("-Account", "lab\n$(touch canary)", "RelionOptionInvalid"),
            ("-Qos", "high\r\ntouch canary", "RelionOptionInvalid"),
            ("-Dependency", "afterok:1\ntouch canary\n", "RelionOptionInvalid"),
            ("-AdditionalOption", "--comment=x\ntouch canary", "RelionOptionInvalid"),
            ("-Path", _folder.Combine("a\ntouch canary\n"), "RelionValueNotForScript"),
            // Slurm can't write to a file with a backslash in its name; the folder is named after the results where it
            // is not given.
            ("-OutputRoot", "Results/a\\b", "RelionValueNotForScript"),
        ])
        {
            _session.Set("value", value);
            bool isOfJob = parameter != "-OutputRoot";
            _session.Set("root", isOfJob ? "Results/x" : value);
            _session.Run(
                $"New-RelionNodeProfile 1 1 | New-RelionRefineCommand -Mpi None -Executable $program -InputStar "
                + $"a.star -OutputRoot $root -WorkingDirectory $folder | Submit-RelionJob "
                + $"{(isOfJob ? $"{parameter} $value" : "")}");
            Assert.Equal([errorId], _session.ErrorIds);
        }
        Assert.Equal("", await SlurmCluster.RunAsync("squeue", "--noheader"));
        await NothingIsExecuted();
    }

    [SlurmFact("mpirun.openmpi")]
    public async Task The_launchers_files_of_a_job_on_four_nodes_are_in_its_folder_and_the_users_stay()
    {
        _folder.Write("Results/x.hosts", "mine");
        string program = _folder.Write("bin/relion_refine_mpi", "#!/bin/sh\necho $OMPI_COMM_WORLD_RANK\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("program", program);
        RelionJob job = _session.One<RelionJob>(
            "Get-RelionNodeProfile | New-RelionRefineCommand -Mpi OpenMpi -Launcher mpirun.openmpi -NodeCount 4 "
            + "-RankPerNode 1 -Executable $program -InputStar a.star -OutputRoot Results/x -WorkingDirectory $folder "
            + "3>$null | Submit-RelionJob");
        RelionJob ended = Wait(job);
        Assert.True(
            ended.State == RelionJobState.Completed,
            $"{ended}: {File.ReadAllText(Path.Combine(job.Path, "slurm.out"))}"
            + File.ReadAllText(ended.StandardErrorPath));
        Assert.Equal(
            "n1 slots=2\nn2 slots=1\nn3 slots=1\nn4 slots=1\n",
            File.ReadAllText(Path.Combine(job.Path, "launch.hosts")));
        Assert.Equal("mine", File.ReadAllText(_folder.Combine("Results", "x.hosts")));
        Assert.Equal(
            ["0", "1", "2", "3", "4"], File.ReadAllLines(ended.StandardOutputPath).Order(StringComparer.Ordinal));
        await NothingIsExecuted();
    }

    private RelionJob Submit(string output, string folder)
    {
        _session.Set("job", _folder.Combine(folder));
        return _session.One<RelionJob>(
            $"New-RelionNodeProfile 1 1 | New-RelionRefineCommand -Mpi None -Executable $program -InputStar a.star "
            + $"-OutputRoot Results/{output} -WorkingDirectory $folder -AdditionalArgument 'a b $(touch canary)' | "
            + $"Submit-RelionJob -Path $job");
    }

    private RelionJob Wait(RelionJob job)
    {
        _session.Set("waited", job);
        return _session.One<RelionJob>("$waited | Wait-RelionJob -Timeout 00:03:00");
    }

    private async Task NothingIsExecuted()
    {
        await SlurmCluster.UntilAsync(
            async () => (await SlurmCluster.RunAsync("squeue", "--noheader")).Trim().Length == 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path, "canary*", SearchOption.AllDirectories));
        Assert.False(File.Exists("canary"));
    }
}
