using System.Diagnostics;
using System.Globalization;
using RelionPS.Runs.Slurm;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>What jobs of plans on GPUs ask batch systems for.</summary>
public sealed class GpuJobTests : IDisposable
{
    /// <summary>Two sockets of 16 cores and four GPUs: eight cores, 16 logical CPUs, near each.</summary>
    private const string Node =
        "New-RelionNodeProfile 2 16 -MemoryBytes 256GB -GpuCount 4 -GpuModel A100 -GpuMemoryBytes 80GB";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public GpuJobTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_part_of_a_node_is_asked_for_by_GPUs_cores_and_memory_and_not_whole()
    {
        IReadOnlyList<string> options = Options("-GpuCount 2 -RankPerNode 2 -Thread 6 -BoxSize 200 -ClassCount 4");
        Assert.Contains("--gpus-per-node=2", options);
        // sbatch(1): with --overcommit, --cpus-per-task is for all tasks of a node together.
        Assert.Contains("--overcommit", options);
        Assert.Contains("--cpus-per-task=12", options);
        Assert.Contains("--ntasks-per-node=3", options);
        Assert.DoesNotContain("--exclusive", options);
        RefineCommand command = _session.One<RefineCommand>("$command");
        // Three processes, half a gibibyte each for the GPUs' runtime, and a tenth beside.
        double needed = (command.Plan.Memory!.NodeBytes + (3 * 0.5 * (1L << 30))) / 0.9 / (1L << 20);
        Assert.Contains($"--mem={Math.Ceiling(needed).ToString(CultureInfo.InvariantCulture)}M", options);
    }

