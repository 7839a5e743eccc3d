namespace RelionPS.Testing;

/// <summary>Refinement commands made by hand, for tests of what runs them.</summary>
internal static class TestCommand
{
    /// <summary>A threads-only command on a node of the guide's kind.</summary>
    public static RefineCommand Threads(string workingDirectory, string executable, params string[] arguments) => new()
    {
        Name = "Plasmodium Ribosome",
        Plan = Plan(nodes: 1, ranksPerNode: 1, ranks: 1, threads: 2, usesMpi: false),
        Decisions = [new Decision("Pool", 30, "Pool", "not under 30", "guide 3.4")],
        Executable = executable,
        Arguments = arguments,
        LauncherArguments = [],
        Environment = [],
        WorkingDirectory = workingDirectory,
        Options = new RefineOptions { OutputRoot = "Results/run" },
        Acceleration = arguments.Contains("--cpu") ? Acceleration.Cpu : Acceleration.None,
        IsAccelerationExplicit = true,
        Mpi = "None",
        Node = Node("Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz"),
    };

    /// <summary>The same under a launcher.</summary>
    public static RefineCommand Mpi(
        string workingDirectory, string[] launcher, int ranks, string executable, params string[] arguments) =>
        Threads(workingDirectory, executable, arguments) with
        {
            Plan = Plan(nodes: 1, ranksPerNode: ranks - 1, ranks, threads: 1, usesMpi: true),
            LauncherArguments = launcher,
            Mpi = "OpenMpi",
        };

    public static RunPlan Plan(int nodes, int ranksPerNode, int ranks, int threads, bool usesMpi, int pool = 30) =>
        new()
        {
            NodeCount = nodes,
            ComputeRanksPerNode = ranksPerNode,
            Ranks = ranks,
            ThreadsPerRank = threads,
            Pool = pool,
            UsesMpi = usesMpi,
            Decisions = [],
        };

    public static NodeProfile Node(string cpuModel) => new()
    {
        Name = "node1",
        CpuModel = cpuModel,
        CpuVendor = "Intel",
        Architecture = "x86_64",
        Sockets = 1,
        CoresPerSocket = 1,
        ThreadsPerCore = 2,
        PhysicalCores = 1,
        LogicalCpus = 2,
        UsableCpus = 2,
        NumaNodes = 1,
        MemoryBytes = 24L << 30,
        Isa = ["AVX2"],
        HyperThreading = HyperThreading.On,
        Kernel = "Unknown",
        OperatingSystem = "Unknown",
        Cpus = [new LogicalCpu(0, 0, 0, 0, true), new LogicalCpu(1, 0, 0, 0, true)],
        Source = "given",
    };
}
