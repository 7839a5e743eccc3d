using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>Get-RelionNodeProfile on the files of machines that are not here.</summary>
public sealed class NodeProfileTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly NodeTree _tree = new();

    [Fact]
    public void Two_sockets_with_hyper_threading()
    {
        _tree
            .X86(2, 32, 2)
            .Memory(263_846_460)
            .Write("/proc/sys/kernel/hostname", "icx01")
            .Write("/proc/sys/kernel/osrelease", "4.18.0-240.15.1.el8_3.x86_64")
                .Write("/etc/os-release", "NAME=\"CentOS Linux\"\nPRETTY_NAME=\"CentOS Linux 8\"")
                .Write("/sys/class/dmi/id/sys_vendor", "Intel Corporation")
                .Write("/sys/class/dmi/id/product_name", "M50CYP2SB1U");
        NodeProfile node = Profile();
        Assert.Equal(("icx01", "Intel", "x86_64"), (node.Name, node.CpuVendor, node.Architecture));
        Assert.Equal("Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz", node.CpuModel);
        Assert.Equal(
            (2, 32, 2, 64, 128, 128, 2),
            (
                node.Sockets,
                node.CoresPerSocket,
                node.ThreadsPerCore,
                node.PhysicalCores,
                node.LogicalCpus,
                node.UsableCpus,
                node.NumaNodes));
        Assert.Equal(263_846_460L * 1024, node.MemoryBytes);
        Assert.Null(node.MemoryLimitBytes);
        Assert.Equal(["SSE2", "SSE4.2", "AVX", "FMA", "AVX2", "AVX512F", "AVX512CD"], node.Isa);
        Assert.Equal(HyperThreading.On, node.HyperThreading);
        Assert.Equal(
            ("4.18.0-240.15.1.el8_3.x86_64", "CentOS Linux 8", "Intel Corporation M50CYP2SB1U"),
            (node.Kernel, node.OperatingSystem, node.Hardware));
    }

    [Fact]
    public void Offline_siblings_are_not_counted_and_hyper_threading_is_off()
    {
        _tree.X86(2, 4, 2, offline: [8, 9, 10, 11, 12, 13, 14, 15]).Smt("off");
        NodeProfile node = Profile();
        Assert.Equal(
            (2, 4, 1, 8, 8),
            (node.Sockets, node.CoresPerSocket, node.ThreadsPerCore, node.PhysicalCores, node.LogicalCpus));
        Assert.Equal(HyperThreading.Off, node.HyperThreading);
    }

    [Fact]
    public void Holes_in_the_numbering_and_a_socket_that_is_gone_are_taken_as_they_are()
    {
        // Socket 0 offline but for one core: numbers 3, 4-7, 11, 12-15 remain.
        _tree.X86(2, 4, 2, offline: [0, 1, 2, 8, 9, 10]);
        NodeProfile node = Profile();
        Assert.Equal((2, 4, 5, 10), (node.Sockets, node.CoresPerSocket, node.PhysicalCores, node.LogicalCpus));
        Assert.Equal([3, 4, 5, 6, 7, 11, 12, 13, 14, 15], node.Cpus.Select(cpu => cpu.Id));
    }

    [Fact]
    public void A_cpuset_limits_the_usable_cpus_but_not_the_machine()
    {
        _tree.X86(2, 4, 2).Write("/proc/self/status", "Name:\tpwsh\nCpus_allowed_list:\t0-3,8-11");
        NodeProfile node = Profile();
        Assert.Equal((16, 8), (node.LogicalCpus, node.UsableCpus));
        Assert.All(node.Cpus.Where(cpu => cpu.IsUsable), cpu => Assert.Equal(0, cpu.Socket));
        RunPlan plan = _session.One<RefineCommand>(
            $"Get-RelionNodeProfile -Root '{_tree.Root}' | New-RelionRefineCommand").Plan;
        Assert.Equal((1, 8), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
    }

    [Fact]
    public void Cgroup_v2_limits_of_all_ancestors_hold()
    {
        _tree.X86(1, 8, 2).Memory(64_000_000).Write("/proc/self/cgroup", "0::/slurm/job_7/step_0")
            .Write("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw")
            .Write("/sys/fs/cgroup/slurm/job_7/step_0/memory.max", "max")
            .Write("/sys/fs/cgroup/slurm/job_7/memory.max", "8589934592")
            .Write("/sys/fs/cgroup/slurm/memory.max", "17179869184")
            .Write("/sys/fs/cgroup/slurm/job_7/cpuset.cpus.effective", "0-3");
        NodeProfile node = Profile();
        Assert.Equal(8589934592, node.MemoryLimitBytes);
        Assert.Equal(8589934592, node.UsableMemoryBytes);
        Assert.Equal(4, node.UsableCpus);
    }

    [Fact]
    public void Cgroup_v1_in_a_container_is_found_below_its_mount_and_no_limit_is_none()
    {
        _tree.X86(1, 4, 1).Memory(64_000_000)
            .Write("/proc/self/cgroup", "4:memory:/docker/abc\n3:cpuset:/docker/abc\n0::/")
            .Write(
                "/proc/self/mountinfo",
                "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n34 31 0:31 /docker/abc "
                + "/sys/fs/cgroup/cpuset ro - cgroup cgroup rw,cpuset")
            .Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712")
            .Write("/sys/fs/cgroup/cpuset/cpuset.cpus", "1-2");
        Assert.Null(Profile().MemoryLimitBytes);
        Assert.Equal(2, Profile().UsableCpus);
        _tree.Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "4294967296");
        Assert.Equal(4294967296, Profile().MemoryLimitBytes);
    }

    [Fact]
    public void Arm_without_dmi_and_with_package_minus_1()
    {
        for (int cpu = 0; cpu < 4; cpu++) _tree.Topology(cpu, [cpu], [0, 1, 2, 3], 0, -1);
        _tree.Write("/sys/devices/system/cpu/online", "0-3")
            .Write(
                "/proc/cpuinfo",
                string.Join(
                    '\n',
                    Enumerable.Range(0, 4).Select(
                        cpu =>
                            $"processor\t: {cpu}\nFeatures\t: fp asimd sve\nCPU implementer\t: 0x41\nCPU "
                            + $"architecture: 8\nCPU part\t: 0xd40\n")));
        NodeProfile node = Profile();
        Assert.Equal((1, 4, 1, 4), (node.Sockets, node.CoresPerSocket, node.ThreadsPerCore, node.PhysicalCores));
        Assert.Equal(
            ("ARM", "Neoverse-V1", "aarch64", "Unknown"),
            (node.CpuVendor, node.CpuModel, node.Architecture, node.Hardware));
        Assert.Equal(["NEON", "SVE"], node.Isa);
        Assert.Equal(HyperThreading.Unknown, node.HyperThreading);
    }

    [Fact]
    public void Without_sysfs_the_topology_comes_from_cpuinfo()
    {
        _tree.Write("/proc/cpuinfo", string.Join('\n', Enumerable.Range(0, 8).Select(cpu =>
            $"processor\t: {cpu}\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7763\nphysical id\t: "
            + $"{cpu / 4}\ncore id\t\t: {cpu % 4 / 2}\nflags\t\t: fpu lm avx2\n")));
        NodeProfile node = Profile();
        Assert.Equal(
            (2, 2, 2, 4, 8),
            (node.Sockets, node.CoresPerSocket, node.ThreadsPerCore, node.PhysicalCores, node.LogicalCpus));
        Assert.Null(node.MemoryBytes);
        Assert.Equal("Unknown", node.Kernel);
    }

    [Theory]
    [InlineData(2, 32, 2, 1)]
    [InlineData(2, 12, 2, 4)]
    [InlineData(1, 5, 1, 1)]
    [InlineData(4, 9, 2, 1)]
    [InlineData(2, 16, 4, 1)]
    public void Topology_agrees_with_lscpu_on_the_same_files(int sockets, int cores, int threads, int numaPerSocket)
    {
        _tree.X86(sockets, cores, threads, numaPerSocket: numaPerSocket, offline: [1, 3]);
        NodeProfile node = Profile();
        List<(int Cpu, int Core, int Socket, int Node)> expected = [.. Lscpu(_tree.Root)];
        Assert.Equal(expected.Count, node.LogicalCpus);
        Assert.Equal(expected.Select(cpu => cpu.Core).Distinct().Count(), node.PhysicalCores);
        Assert.Equal(expected.Select(cpu => cpu.Socket).Distinct().Count(), node.Sockets);
        Assert.Equal(expected.Select(cpu => (cpu.Cpu, cpu.Node)), node.Cpus.Select(cpu => (cpu.Id, cpu.NumaNode)));
        Assert.Equal(
            Partition(expected, cpu => cpu.Core, cpu => cpu.Cpu),
            Partition(node.Cpus, cpu => cpu.Core, cpu => cpu.Id));
        Assert.Equal(
            Partition(expected, cpu => cpu.Socket, cpu => cpu.Cpu),
            Partition(node.Cpus, cpu => cpu.Socket, cpu => cpu.Id));
    }

    [Theory]
    [InlineData("/no/such/root", "RelionRootNotFound")]
    [InlineData("/var/empty-node", "RelionRootNotFound")]
    [InlineData("Env:", "RelionPathNotFileSystem")]
    public void A_root_that_is_no_folder_is_an_error(string root, string errorId)
    {
        Assert.Empty(_session.Run($"Get-RelionNodeProfile -Root '{root}'"));
        Assert.Equal([errorId], _session.ErrorIds);
    }

    [Fact]
    public void A_folder_without_a_node_is_an_error_for_that_folder_alone()
    {
        using var empty = new TemporaryFolder();
        _tree.X86(1, 2, 1);
        IReadOnlyList<object?> output = _session.Run($"'{empty.Path}', '{_tree.Root}' | Get-RelionNodeProfile");
        Assert.Single(output);
        Assert.Equal(["RelionNodeUnreadable"], _session.ErrorIds);
    }

    [Fact]
    public void Garbage_in_every_file_gives_an_error_or_unknowns_but_no_crash()
    {
        _tree.X86(1, 4, 1);
        foreach (string file in Directory.EnumerateFiles(_tree.Root, "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "\0\uFFFDgarbage: -:,,-9999999999999\n: : :");
        }
        _session.Run($"Get-RelionNodeProfile -Root '{_tree.Root}'");
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
    }

    [Fact]
    public void A_planned_node_is_numbered_like_a_real_one()
    {
        NodeProfile node = _session.One<NodeProfile>(
            "New-RelionNodeProfile -Socket 2 -CorePerSocket 20 -ThreadPerCore 2 -MemoryBytes 256GB -CpuModel 'AMD "
            + "EPYC 7413' -NumaNode 4");
        Assert.Equal(
            (2, 20, 2, 40, 80, 80, 4),
            (
                node.Sockets,
                node.CoresPerSocket,
                node.ThreadsPerCore,
                node.PhysicalCores,
                node.LogicalCpus,
                node.UsableCpus,
                node.NumaNodes));
        Assert.Equal((256L << 30, "AMD", HyperThreading.On), (node.MemoryBytes, node.CpuVendor, node.HyperThreading));
        Assert.Equal(new LogicalCpu(45, 5, 0, 0, true), node.Cpus[45]);
        Assert.Equal(new LogicalCpu(79, 39, 1, 3, true), node.Cpus[79]);
    }

    [Theory]
    [InlineData("-Socket 0 -CorePerSocket 4", "ParameterArgumentValidationError")]
    [InlineData("-Socket 2 -CorePerSocket 4 -NumaNode 3", "RelionNumaNodesUneven")]
    public void A_planned_node_that_cannot_be_is_refused(string parameters, string errorId)
    {
        _session.Run($"New-RelionNodeProfile {parameters}");
        Assert.Equal([errorId], _session.ErrorIds);
    }

    public void Dispose()
    {
        _session.Dispose();
        _tree.Dispose();
    }

    private NodeProfile Profile() => _session.One<NodeProfile>($"Get-RelionNodeProfile -Root '{_tree.Root}'");

    private static IEnumerable<string> Partition<T>(IEnumerable<T> cpus, Func<T, int> group, Func<T, int> id) =>
        cpus
            .GroupBy(group)
            .Select(members => string.Join(',', members.Select(id).Order()))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<(int, int, int, int)> Lscpu(string root)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("lscpu", ["--sysroot", root, "-p=CPU,CORE,SOCKET,NODE"])
            {
                RedirectStandardOutput = true,
            })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return lines
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(',').Select(int.Parse).ToArray())
            .Select(values => (values[0], values[1], values[2], values[3]));
    }
}