    [Fact]
    public void All_GPUs_of_a_node_are_asked_for_with_the_whole_node_and_its_memory()
    {
        IReadOnlyList<string> options = Options("-Thread 6");
        Assert.Contains("--exclusive", options);
        Assert.Contains("--gpus-per-node=4", options);
        Assert.Contains("--mem=0", options);
        Assert.DoesNotContain(options, option => option.StartsWith("--cpus-per-task", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-GpuCount 2", "-Exclusive", true)]
    [InlineData("-GpuCount 2", "-AdditionalOption --exclusive", true)]
    [InlineData("-GpuCount 4", "-Exclusive:$false", false)]
    public void Who_says_whether_nodes_are_whole_is_heeded(string plan, string job, bool isWhole)
    {
        IReadOnlyList<string> options = Options(plan, job);
        Assert.Equal(isWhole, options.Contains("--exclusive"));
        Assert.Contains("--gpus-per-node=4", options);
        Assert.Equal(!isWhole, options.Any(option => option.StartsWith("--cpus-per-task=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--gres=gpu:a100:2", "--gpus-per-node")]
    [InlineData("-G2", "--gpus-per-node")]
    [InlineData("--gpus=2", "--gpus-per-node")]
    [InlineData("--mem-per-cpu=4G", "--mem=")]
    [InlineData("--mem=10G", "--mem=1M")]
    [InlineData("-c20", "--cpus-per-task")]
    public void What_the_user_asks_for_himself_is_not_asked_for_twice(string own, string absent)
    {
        IReadOnlyList<string> options = Options("-GpuCount 2 -BoxSize 64", $"-AdditionalOption {own}");
        Assert.Contains(own, options);
        Assert.DoesNotContain(options, option => option.StartsWith(absent, StringComparison.Ordinal));
        Assert.Single(
            options, option => option.StartsWith("--mem", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--gres=craynetwork:1")]
    [InlineData("--mem-bind=local")]
    [InlineData("--gres-flags=enforce-binding")]
    public void Other_options_of_like_names_stand_beside(string own)
    {
        IReadOnlyList<string> options = Options("-GpuCount 2 -BoxSize 64", $"-AdditionalOption {own}");
        Assert.Contains("--gpus-per-node=2", options);
        Assert.Single(options, option => option.StartsWith("--mem=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--gpus-per-task=1")]
    [InlineData("--gpu-bind=single:1")]
    [InlineData("--ntasks-per-gpu=1")]
    public void GPUs_of_tasks_are_warned_of(string option)
    {
        Options("-GpuCount 2 -BoxSize 64", $"-AdditionalOption {option}");
        Assert.Contains(_session.Warnings, warning => warning.Contains(option, StringComparison.Ordinal));
    }

    [Fact]
    public void No_job_asks_for_GPUs_by_task()
    {
        foreach (string mpi in (string[])["OpenMpi", "IntelMpi", "Mpich", "SlurmSrun"])
        {
            string script = Script("-GpuCount 2 -BoxSize 64", "", mpi);
            Assert.Contains("\nunset SLURM_GPU_BIND ", script, StringComparison.Ordinal);
            foreach (string word in (string[])["gpus-per-task", "ntasks-per-gpu", "--gpu-bind"])
            {
                Assert.DoesNotContain(word, script, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("OpenMpi", "--bind-to none", "--rankfile")]
    [InlineData("IntelMpi", "I_MPI_PIN=0", "I_MPI_PIN_DOMAIN")]
    [InlineData("Mpich", "-bind-to none", "-bind-to user")]
    [InlineData("SlurmSrun", "--cpu-bind=none", "mask_cpu")]
    public void In_a_part_of_a_node_no_CPU_is_named(string mpi, string unbound, string bound)
    {
        string script = Script("-GpuCount 2 -BoxSize 64", "", mpi);
        Assert.Contains(unbound, script, StringComparison.Ordinal);
        Assert.DoesNotContain(bound, script, StringComparison.Ordinal);
        string whole = Script("-BoxSize 64", "", mpi);
        Assert.DoesNotContain(unbound, whole, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2:3", "0:1")]
    [InlineData("3", "0")]
    [InlineData("1,3:1,3", "0,1:0,1")]
    [InlineData("0:1", "0:1")]
    public void A_jobs_GPUs_are_counted_from_0(string asked, string counted)
    {
        string script = Script($"-Gpu '{asked}' -RankPerNode 2 -Thread 4", "", "OpenMpi");
        Assert.Contains($" --gpu {counted} ", script, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_whole_node_they_keep_their_numbers() =>
        Assert.Contains(
            " --gpu 2:3 ", Script("-Gpu '2:3' -RankPerNode 2 -Thread 4", "-Exclusive", "OpenMpi"),
            StringComparison.Ordinal);

    [Fact]
    public void A_command_on_CPUs_asks_for_what_it_always_did()
    {
        IReadOnlyList<string> options = Options("-Acceleration Cpu -BoxSize 64 -RankPerNode 8");
        Assert.Equal(
            ["--job-name=x", "--nodes=1", "--ntasks-per-node=9", "--overcommit", "--no-requeue", "--exclusive"],
            options.Where(option => !option.StartsWith("--output", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_an_estimate_the_job_says_that_it_asks_for_no_memory()
    {
        IReadOnlyList<string> options = Options("-GpuCount 2");
        Assert.DoesNotContain(options, option => option.StartsWith("--mem", StringComparison.Ordinal));
        Assert.Contains(_session.Warnings, warning => warning.StartsWith("MemoryBytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gpu:4", "--gpus-per-node=2")]
    [InlineData("gpu:a100:4", "--gres=gpu:a100:2")]
    [InlineData("gpu:a100:1(S:0),gpu:v100:3(S:1)", "--gres=gpu:a100:1,gpu:v100:1")]
    [InlineData("gpu:1g.10gb:7,nvme:1", "--gres=gpu:1g.10gb:2")]
    public void Types_are_asked_for_where_Slurms_Gres_has_them(string resources, string expected)
    {
        (IReadOnlyList<NodeProfile> nodes, _) = SlurmNodes.Parse(
            "NodeName=n1 Arch=x86_64 CPUTot=32 CoresPerSocket=16 Sockets=2 ThreadsPerCore=1 RealMemory=200000 "
            + $"State=IDLE Partitions=gpu Gres={resources} ", "gpu");
        _session.Set("node", Assert.Single(nodes));
        _session.Run("$command = $node | New-RelionRefineCommand -GpuCount 2 -Mpi OpenMpi -InputStar a.star "
            + "-OutputRoot R/x -WorkingDirectory $folder 3>$null");
        string script = _session.One<string>("$command | Export-RelionScript -As Sbatch 3>$null");
        Assert.Contains(expected, SbatchLines.Options(script));
    }

    [Theory]
    [InlineData("SLURM_GPUS_ON_NODE=1 CUDA_VISIBLE_DEVICES=0", false)]
    [InlineData("CUDA_VISIBLE_DEVICES=3", false)]
    [InlineData("CUDA_VISIBLE_DEVICES=NoDevFiles", false)]
    [InlineData("CUDA_VISIBLE_DEVICES=", false)]
    [InlineData("ROCR_VISIBLE_DEVICES=0", false)]
    [InlineData("SLURM_GPUS_ON_NODE=2", true)]
    [InlineData("CUDA_VISIBLE_DEVICES=GPU-1,GPU-2", true)]
    [InlineData("ROCR_VISIBLE_DEVICES=0,1,2", true)]
    [InlineData("A=b", true)]
    public void A_job_with_fewer_GPUs_than_the_plan_ends_and_says_so(string variables, bool isRun)
    {
        TestProgram.Write(_folder, "bin/relion_refine", "#!/bin/sh\ntouch \"$RAN\"\n");
        TestProgram.Write(_folder, "bin/scontrol", "#!/bin/sh\necho n1\n");
        string script = Script("-GpuCount 2 -Thread 4", "", "None");
        var info = new ProcessStartInfo("bash", [_folder.Write("script", script)])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
        };
        foreach (string name in info.Environment.Keys.Where(name => name.Contains("VISIBLE_DEVICES")).ToList())
        {
            info.Environment.Remove(name);
        }
        info.Environment["PATH"] = $"{_folder.Combine("bin")}:/usr/bin:/bin";
        info.Environment["RAN"] = _folder.Combine("ran");
        info.Environment["SLURM_JOB_ID"] = "7";
        info.Environment["SLURM_JOB_NODELIST"] = "n1";
        foreach (string variable in variables.Split(' '))
        {
            info.Environment[variable.Split('=')[0]] = variable.Split('=')[1];
        }
        using Process bash = Process.Start(info)!;
        string errors = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal(isRun, File.Exists(_folder.Combine("ran")));
        Assert.Equal(isRun ? 0 : 1, bash.ExitCode);
        Assert.Equal(!isRun, errors.Contains("The plan uses 2 GPU(s) of a node", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "Pbs", "#PBS -l select=XXXextra1XXX:ncpus=12:mpiprocs=XXXextra2XXX:ngpus=2:mem=", "#PBS -l place=scatter")]
    [InlineData("Lsf", "#BSUB -gpu \"num=2:mode=shared:j_exclusive=yes\"", "#BSUB -R \"span[ptile=XXXextra2XXX]\"")]
    [InlineData("Sge", "#$ -l XXXextra3XXX", "#$ -pe XXXextra1XXX XXXextra2XXX")]
    [InlineData("Slurm", "#SBATCH --gpus-per-node=2", "#SBATCH --cpus-per-task=12")]
    public void Templates_ask_for_GPUs_in_each_batch_systems_words(string scheduler, string gpus, string beside)
    {
        string[] lines = Template("-GpuCount 2 -RankPerNode 2 -Thread 6 -BoxSize 64", scheduler);
        Assert.Contains(lines, line => line.StartsWith(gpus, StringComparison.Ordinal));
        Assert.Contains(beside, lines);
        Assert.DoesNotContain("#BSUB -x", lines);
        Assert.DoesNotContain("#SBATCH --exclusive", lines);
        using Process bash = Process.Start("bash", ["-n", _folder.Write("script", string.Join('\n', lines))]);
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
    }

    [Theory]
    [InlineData("Pbs", ":ngpus=4", "#PBS -l place=scatter:excl")]
    [InlineData("Lsf", "\"num=4:mode=shared:j_exclusive=yes\"", "#BSUB -x")]
    [InlineData("Slurm", "--gpus-per-node=4", "#SBATCH --exclusive")]
    public void Templates_take_whole_nodes_for_plans_on_all_GPUs(string scheduler, string gpus, string whole)
    {
        string[] lines = Template("-Thread 6 -BoxSize 64", scheduler);
        Assert.Contains(lines, line => !line.StartsWith("# ", StringComparison.Ordinal)
            && line.EndsWith(gpus, StringComparison.Ordinal));
        Assert.Contains(whole, lines);
    }

    [Fact]
    public void A_jobs_record_says_that_its_ranks_were_bound_to_nothing_and_why()
    {
        Script("-Gpu '2:3' -RankPerNode 2 -Thread 4", "", "OpenMpi");
        RefineCommand command = _session.One<RefineCommand>("$command");
        RelionPS.Runs.Jobs.JobDraft draft = RelionPS.Runs.Jobs.JobDraft.Of(
            command, new RelionPS.Runs.Jobs.JobOptions(), _folder.Combine("job"));
        RefineCommand recorded = draft.Manifest.Refinement!.Record.ToCommand();
        Assert.Equal(RankBinding.None, recorded.Binding);
        Assert.Equal("0:1", recorded.Plan.Gpu!.List);
        Assert.Equal([0, 1], recorded.Plan.Gpu.Devices.Select(load => load.Device));
        Assert.Contains(recorded.Decisions, decision => decision is { Name: "Binding", Rule: "PartOfNode" });
        Assert.Contains("\n# CpusPerNode = 8: ", draft.Script, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Options(string plan, string job = "") =>
        SbatchLines.Options(Script(plan, job, "OpenMpi"));

    private string Script(string plan, string job, string mpi)
    {
        Plan(plan, mpi);
        string script = _session.One<string>($"$command | Export-RelionScript -As Sbatch {job}");
        Assert.Empty(_session.ErrorIds);
        return script;
    }

    private string[] Template(string plan, string scheduler)
    {
        Plan(plan, "OpenMpi");
        return _session.One<string>($"$command | Export-RelionScript -As QsubTemplate -Scheduler {scheduler}")
            .Split('\n');
    }

    private void Plan(string plan, string mpi)
    {
        string acceleration = plan.Contains("-Acceleration", StringComparison.Ordinal) ? "" : "-Acceleration Gpu";
        string executable = mpi == "None" ? "-Executable relion_refine" : "";
        _session.Run(
            $"$global:command = {Node} | New-RelionRefineCommand {acceleration} {plan} -Mpi {mpi} {executable} "
            + "-InputStar a.star -OutputRoot R/x -WorkingDirectory $folder 3>$null");
        Assert.Empty(_session.ErrorIds);
    }
}
