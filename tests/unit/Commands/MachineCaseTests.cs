using System.Globalization;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Machines and lists of hosts as schedulers, clouds and containers give them out.</summary>
public sealed class MachineCaseTests : IDisposable
{
    private const string Version2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup2 rw";
    private const string Version1 =
        "30 23 0:26 /docker/x /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string[]> Trees => [.. CaseFolder.Rows("node-trees", "trees.tsv")];

    public static TheoryData<string[]> FragmentedPlans => [.. CaseFolder.Rows("fragmented-cpuset", "plans.tsv")];

    public static TheoryData<string[]> OneLessPlans => [.. CaseFolder.Rows("one-core-less", "plans.tsv")];

    public static TheoryData<string[]> Quotas => [.. CaseFolder.Rows("cpu-quota", "quotas.tsv")];

    public static TheoryData<string[]> HostFiles => [.. CaseFolder.Rows("host-lists", "files.tsv")];

    public static TheoryData<string[]> HostVariables => [.. CaseFolder.Rows("host-lists", "variables.tsv")];

    [Theory]
    [MemberData(nameof(Trees))]
    public void Case_node_trees_are_planned_as_before_or_right(string[] row)
    {
        RefineCommand command = Plan(Tree(row[0]), "");
        Assert.Equal((row[3], row[4], row[5]), (
            Text(command.Node!.UsableCpus), Text(command.Plan.ComputeRanksPerNode), Text(command.Plan.ThreadsPerRank)));
    }

    [Theory]
    [MemberData(nameof(FragmentedPlans))]
    public void Case_fragmented_cpuset_is_used_whole(string[] row)
    {
        RefineCommand command = Plan(Tree(row[0]), row[1]);
        Assert.Equal((row[2], row[3], row[4]), (
            Text(command.Node!.UsableCpus), Text(command.Plan.ComputeRanksPerNode), Text(command.Plan.ThreadsPerRank)));
        Assert.Equal(command.Node.UsableCpus, command.Plan.ComputeRanksPerNode * command.Plan.ThreadsPerRank);
        Assert.DoesNotContain(command.Decisions, decision => decision.Name == "IdleCpus");
    }

    [Theory]
    [MemberData(nameof(OneLessPlans))]
    public void Case_one_core_less_costs_no_ranks_and_no_rank_has_more_threads_than_CPUs(string[] row)
    {
        RefineCommand command = Plan(Tree(row[0]), row[1]);
        Assert.Equal((row[2], row[3], row[4]), (
            Text(command.Node!.UsableCpus), Text(command.Plan.ComputeRanksPerNode), Text(command.Plan.ThreadsPerRank)));
        Assert.Equal(
            row[5],
            Text((int)command.Decisions.Single(decision => decision.Name == "IdleCpus").Value!));
    }

    [Theory]
    [MemberData(nameof(Quotas))]
    public void Case_cpu_quota_is_a_fact_a_finding_and_a_bound(string[] row)
    {
        using NodeTree tree = Shape(row[1]);
        if (row[2].EndsWith("cpu.max", StringComparison.Ordinal))
        {
            tree.Write("/proc/self/cgroup", "0::/").Write("/proc/self/mountinfo", Version2);
        }
        else
        {
            tree.Write("/proc/self/cgroup", "4:cpu,cpuacct:/docker/x\n1:name=systemd:/x")
                .Write("/proc/self/mountinfo", Version1)
                .Write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
        }
        tree.Write(row[2], row[3]);
        RefineCommand command = Plan(tree, "");
        Assert.Equal((row[4], row[5]), (Text(command.Node!.CpuLimit!.Value), Text(command.Node.UsableCpus)));
        Assert.True(
            command.Plan.ComputeRanksPerNode * command.Plan.ThreadsPerRank <= command.Node.CpuLimit,
            command.Plan.ToString());
        Finding quota = Assert.Single(
            _session.Run("$node | Test-RelionNode").Cast<Finding>(), finding => finding.Id == "CpuQuota");
        Assert.Equal((FindingStatus.Warn, $"{row[4]} of {row[5]} CPUs"), (quota.Status, quota.Found));
    }

    [Theory]
    [MemberData(nameof(HostFiles))]
    public void Case_host_lists_of_people_and_launchers_are_read_or_refused(string[] row)
    {
        IReadOnlyList<object?> commands = _session.Run(
            "New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi "
            + $"-HostFile '{CaseFolder.Path("host-lists", row[0])}' -Force 3>$null");
        if (row[1].Length == 0)
        {
            Assert.StartsWith("RelionHost", Assert.Single(_session.ErrorIds), StringComparison.Ordinal);
            Assert.Contains("+n0", _session.Errors[0].ToString(), StringComparison.Ordinal);
            return;
        }
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(row[1].Split(' '), Assert.IsType<RefineCommand>(Assert.Single(commands)).Plan.Hosts);
    }

    [Theory]
    [MemberData(nameof(HostVariables))]
    public void Case_host_lists_of_schedulers_are_read(string[] row)
    {
        bool isFile = row[0].EndsWith("FILE", StringComparison.Ordinal) || row[0] == "PJM_O_NODEINF";
        string value = isFile ? _folder.Write("nodes", row[1] + "\n") : row[1];
        var variables = new Dictionary<string, string> { [row[0]] = value };
        if (row[0] == "SLURM_JOB_NODELIST") variables["SLURM_HET_SIZE"] = "2";
        RelionPS.Refinement.Planning.Allocation allocation =
            RelionPS.Refinement.Planning.Allocation.Find(name => variables.GetValueOrDefault(name))!;
        Assert.Equal(row[2].Split(' '), allocation.Hosts);
        if (row[3] != "any") Assert.Equal(row[3] == "yes", allocation.Notes.Any(note => note.IsWarning));
    }

    private RefineCommand Plan(NodeTree tree, string options)
    {
        using (tree)
        {
            _session.Set("root", tree.Root);
            _session.Run("$node = Get-RelionNodeProfile -Root $root");
        }
        return _session.One<RefineCommand>(
            $"$node | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -Force {options} 3>$null");
    }

    /// <summary>A tree of the case by its name.</summary>
    private static NodeTree Tree(string name)
    {
        string[] row = CaseFolder.Rows("node-trees", "trees.tsv").Single(row => row[0] == name);
        NodeTree tree = Shape(row[1]).Write("/proc/self/cgroup", "0::/").Write("/proc/self/mountinfo", Version2);
        if (row[2] == "all") return tree;
        return name != "slurm-cgroup-v1"
            ? tree.Write("/proc/self/status", $"Name:\tcat\nCpus_allowed_list:\t{row[2]}")
            : tree.Write(
                    "/proc/self/cgroup",
                    "9:memory:/slurm/uid_5/job_9/step_0/task_0\n5:cpuset:/slurm/uid_5/job_9/step_0\n1:name=systemd:/x")
                .Write(
                    "/proc/self/mountinfo",
                    "30 23 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                    + "31 23 0:27 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset")
                .Write("/sys/fs/cgroup/cpuset/slurm/uid_5/job_9/step_0/cpuset.cpus", row[2])
                .Write("/sys/fs/cgroup/memory/slurm/uid_5/job_9/memory.limit_in_bytes", $"{40L << 30}");
    }

    /// <summary>Sockets, cores a socket, threads a core, NUMA nodes a socket, memory in GiB.</summary>
    private static NodeTree Shape(string shape)
    {
        int[] parts = [.. shape.Split(' ').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return new NodeTree().X86(parts[0], parts[1], parts[2], numaPerSocket: parts[3]).Memory((long)parts[4] << 20);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
