using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>
/// Templates as RELION 3.1.3's GUI fills them in (pipeline_jobs.cpp, saveJobSubmissionScript), run with stand-ins.
/// </summary>
public sealed class QsubTemplateTests : IDisposable
{
    private const string Command =
        "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Preset PlasmodiumRibosome "
        + "-NodeCount 2 -Fabric shm -Force";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public QsubTemplateTests()
    {
        const string Record =
            "#!/bin/bash\n{ echo \"${0##*/} $*\"; env | grep -E "
            + "'^(OMP_SCHEDULE|I_MPI_PIN|I_MPI_PIN_DOMAIN|SLURM_HOSTFILE)=' | sort; } >> \"$RECORD\"\n";
        foreach (string program in new[]
        {
            "mpirun",
            "mpiexec.hydra",
            "srun",
            "relion_refine_mpi",
            "relion_postprocess",
        })
        {
            TestProgram.Write(_folder, $"bin/{program}", Record);
        }
        TestProgram.Write(_folder, "bin/scontrol", "#!/bin/sh\necho n1\necho n2\n");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("OpenMpi")]
    [InlineData("IntelMpi")]
    [InlineData("Mpich")]
    [InlineData("SlurmSrun")]
    public void A_job_of_one_process_starts_without_a_launcher(string mpi)
    {
        string[] lines = Start(Template(mpi), 1, "relion_postprocess --i a --o b");
        Assert.Equal("relion_postprocess --i a --o b", lines[0]);
        Assert.Contains("OMP_SCHEDULE=dynamic", lines);
        Assert.DoesNotContain(
            lines,
            line => line.StartsWith("mpi", StringComparison.Ordinal)
                || line.StartsWith("srun", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OpenMpi", "-np 17", "--bind-to core:overload-allowed")]
    [InlineData("IntelMpi", "-np 17", "-perhost 8")]
    [InlineData("Mpich", "-n 17", "-bind-to user:")]
    [InlineData("SlurmSrun", "-n 17", "--cpu-bind=mask_cpu:")]
    public void The_plans_number_of_ranks_starts_as_planned(string mpi, string count, string binding)
    {
        string template = Template(mpi);
        Assert.Contains($"{count.Split(' ')[0]} XXXmpinodesXXX", template, StringComparison.Ordinal);
        string launcher = Start(template, 17, "relion_refine_mpi --o x")[0];
        Assert.Contains($" {count} ", launcher, StringComparison.Ordinal);
        Assert.Contains(binding, launcher, StringComparison.Ordinal);
        Assert.EndsWith("relion_refine_mpi --o x", launcher, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "OpenMpi",
        "mpirun --host n1,n2 --map-by node:OVERSUBSCRIBE --bind-to none -x OMP_SCHEDULE -x KMP_BLOCKTIME -np 5 "
        + "relion_refine_mpi --o x")]
    [InlineData(
        "IntelMpi",
        "mpirun -hosts n1,n2 -env OMP_SCHEDULE=dynamic -env KMP_BLOCKTIME=0 -np 5 relion_refine_mpi --o x")]
    [InlineData(
        "Mpich",
        "mpiexec.hydra -hosts n1,n2 -bind-to none -genv OMP_SCHEDULE dynamic -genv KMP_BLOCKTIME 0 -n 5 "
        + "relion_refine_mpi --o x")]
    [InlineData("SlurmSrun", "srun -n 5 --overcommit --cpu-bind=none relion_refine_mpi --o x")]
    public void Another_number_starts_without_the_plans_binding_and_says_so(string mpi, string expected)
    {
        string[] lines = Start(Template(mpi), 5, "relion_refine_mpi --o x");
        // srun is told the interface of the program's MPI library, where the program is on this machine.
        Assert.Equal(expected, lines[0].Replace(" --mpi=pmix", "", StringComparison.Ordinal));
        Assert.Contains("OMP_SCHEDULE=dynamic", lines);
        Assert.DoesNotContain(
            lines,
            line => line.StartsWith("I_MPI_PIN_DOMAIN", StringComparison.Ordinal)
                || line.StartsWith("SLURM_HOSTFILE", StringComparison.Ordinal));
        Assert.Contains("not bound to cores", File.ReadAllText(_folder.Combine("err")), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_commands_of_a_job_each_start_once()
    {
        string template = Template("OpenMpi").Replace(
            "start XXXcommandXXX",
            "start relion_postprocess --a\nstart relion_postprocess --b",
            StringComparison.Ordinal);
        string[] lines = Start(template, 1, "");
        Assert.Equal(
            ["relion_postprocess --a", "relion_postprocess --b"],
            lines.Where(line => line.StartsWith("relion", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_template_is_for_everyone_and_not_for_root() =>
        Assert.DoesNotContain("--allow-run-as-root", Template("OpenMpi"), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "Slurm",
        "#SBATCH --nodes=XXXextra1XXX",
        "#SBATCH --partition=XXXqueueXXX",
        "scontrol show hostnames",
        "sbatch")]
    [InlineData(
        "Pbs",
        "#PBS -l select=XXXextra1XXX:ncpus=64:mpiprocs=XXXextra2XXX",
        "#PBS -q XXXqueueXXX",
        "$PBS_NODEFILE",
        "qsub")]
    [InlineData(
        "Lsf", "#BSUB -R \"span[ptile=XXXextra2XXX]\"", "#BSUB -q XXXqueueXXX", "$LSB_DJOB_HOSTFILE", "'bsub <'")]
    [InlineData("Sge", "#$ -pe XXXextra1XXX XXXextra2XXX", "#$ -q XXXqueueXXX", "PE_HOSTFILE", "qsub")]
    public void Each_batch_system_has_its_own_words(
        string scheduler, string nodes, string queue, string hosts, string submit)
    {
        string template = Template("OpenMpi", $"-Scheduler {scheduler}");
        foreach (string part in new[]
        {
            nodes,
            queue,
            hosts,
            $"RELION_QSUB_COMMAND={submit}",
            "XXXoutfileXXX",
            "XXXerrfileXXX",
        })
        {
            Assert.Contains(part, template, StringComparison.Ordinal);
        }
        string path = _folder.Write("script", template);
        using Process bash = Process.Start("bash", ["-n", path]);
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
        foreach (string mark in new[]
        {
            "#SBATCH",
            "#PBS",
            "#BSUB",
            "#$ ",
        }.Where(mark => !nodes.StartsWith(mark, StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(template.Split('\n'), line => line.StartsWith(mark, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Pbs", "PBS_NODEFILE", "c1\nc1\nc2\n")]
    [InlineData("Lsf", "LSB_DJOB_HOSTFILE", "batch1\nc1\nc1\nc2\nc2\n")]
    [InlineData("Sge", "PE_HOSTFILE", "c1 8 q@c1 UNDEFINED\nc2 8 q@c2 UNDEFINED\n")]
    public void Hosts_come_from_each_batch_systems_own_list(string scheduler, string variable, string list)
    {
        string template = Template("OpenMpi", $"-Scheduler {scheduler}");
        string[] lines = Start(
            template,
            5,
            "relion_refine_mpi",
            (variable, _folder.Write("list", list)),
            ("PBS_O_WORKDIR", _folder.Path));
        Assert.StartsWith("mpirun --host c1,c2 ", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pbs", "#PBS -l walltime=30:30:00", "#PBS -q long", "#PBS -A lab", "#PBS -l mem=100gb")]
    [InlineData("Lsf", "#BSUB -W 30:30", "#BSUB -q long", "#BSUB -P lab", "#BSUB -l mem=100gb")]
    [InlineData("Sge", "#$ -l h_rt=30:30:00", "#$ -q long", "#$ -P lab", "#$ -l mem=100gb")]
    public void Options_are_said_in_each_batch_systems_words(string scheduler, params string[] expected)
    {
        string template = Template(
            "OpenMpi",
            $"-Scheduler {scheduler} -Partition long -Account lab -TimeLimit 1.06:30:00 -AdditionalOption '-l "
            + $"mem=100gb'");
        foreach (string line in expected) Assert.Contains(line, template.Split('\n'));
    }

    [Theory]
    [InlineData("-Scheduler Pbs -AdditionalOption '-v A=$(reboot)'", "RelionValueNotForScript")]
    [InlineData("-Scheduler Lsf -AdditionalOption '-R \"a\"'", "RelionValueNotForScript")]
    [InlineData("-Scheduler Sge -AdditionalOption '-N a#b'", "RelionValueNotForScript")]
    [InlineData("-Scheduler Pbs -Qos high", "RelionOptionNotForScheduler")]
    public void What_no_line_of_it_can_hold_is_refused(string options, string errorId)
    {
        _session.Run($"{Command} -Mpi OpenMpi 3>$null | Export-RelionScript -As QsubTemplate {options}");
        Assert.Equal([errorId], _session.ErrorIds);
    }

    [Fact]
    public void A_batch_system_goes_with_a_template_alone()
    {
        _session.Run($"{Command} -Mpi OpenMpi 3>$null | Export-RelionScript -As Bash -Scheduler Pbs");
        Assert.Equal(["RelionSchedulerNotForScript"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("nul\0")]
    [InlineData("")]
    [InlineData("back\\slash")]
    [InlineData("`x`")]
    public void Words_that_batch_systems_read_otherwise_are_refused(string word) =>
        Assert.Equal(
            "RelionValueNotForScript",
            Assert.Throws<RelionException>(() => ScriptText.SchedulerLine("#PBS", "-N", word)).ErrorId);

    private string Template(string mpi, string options = "") =>
        string.Join(
            '\n',
            _session
                .Run($"{Command} -Mpi {mpi} 3>$null | Export-RelionScript -As QsubTemplate {options}")
                .Cast<string>());

    /// <summary>What the stand-ins were called with, and saw.</summary>
    private string[] Start(string template, int ranks, string command, params (string Name, string Value)[] variables)
    {
        (string, string)[] values =
            [
                ("mpinodes", $"{ranks}"),
                ("threads", "1"),
                ("name", "Job/job001/"),
                ("queue", "main"),
                ("outfile", "run.out"),
                ("errfile", "run.err"),
                ("extra1", "2"),
                ("extra2", "9"),
                ("command", command),
            ];
        foreach ((string name, string value) in values)
        {
            template = template.Replace($"XXX{name}XXX", value, StringComparison.Ordinal);
        }
        string script = _folder.Write("script", template);
        var info = new ProcessStartInfo("bash", [script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
        };
        info.Environment["PATH"] = $"{_folder.Combine("bin")}:/usr/bin:/bin";
        info.Environment["RECORD"] = _folder.Combine("record");
        info.Environment["SLURM_JOB_ID"] = "7";
        info.Environment["SLURM_JOB_NODELIST"] = "n[1-2]";
        foreach ((string name, string value) in variables) info.Environment[name] = value;
        using Process bash = Process.Start(info)!;
        _folder.Write("err", bash.StandardError.ReadToEnd());
        bash.WaitForExit();
        return File.ReadAllLines(_folder.Combine("record"));
    }
}
