using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Runs.Slurm;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Scripts;

public sealed class ScriptTests : IDisposable
{
    private const string Nodes =
        "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Preset PlasmodiumRibosome "
        + "-Executable /opt/relion_refine_mpi -Fabric shm";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public ScriptTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("IntelMpi")]
    [InlineData("OpenMpi")]
    [InlineData("Mpich")]
    [InlineData("SlurmSrun")]
    public void Scripts_of_every_launcher_and_kind_are_bash(string mpi)
    {
        foreach (string kind in new[] { "Bash", "Sbatch", "QsubTemplate" })
        {
            string text = Export($"{Nodes} -Mpi {mpi} -ComputerName a, b 3>$null", kind, "-Partition main");
            using Process bash = Process.Start("bash", ["-n", _folder.Combine("script")]);
            bash.WaitForExit();
            Assert.Equal(0, bash.ExitCode);
            Assert.DoesNotContain("#1", text.Replace("#!", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Guide_5_2_a_bash_script_times_the_run_and_keeps_its_exit_code()
    {
        string program = _folder.Write("relion_refine", "#!/bin/sh\necho \"$OMP_SCHEDULE $*\"\nexit 4\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string text = Export(
            $"New-RelionNodeProfile 1 2 | New-RelionRefineCommand -Executable {program} -InputStar 'a b.star' "
            + $"-OutputRoot R/x -WorkingDirectory $folder",
            "Bash",
            "");
        Assert.Contains("btime=`date +%s`\n", text, StringComparison.Ordinal);
        Assert.Contains("diff=`expr $etime - $btime`\n", text, StringComparison.Ordinal);
        using Process bash = Process.Start(
            new ProcessStartInfo("bash", [_folder.Combine("script")]) { RedirectStandardOutput = true })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal(4, bash.ExitCode);
        Assert.StartsWith("dynamic --i a b.star", output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.Combine("R")));
    }

    [Fact]
    public void A_batch_script_asks_Slurm_for_what_the_plan_needs_and_fills_in_the_hosts()
    {
        string text = Export(
            $"{Nodes} -Mpi OpenMpi -NodeCount 4 3>$null",
            "Sbatch",
            "-Partition main -Account lab -TimeLimit 1.06:00:00 -Qos high -Dependency afterok:7 -AdditionalOption "
            + "--mem=0");
        foreach (string option in new[]
        {
            "--nodes=4",
            "--ntasks-per-node=9",
            "--partition=main",
            "--account=lab",
            "--time=1-06:00:00",
            "--qos=high",
            "--dependency=afterok:7",
            "--exclusive",
            "--mem=0",
        })
        {
            Assert.Contains($"\n#SBATCH {option}\n", text, StringComparison.Ordinal);
        }
        Assert.Contains(
            "\nprintf '%s\\n' \"${hosts[0]}\"' slots=9' \"${hosts[1]}\"' slots=8' \"${hosts[2]}\"' slots=8' "
            + "\"${hosts[3]}\"' slots=8' > \"$job/launch.hosts\"\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("--hostfile \"$job/launch.hosts\"", text, StringComparison.Ordinal);
        Assert.Contains("btime=`date +%s`\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Under_Slurm_Intel_MPI_is_told_to_heed_perhost()
    {
        string text = Export($"{Nodes} -Mpi IntelMpi -NodeCount 4 3>$null", "Sbatch", "");
        Assert.Contains("export I_MPI_JOB_RESPECT_PROCESS_PLACEMENT=0\n", text, StringComparison.Ordinal);
        Assert.Contains("-perhost 8 -np 33", text, StringComparison.Ordinal);
        Assert.Contains("-hostfile \"$job/launch.hosts\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_and_submits_nothing()
    {
        _session.Run($"{Nodes} -Mpi OpenMpi -NodeCount 4 -WorkingDirectory $folder 3>$null | Submit-RelionJob -WhatIf");
        Assert.Empty(_session.ErrorIds);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    /// <summary>The guide's benchmark on four of its nodes: 4 × 8 + 1 ranks of 16 threads.</summary>
    [Theory]
    [InlineData("-Mpi OpenMpi -NodeCount 4", "", "the job 'cpu3d': 4 nodes, 33 ranks × 16 threads, by")]
    [InlineData("-Mpi OpenMpi", "-Repeat 3 -Warmup 1", "the job 'cpu3d': 1 node, 9 ranks × 16 threads, 4 runs, by")]
    [InlineData("-Mpi None -Executable relion_refine -Thread 1", "", "the job 'cpu3d': 1 node, 1 thread, by")]
    public void WhatIf_names_the_job_in_a_line_and_Verbose_shows_its_script(string plan, string submit, string told)
    {
        string said = _folder.Combine("said.txt");
        string nodes = Nodes.Replace("-Executable /opt/relion_refine_mpi -Fabric shm", plan, StringComparison.Ordinal);
        _session.Run(
            $"$plan = {nodes} -WorkingDirectory $folder 3>$null; "
            + $"Start-Transcript '{said}' | Out-Null; $plan | Submit-RelionJob -Path $folder/job {submit} -WhatIf; "
            + "Stop-Transcript | Out-Null");
        Assert.Empty(_session.Errors);
        string text = File.ReadAllText(said);
        Assert.Contains(
            $"Submit to Slurm {told} the script '{_folder.Combine("job/job.sh")}'", text, StringComparison.Ordinal);
        Assert.DoesNotContain("#SBATCH", text, StringComparison.Ordinal);

        _session.Run($"$plan | Submit-RelionJob -Path $folder/job {submit} -WhatIf -Verbose");
        Assert.Contains(
            _session.Verbose, script => script.Contains("\n#SBATCH --job-name=cpu3d\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_template_for_RELIONs_GUI_has_its_variables_and_tells_the_limits_to_raise()
    {
        string text = Export(
            "New-RelionNodeProfile 2 40 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -NodeCount 8 3>$null",
            "QsubTemplate",
            "");
        foreach (string variable in new[]
        {
            "XXXnameXXX",
            "XXXoutfileXXX",
            "XXXerrfileXXX",
            "XXXqueueXXX",
            "XXXextra1XXX",
            "XXXextra2XXX",
            "XXXcommandXXX",
        })
        {
            Assert.Contains(variable, text, StringComparison.Ordinal);
        }
        Assert.Contains("export OMP_SCHEDULE=dynamic", text, StringComparison.Ordinal);
        // 65 ranks and 20 threads are more than the GUI's 64 and 16.
        Assert.Contains(_session.Warnings, warning => warning.Contains("RELION_MPI_MAX=65", StringComparison.Ordinal));
        Assert.Contains(
            _session.Warnings, warning => warning.Contains("RELION_THREAD_MAX=20", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_there_is_not_overwritten_unless_forced()
    {
        _folder.Write("script", "mine");
        _session.Run($"New-RelionNodeProfile 1 2 | New-RelionRefineCommand | Export-RelionScript $folder/script");
        Assert.Equal(["RelionScriptExists"], _session.ErrorIds);
        Assert.Equal("mine", File.ReadAllText(_folder.Combine("script")));
    }

    [Fact]
    public void Scripts_of_one_line_are_not_written_over_each_other()
    {
        const string Recipes = "Get-RelionBuildRecipe -Toolchain IntelClassic -InstructionSet Avx512, Avx2";
        foreach (string force in (string[])["", " -Force"])
        {
            _session.Run($"{Recipes} | Export-RelionScript $folder/both.sh{force} 3>$null");
            Assert.Equal(["RelionScriptJustWritten"], _session.ErrorIds);
            Assert.Contains("avx512", File.ReadAllText(_folder.Combine("both.sh")), StringComparison.OrdinalIgnoreCase);
            _session.Run($"{Recipes} | Export-RelionScript $folder/what.sh{force} -WhatIf 3>$null");
            Assert.Equal(["RelionScriptJustWritten"], _session.ErrorIds);
            File.Delete(_folder.Combine("both.sh"));
        }
        Directory.CreateDirectory(_folder.Combine("scripts"));
        _session.Run($"{Recipes} | Export-RelionScript $folder/scripts 3>$null");
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(2, Directory.GetFiles(_folder.Combine("scripts")).Length);
    }

    [Theory]
    [InlineData("-TimeLimit 60", "RelionTimeLimitInvalid")]
    [InlineData("-AdditionalOption \"--x`n#SBATCH --y\"", "RelionOptionInvalid")]
    public void Options_that_make_no_sense_are_refused(string option, string errorId)
    {
        _session.Run($"New-RelionNodeProfile 1 2 | New-RelionRefineCommand | Submit-RelionJob -WhatIf {option}");
        Assert.Equal([errorId], _session.ErrorIds);
    }

    [Fact]
    public void A_folder_that_is_no_jobs_is_said_to_be_none()
    {
        _session.Run("Get-RelionJob $folder");
        Assert.Equal(["RelionJobNotFound"], _session.ErrorIds);
    }

    /// <summary>Lines as scontrol show job -o of Slurm 22.05 prints them, shortened.</summary>
    [Theory]
    [InlineData(
        "JobId=1 JobName=j.sh JobState=COMPLETED Reason=None ExitCode=0:0 ReqNodeList=(null) NodeList=n[1-4] "
        + "BatchHost=n1",
        RelionJobState.Completed,
        "COMPLETED",
        0,
        "n[1-4]")]
    [InlineData(
        "JobId=1 JobState=PENDING Reason=Resources ExitCode=0:0 ReqNodeList=(null) NodeList=(null)",
        RelionJobState.Pending,
        "PENDING (Resources)",
        null,
        "")]
    [InlineData(
        "JobId=1 JobState=FAILED Reason=NonZeroExitCode ExitCode=3:0 NodeList=n1",
        RelionJobState.Failed,
        "FAILED (NonZeroExitCode)",
        3,
        "n1")]
    [InlineData(
        "JobId=1 JobState=FAILED Reason=None ExitCode=0:9 NodeList=n1", RelionJobState.Failed, "FAILED", 137, "n1")]
    [InlineData(
        "JobId=1 JobState=NODE_FAIL Reason=None ExitCode=0:0 NodeList=n1",
        RelionJobState.NodeFailed,
        "NODE_FAIL",
        null,
        "n1")]
    public void Slurms_answers_are_read(
        string line, RelionJobState state, string reason, int? exitCode, string nodes) =>
        Assert.Equal(new SlurmClient.Answer(state, reason, exitCode, nodes), SlurmClient.ParseJob(line));

    /// <summary>As scontrol show job of Slurm 22.05 prints it, shortened: the job's name is the user's.</summary>
    [Fact]
    public void A_jobs_name_says_nothing_of_its_state()
    {
        const string output = """
            JobId=7 JobName=x UserId=a(0) JobState=COMPLETED Reason=None ExitCode=a:b NodeList=n9
               UserId=root(0) GroupId=root(0) MCS_label=N/A
               Priority=1 Nice=0 Account=(null) QOS=(null)
               JobState=FAILED Reason=NonZeroExitCode Dependency=(null)
               Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=3:0
               ReqNodeList=(null) ExcNodeList=(null)
               NodeList=n1
               Command=/x/job.sh
               Comment=JobState=RUNNING NodeList=n2

            """;
        Assert.Equal(
            new SlurmClient.Answer(RelionJobState.Failed, "FAILED (NonZeroExitCode)", 3, "n1"),
            SlurmClient.ParseJob(output));
    }

    [Fact]
    public void An_exit_code_that_is_no_number_is_unknown() =>
        Assert.Null(SlurmClient.ParseJob("JobId=1 JobState=FAILED Reason=None ExitCode=a:b NodeList=n1")!.ExitCode);

    [Theory]
    [InlineData("%1")]
    [InlineData("%relion")]
    public void A_program_that_is_a_job_of_the_shells_is_refused(string name)
    {
        var error = Assert.Throws<RelionException>(() => ScriptText.Program(name));
        Assert.Equal("RelionValueNotForScript", error.ErrorId);
        Assert.Equal("./%1", ScriptText.Program("./%1"));
    }

    /// <summary>Where a decimal comma is the language's, stat writes one too.</summary>
    [Fact]
    public void Times_of_iterations_are_written_in_the_form_that_is_read()
    {
        string script = Export(Nodes, "Sbatch", "");
        Assert.Contains("    LC_ALL=C stat -c '%.6Y %n' -- ", script, StringComparison.Ordinal);
    }

    private string Export(string pipeline, string kind, string options)
    {
        _session.One<FileInfo>($"{pipeline} | Export-RelionScript $folder/script -As {kind} -Force {options}");
        return File.ReadAllText(_folder.Combine("script"));
    }
}
