using System.Diagnostics;
using System.Text.RegularExpressions;
using RelionPS.Nodes.Advice;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>Quotas and memory limits, as facts, findings and bounds of a plan, read here and from afar.</summary>
public sealed class LimitTests : IDisposable
{
    private const string Version2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup2 rw";
    private const long Gibibyte = 1L << 30;

    private readonly NodeTree _tree = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _tree.Dispose();
        _session.Dispose();
    }

    /// <summary>The container of the case: 256 CPUs, 8 CPUs' worth of time, 64 GiB.</summary>
    [Fact]
    public void A_containers_quota_is_a_fact_a_finding_and_a_bound_of_the_plan()
    {
        _tree.X86(2, 64, 2, "AMD EPYC 7763 64-Core Processor", "AuthenticAMD", numaPerSocket: 4).Memory(512 << 20)
            .Write("/proc/self/cgroup", "0::/").Write("/proc/self/mountinfo", Version2)
            .Write("/sys/fs/cgroup/cpu.max", "800000 100000").Write("/sys/fs/cgroup/memory.max", $"{64 * Gibibyte}");
        foreach (NodeProfile node in Here_and_from_afar())
        {
            Assert.Equal((8, 256, 64 * Gibibyte), (node.CpuLimit, node.UsableCpus, node.UsableMemoryBytes));
            Finding finding = Find("CpuQuota", node);
            Assert.Equal((FindingStatus.Warn, "8 of 256 CPUs"), (finding.Status, finding.Found));
            RunPlan plan = Plan(node, "");
            Assert.True(plan.ComputeRanksPerNode * plan.ThreadsPerRank <= 8, plan.ToString());
            Assert.Contains(
                plan.Decisions,
                decision => decision.Rule == "CpuQuota"
                    && decision.Reason.Contains("8 CPUs' worth", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_quota_of_version_1_counts_too()
    {
        _tree.X86(1, 16, 2).Memory(64 << 20).Write("/proc/self/cgroup", "4:cpu,cpuacct:/docker/x\n1:name=systemd:/x")
            .Write(
                "/proc/self/mountinfo",
                "30 23 0:26 /docker/x /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct")
            .Write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "400000").Write(
                "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
        foreach (NodeProfile node in Here_and_from_afar())
        {
            Assert.Equal(4, node.CpuLimit);
            RunPlan plan = Plan(node, "");
            Assert.True(plan.ComputeRanksPerNode * plan.ThreadsPerRank <= 4, plan.ToString());
        }
    }

    /// <summary>
    /// Quotas of a group and of those above it, as the kernel's documents write them; the tightest holds.
    /// </summary>
    [Theory]
    [InlineData("max 100000", "max 100000", null)]
    [InlineData("max 100000", "600000 100000", 6)]
    [InlineData("600000 100000", "250000 100000", 2)]
    [InlineData("150000 100000", "max 100000", 1)]
    [InlineData("50000 100000", "max 100000", 1)]
    [InlineData("300000 50000", "max 100000", 6)]
    [InlineData("800000", "max 100000", 8)]
    [InlineData("9223372036854775807 100000", "max", null)]
    [InlineData("nonsense", "", null)]
    public void The_tightest_quota_of_nested_groups_holds(string own, string above, int? expected)
    {
        _tree
            .X86(1, 16, 1)
            .Memory(64 << 20)
            .Write("/proc/self/cgroup", "0::/kubepods/pod:1/c")
            .Write("/proc/self/mountinfo", Version2)
                .Write("/sys/fs/cgroup/kubepods/pod:1/c/cpu.max", own).Write("/sys/fs/cgroup/kubepods/cpu.max", above);
        foreach (NodeProfile node in Here_and_from_afar()) Assert.Equal(expected, node.CpuLimit);
    }

    [Fact]
    public void Threads_that_were_asked_for_stay_with_a_warning()
    {
        _tree
            .X86(1, 16, 2)
            .Memory(64 << 20)
            .Write("/proc/self/cgroup", "0::/")
            .Write("/proc/self/mountinfo", Version2)
            .Write("/sys/fs/cgroup/cpu.max", "400000 100000");
        RunPlan plan = Plan(NodeProfileReader.Read(_tree.Root), "-Thread 8 -RankPerNode 2");
        Assert.Equal((2, 8), (plan.ComputeRanksPerNode, plan.ThreadsPerRank));
        Assert.Contains(plan.Decisions, decision => decision is { Rule: "CpuQuota", IsWarning: true });
    }

    [Theory]
    [InlineData("memory.high", 100, "MemoryThrottle", FindingStatus.Warn)]
    [InlineData("huge pages", 156, "ReservedHugePages", FindingStatus.Warn)]
    [InlineData("old huge pages", 156, "ReservedHugePages", FindingStatus.Warn)]
    [InlineData("overcommit", 120, "CommitLimit", FindingStatus.Warn)]
    public void Memory_limits_that_are_no_groups_maximum_bound_the_plan(
        string limit, long usableGibibytes, string rule, FindingStatus status)
    {
        _tree.GuideNode();
        string memory = $"MemTotal: {256 << 20} kB\nMemFree: {200 << 20} kB\nCommitLimit: {120 << 20} kB";
        _tree.Write("/proc/self/mountinfo", Version2).Write("/proc/self/cgroup", "0::/user.slice/a");
        if (limit == "memory.high") _tree.Write("/sys/fs/cgroup/user.slice/memory.high", $"{100 * Gibibyte}");
        if (limit == "huge pages") memory += $"\nHugePages_Total: 0\nHugepagesize: 2048 kB\nHugetlb: {100 << 20} kB";
        if (limit == "old huge pages") _tree.Write("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "100");
        if (limit == "overcommit") _tree.Write("/proc/sys/vm/overcommit_memory", "2");
        _tree.Write("/proc/meminfo", memory);
        foreach (NodeProfile node in Here_and_from_afar())
        {
            Assert.Equal(usableGibibytes * Gibibyte, node.UsableMemoryBytes);
            Finding finding = Find(rule, node);
            Assert.True(finding.Status == status, finding.ToString());
            // 16 GB a rank, by the guide: fewer than 8 fit where less than 128 GB are left.
            Assert.True(
                Plan(node, "").ComputeRanksPerNode * 16_000_000_000L <= node.UsableMemoryBytes
                    || usableGibibytes > 128);
        }
    }

    [Theory]
    [InlineData("Max address space")]
    [InlineData("Max data size")]
    public void The_address_space_of_a_process_is_held_against_a_rank(string name)
    {
        _tree.GuideNode().Write("/proc/self/limits",
            "Limit                     Soft Limit           Hard Limit           Units     \n"
            + $"{name,-26}{4 * Gibibyte,-21}unlimited            bytes     \nMax locked memory         unlimited      "
            + $"      unlimited            bytes     ");
        foreach (NodeProfile node in Here_and_from_afar())
        {
            Finding finding = Find("ProcessMemoryLimit", node);
            Assert.True(finding.Status == FindingStatus.Fail, finding.ToString());
            Assert.Contains(
                Plan(node, "").Decisions, decision => decision is { Rule: "ProcessMemoryLimit", IsWarning: true });
        }
    }

    [Fact]
    public void A_sites_settings_of_Open_MPI_that_break_the_line_are_a_finding_and_a_warning()
    {
        _tree
            .GuideNode()
            .Write(
                "/etc/openmpi/openmpi-mca-params.conf",
                "# site\nbtl_tcp_if_include = eth0\nrmaps_base_no_schedule_local = "
                + "1\nhwloc_base_use_hwthreads_as_cpus = 0");
        foreach (NodeProfile node in Here_and_from_afar())
        {
            Finding finding = Find("OpenMpiSettings", node);
            Assert.Equal((FindingStatus.Warn, "rmaps_base_no_schedule_local=1"), (finding.Status, finding.Found));
            Assert.Contains(
                Command(node, "").Decisions,
                decision => decision is { Name: "OMPI_MCA_rmaps_base_no_schedule_local", IsWarning: true });
        }
    }

    [Theory]
    [InlineData("rmaps=seq", true)]
    [InlineData("hwloc_base_cpu_list=0", true)]
    [InlineData("hwloc_base_use_hwthreads_as_cpus=1", true)]
    [InlineData("hwloc_base_use_hwthreads_as_cpus=false", false)]
    [InlineData("btl=self,vader", false)]
    [InlineData("rmaps_base_mapping_policy=node", false)]
    public void Settings_that_the_planned_line_survives_are_none(string setting, bool expected) =>
        Assert.Equal(expected, OpenMpiConflicts.IsOne(setting));

    private static Finding Find(string rule, NodeProfile node) =>
        NodeRuleSet.BuiltIn.Single(item => item.Id == rule).Apply(node, null, null);

    private RunPlan Plan(NodeProfile node, string options) => Command(node, options).Plan;

    private RefineCommand Command(NodeProfile node, string options)
    {
        _session.Set("node", node);
        return _session.One<RefineCommand>(
            $"$node | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -Force {options} 3>$null");
    }

    /// <summary>The tree read as a root, and what the remote capture's own script makes of it.</summary>
    private IEnumerable<NodeProfile> Here_and_from_afar()
    {
        yield return NodeProfileReader.Read(_tree.Root);
        string script = Regex.Replace(
            RemoteNode.Words("n1", NodeAccess.Srun).Last(), "(?<= )/(proc|sys|etc)/", $"{_tree.Root}/$1/");
        using Process shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true })!;
        string text = shell.StandardOutput.ReadToEnd().Replace(_tree.Root, "", StringComparison.Ordinal);
        shell.WaitForExit();
        using var folder = new TemporaryFolder();
        Assert.True(RemoteNode.Unpack(text, folder.Path));
        yield return NodeProfileReader.Read(folder.Path);
    }
}
