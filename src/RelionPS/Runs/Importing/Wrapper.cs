namespace RelionPS.Runs.Importing;

/// <summary>What becomes of a program before RELION's.</summary>
internal enum WrapperRole
{
    /// <summary>It starts the ranks.</summary>
    Launcher,

    /// <summary>It changes how the program runs, and stays before it.</summary>
    Kept,

    /// <summary>It sets variables, which the command has by themselves.</summary>
    Variables,

    /// <summary>It changes nothing of the run; it is named and left out.</summary>
    SetAside,

    /// <summary>It hands the work to a batch system, which takes the facts.</summary>
    Batch,
}

/// <summary>What an option before the program tells.</summary>
internal enum StartFact
{
    /// <summary>Nothing that a command keeps apart.</summary>
    None,

    /// <summary>All ranks of the run.</summary>
    Ranks,

    /// <summary>Ranks on each node.</summary>
    RanksPerNode,

    /// <summary>The number of nodes.</summary>
    Nodes,

    /// <summary>The hosts' names.</summary>
    Hosts,

    /// <summary>A file of hosts' names.</summary>
    HostFile,

    /// <summary>CPUs for each rank.</summary>
    CpusPerRank,

    /// <summary>The folder that the program starts in.</summary>
    Folder,

    /// <summary>A variable and its value in one word.</summary>
    Variable,

    /// <summary>A variable and its value in two words.</summary>
    VariablePair,

    /// <summary>How ranks are spread; <c>ppr:4:node</c> tells how many a node has.</summary>
    Mapping,

    /// <summary>A script in one word.</summary>
    Script,
}

/// <summary>An option of a program before RELION's.</summary>
/// <param name="Flags">Its spellings.</param>
/// <param name="Fact">What it tells.</param>
/// <param name="Values">How many words follow it.</param>
internal sealed record WrapperOption(string[] Flags, StartFact Fact = StartFact.None, int Values = 1);

/// <summary>A program that may stand before RELION's. A new one is a row.</summary>
/// <param name="Role">What becomes of it.</param>
/// <param name="Programs">Its names.</param>
internal sealed record Wrapper(WrapperRole Role, params string[] Programs)
{
    /// <summary>The launcher's dialect, where its name alone tells; else null.</summary>
    public string? Dialect { get; init; }

    /// <summary>The options that take further words, or that tell something.</summary>
    public IReadOnlyList<WrapperOption> Options { get; init; } = [];

    /// <summary>Words of its own that are no options, such as a container's image.</summary>
    public int Words { get; init; }

    /// <summary>The option that a word is, or begins with; null where it is none that is known.</summary>
    public WrapperOption? Find(string flag) => Options.FirstOrDefault(option => option.Flags.Contains(flag));
}

/// <summary>The programs that are known to stand before RELION's.</summary>
internal static class Wrappers
{
    /// <summary>Options of Slurm's srun, sbatch and salloc.</summary>
    public static IReadOnlyList<WrapperOption> OfSlurm { get; } =
    [
        new(["-n", "--ntasks"], StartFact.Ranks), new(["-N", "--nodes"], StartFact.Nodes),
        new(["--ntasks-per-node", "--tasks-per-node"], StartFact.RanksPerNode),
        new(["-c", "--cpus-per-task"], StartFact.CpusPerRank), new(["-w", "--nodelist"], StartFact.Hosts),
        new(["-D", "--chdir", "--workdir"], StartFact.Folder), new(["--wrap"], StartFact.Script),
        new(["-p", "--partition"]), new(["-A", "--account"]), new(["-t", "--time"]), new(["-J", "--job-name"]),
        new(["-o", "--output"]), new(["-e", "--error"]), new(["--mem"]), new(["--gres"]), new(["-G", "--gpus"]),
        new(["-m", "--distribution"]), new(["--cpu-bind", "--cpu_bind"]), new(["--mpi"]), new(["-q", "--qos"]),
        new(["-C", "--constraint"]), new(["--export"]), new(["-x", "--exclude"]), new(["--hint"]), new(["-d"]),
        new(["--mail-type"]), new(["--mail-user"]), new(["--reservation"]), new(["--mem-per-cpu"]), new(["-i"]),
        new(["--gpus-per-node"]), new(["--gpus-per-task"]), new(["--ntasks-per-socket"]), new(["--ntasks-per-core"]),
    ];

    /// <summary>Options of mpirun and mpiexec of Open MPI, of MPICH's Hydra, and of Intel MPI.</summary>
    private static IReadOnlyList<WrapperOption> OfMpi { get; } =
    [
        new(["-n", "-np", "--n", "--np", "-c"], StartFact.Ranks),
        new(["-ppn", "-perhost", "-grr", "-npernode", "--npernode", "-N", "--ppn"], StartFact.RanksPerNode),
        new(["-host", "--host", "-hosts", "--hosts", "-H"], StartFact.Hosts),
        new(["-hostfile", "--hostfile", "-machinefile", "--machinefile", "-f", "--default-hostfile"],
            StartFact.HostFile),
        new(["-map-by", "--map-by"], StartFact.Mapping),
        new(["-wdir", "--wdir", "-wd", "-cwd"], StartFact.Folder),
        new(["-x"], StartFact.Variable), new(["-env", "-genv"], StartFact.VariablePair, 2),
        new(["-mca", "--mca", "-gmca", "--gmca", "--prtemca", "--pmixmca", "--omca"], Values: 2),
        new(["-bind-to", "--bind-to"]), new(["-rank-by", "--rank-by"]), new(["-rankfile", "--rankfile", "-rf"]),
        new(["-cpus-per-proc", "--cpus-per-proc", "-cpus-per-rank", "--cpus-per-rank"], StartFact.CpusPerRank),
        new(["-cpu-set", "--cpu-set", "--cpu-list"]), new(["-prefix", "--prefix"]), new(["-envlist", "-genvlist"]),
        new(["-bootstrap", "-launcher", "-rmk", "-iface", "-env-list", "-configfile", "-tune"]),
        new(["-envall", "-genvall", "-envnone", "-genvnone"], Values: 0), new(["-trace"], Values: 0),
        new(["-npersocket", "--npersocket"]), new(["-output-filename", "--output-filename"]),
        new(["-prepend-rank", "-l", "-v", "-verbose", "-q", "-s"], Values: 0), new(["-path", "--path"]),
    ];

    private static IReadOnlyList<WrapperOption> OfContainer { get; } =
    [
        new(["-B", "--bind", "-H", "--home", "--env", "--env-file", "-W", "--workdir", "-S", "--scratch", "--overlay"]),
        new(["--app", "--network", "--net", "--security", "--dns", "--hostname", "--mount", "--fusemount"]),
        new(["--pwd", "--cwd"], StartFact.Folder), new(["--nv", "--rocm", "-c", "-e", "--cleanenv"], Values: 0),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Wrapper> All { get; } =
    [
        new(WrapperRole.Launcher, "mpirun", "mpiexec") { Options = OfMpi },
        new(WrapperRole.Launcher, "mpirun.openmpi", "mpiexec.openmpi", "orterun", "prterun", "prun")
        {
            Dialect = "OpenMpi", Options = OfMpi,
        },
        new(WrapperRole.Launcher, "mpirun.mpich", "mpiexec.mpich", "mpirun_rsh") { Dialect = "Mpich", Options = OfMpi },
        new(WrapperRole.Launcher, "mpiexec.hydra", "mpirun.hydra") { Options = OfMpi },
        new(WrapperRole.Launcher, "srun") { Dialect = "SlurmSrun", Options = OfSlurm },
        new(WrapperRole.Launcher, "aprun")
        {
            Dialect = "Other",
            Options =
            [
                new(["-n"], StartFact.Ranks), new(["-N"], StartFact.RanksPerNode), new(["-d"], StartFact.CpusPerRank),
                new(["-cc"]), new(["-j"]), new(["-S"]), new(["-L"], StartFact.Hosts),
            ],
        },
        new(WrapperRole.Launcher, "jsrun")
        {
            Dialect = "Other",
            Options =
            [
                new(["-p", "--np"], StartFact.Ranks), new(["-n", "--nrs"]), new(["-a", "--tasks_per_rs"]),
                new(["-c", "--cpu_per_rs"]), new(["-g", "--gpu_per_rs"]), new(["-r", "--rs_per_host"]), new(["-b"]),
            ],
        },
        new(WrapperRole.Launcher, "ibrun")
        {
            Dialect = "Other", Options = [new(["-n", "-np"], StartFact.Ranks), new(["-o"])],
        },
        new(WrapperRole.Batch, "sbatch", "salloc") { Options = OfSlurm },
        new(WrapperRole.Variables, "env")
        {
            Options = [new(["-u", "--unset"]), new(["-C", "--chdir"], StartFact.Folder)],
        },
        new(WrapperRole.SetAside, "time", "/usr/bin/time")
        {
            Options = [new(["-f", "--format", "-o", "--output"])],
        },
        new(WrapperRole.SetAside, "nohup", "which", "exec", "command", "setsid", "catchsegv", "builtin"),
        new(WrapperRole.SetAside, "stdbuf") { Options = [new(["-i", "-o", "-e"])] },
        new(WrapperRole.SetAside, "screen") { Options = [new(["-S"])] },
        new(WrapperRole.Kept, "nice") { Options = [new(["-n"])] },
        new(WrapperRole.Kept, "ionice") { Options = [new(["-c", "-n", "-p"])] },
        new(WrapperRole.Kept, "numactl")
        {
            Options = [new(["-N", "-m", "-C", "-i", "-P", "-M"]), new(["-l", "-a", "-s"], Values: 0)],
        },
        new(WrapperRole.Kept, "taskset") { Words = 1, Options = [new(["-c", "-p"], Values: 0)] },
        new(WrapperRole.Kept, "chrt") { Words = 1 },
        new(WrapperRole.Kept, "timeout") { Words = 1, Options = [new(["-s", "-k"])] },
        new(WrapperRole.Kept, "singularity", "apptainer") { Words = 2, Options = OfContainer },
        new(WrapperRole.Kept, "shifter") { Options = [new(["-i", "-V"])] },
        new(WrapperRole.Kept, "docker", "podman", "podman-hpc")
        {
            Words = 2, Options = [new(["-v", "--volume", "-w", "--workdir", "-e", "--env", "--gpus", "--name", "-u"])],
        },
        new(WrapperRole.Kept, "conda", "micromamba", "mamba")
        {
            Words = 1, Options = [new(["-n", "--name", "-p", "--prefix"])],
        },
        new(WrapperRole.Kept, "nsys", "perf", "strace", "valgrind", "gdb", "vtune", "advixe-cl") { Words = 1 },
        new(WrapperRole.Kept, "sudo", "doas") { Options = [new(["-u", "-g"])] },
        new(WrapperRole.Kept, "ssh") { Words = 1, Options = [new(["-p", "-i", "-o", "-l"])] },
        new(WrapperRole.SetAside, "eval"),
        new(WrapperRole.SetAside, "bash", "sh", "zsh", "ksh", "dash", "tcsh", "csh"),
    ];

    /// <summary>The program of a word, by its name without the folder; null for all others.</summary>
    public static Wrapper? Find(string word)
    {
        string name = word[(word.LastIndexOf('/') + 1)..];
        return All.FirstOrDefault(wrapper => wrapper.Programs.Contains(name));
    }
}
