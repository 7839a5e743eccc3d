using System.Globalization;

namespace RelionPS.Testing;

/// <summary>
/// One logical CPU of a machine tree, as its kernel numbers it. Cores and packages of the same key belong together.
/// </summary>
internal sealed record TreeCpu(int Id, string Core, string Package, int Node, int CoreId, int PackageId, int DieId = 0);

/// <summary>What a profile of a machine tree has to say.</summary>
internal sealed record ExpectedNode(
    int Sockets, int Cores, int Cpus, int Usable, int NumaNodes, HyperThreading HyperThreading, string Architecture);

/// <summary>Small trees of machines that are not here, in the layouts that their kernels show.</summary>
internal static class MachineTrees
{
    private const string X86Flags = "fpu lm sse2 pni ssse3 sse4_1 sse4_2 popcnt movbe avx f16c fma avx2 bmi1 bmi2 abm";
    private const string Arm =
        "Features\t: fp asimd sve\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c";
    private const string Power = "cpu\t\t: POWER9, altivec supported\nrevision\t: 2.2 (pvr 004e 1202)";

    public static readonly IReadOnlyDictionary<string, (Action<NodeTree> Build, ExpectedNode Expected)> All =
        new Dictionary<string, (Action<NodeTree>, ExpectedNode)>
        {
            // Each die starts its core numbers anew, and each is a NUMA node (NPS4).
            ["amd-multi-die"] = (
                tree => Write(
                    tree, from package in Range(2)
                          from die in Range(4)
                          from core in Range(2)
                          from thread in Range(2)
                          select new TreeCpu(
                              thread * 16 + package * 8 + die * 2 + core,
                              $"{package}.{die}.{core}",
                              $"{package}",
                              package * 4 + die,
                              core,
                              package,
                              die),
                    X86("AuthenticAMD"),
                    "on"),
                new(2, 16, 32, 32, 8, HyperThreading.On, "x86_64")),
            ["amd-single-socket"] = (
                tree => Write(
                    tree,
                    from core in Range(8) select new TreeCpu(core, $"{core}", "0", 0, core * 2, 0),
                    X86("AuthenticAMD"),
                    "off"),
                new(1, 8, 8, 8, 1, HyperThreading.Off, "x86_64")),
            // Performance cores with two threads that are neighbours, then efficient cores with one.
            ["hybrid"] = (
                tree => Write(
                    tree,
                    (from core in Range(4)
                     from thread in Range(2)
                     select new TreeCpu(
                        core * 2 + thread, $"{core}", "0", 0, core * 4, 0))
                    .Concat(from core in Range(4) select new TreeCpu(8 + core, $"e{core}", "0", 0, 16 + core, 0)),
                    X86("GenuineIntel"),
                    "on"),
                new(1, 8, 12, 12, 1, HyperThreading.On, "x86_64")),
            ["snc2"] = (
                tree => Write(
                    tree, from package in Range(2)
                          from half in Range(2)
                          from core in Range(4)
                          from thread in Range(2)
                          select new TreeCpu(
                              thread * 16 + package * 8 + half * 4 + core,
                              $"{package}.{half}.{core}",
                              $"{package}",
                              package * 2 + half,
                              half * 4 + core,
                              package),
                    X86("GenuineIntel"),
                    "on"),
                new(2, 16, 32, 32, 4, HyperThreading.On, "x86_64")),
            ["arm-no-package"] = (tree =>
                {
                    Write(
                        tree,
                        from core in Range(8) select new TreeCpu(core, $"{core}", "0", 0, core % 4, -1),
                        Arm,
                        null);
                    foreach (int cpu in Range(8))
                    {
                        tree.Write($"/sys/devices/system/cpu/cpu{cpu}/topology/cluster_id", $"{cpu / 4}");
                    }
                },
                new(1, 8, 8, 8, 1, HyperThreading.Unknown, "aarch64")),
            // ACPI's numbers of packages are offsets into a table.
            ["arm-server"] = (
                tree => Write(
                    tree,
                    from package in Range(2)
                    from core in Range(8)
                    select new TreeCpu(
                        package * 8 + core,
                        $"{package}.{core}",
                        $"{package}",
                        package,
                        3400 + core,
                        package == 0 ? 36 : 3180),
                    Arm,
                    "notimplemented"),
                new(2, 16, 16, 16, 2, HyperThreading.NotSupported, "aarch64")),
            // SMT8 cores of which half the threads are online; the second socket's memory is NUMA node 8.
            ["power9"] = (tree => Write(tree, from package in Range(2)
                                              from core in Range(3)
                                              from thread in Range(4)
                                              select new TreeCpu(
                                                  package * 24 + core * 8 + thread,
                                                  $"{package}.{core}",
                                                  $"{package}",
                                                  package * 8,
                                                  package * 2048 + core * 8,
                                                  package * 8),
                    Power,
                    null),
                new(2, 6, 24, 24, 2, HyperThreading.On, "ppc64le")),
            // Numbers of sockets start anew in each book.
            ["s390-books"] = (tree =>
                {
                    Write(tree, from book in Range(2)
                                from socket in Range(2)
                                from core in Range(3)
                                select new TreeCpu(
                                    book * 6 + socket * 3 + core,
                                    $"{book}.{socket}.{core}",
                                    $"{book}.{socket}",
                                    0,
                                    core,
                                    socket),
                        "vendor_id       : IBM/S390\nfeatures\t: esan3 zarch vx",
                        null);
                    foreach (int cpu in Range(12))
                    {
                        string topology = $"/sys/devices/system/cpu/cpu{cpu}/topology";
                        int[] book = [.. Range(12).Where(other => other / 6 == cpu / 6)];
                        tree
                            .Write($"{topology}/book_id", $"{cpu / 6}")
                            .Write($"{topology}/book_siblings", NodeTree.Mask(book))
                            .Write($"{topology}/book_siblings_list", NodeTree.List(book))
                                .Write($"{topology}/drawer_id", "0")
                                .Write($"{topology}/drawer_siblings", NodeTree.Mask(Range(12)))
                                .Write($"{topology}/drawer_siblings_list", NodeTree.List(Range(12)));
                    }
                },
                new(4, 12, 12, 12, 1, HyperThreading.Unknown, "s390x")),
            ["kvm-guest"] = (
                tree => Write(
                    tree,
                    from cpu in Range(4) select new TreeCpu(cpu, $"{cpu}", $"{cpu}", 0, 0, cpu),
                    X86("GenuineIntel", " hypervisor"),
                    "notsupported"),
                new(4, 4, 4, 4, 1, HyperThreading.NotSupported, "x86_64")),
            ["forced-off"] = (tree =>
                {
                    Write(
                        tree,
                        from core in Range(4) select new TreeCpu(core, $"{core}", "0", 0, core, 0),
                        X86("GenuineIntel"),
                        "forceoff");
                    foreach (int cpu in Range(4)) tree.Write($"/sys/devices/system/cpu/cpu{cpu + 4}/online", "0");
                    tree
                        .Write("/sys/devices/system/cpu/possible", "0-7")
                        .Write("/sys/devices/system/cpu/present", "0-7")
                        .Write("/sys/devices/system/cpu/offline", "4-7");
                },
                new(1, 4, 4, 4, 1, HyperThreading.ForcedOff, "x86_64")),
            // CPUs 0, 1 and the sibling of 3 are offline.
            ["offline-holes"] = (tree =>
                {
                    Write(
                        tree,
                        from cpu in new[] { 2, 3, 4, 5, 6 } select new TreeCpu(cpu, $"{cpu % 4}", "0", 0, cpu % 4, 0),
                        X86("GenuineIntel"),
                        "on");
                    foreach (int cpu in new[] { 0, 1, 7 }) tree.Write($"/sys/devices/system/cpu/cpu{cpu}/online", "0");
                    tree
                        .Write("/sys/devices/system/cpu/possible", "0-7")
                        .Write("/sys/devices/system/cpu/present", "0-7");
                },
                new(1, 4, 5, 5, 1, HyperThreading.On, "x86_64")),
            ["cgroup-v2-cpuset"] = (tree =>
                {
                    Write(
                        tree,
                        from core in Range(8)
                        select new TreeCpu(
                            core, $"{core}", $"{core / 4}", core / 4, core % 4, core / 4),
                        X86("GenuineIntel"),
                        "notsupported");
                    tree
                        .Write("/proc/self/cgroup", "0::/slurm/job_1")
                        .Write("/proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0")
                        .Write("/proc/self/cpuset", "/slurm/job_1")
                            .Write("/sys/fs/cgroup/cgroup.controllers", "cpuset memory")
                            .Write("/sys/fs/cgroup/slurm/job_1/cpuset.cpus.effective", "0-2")
                            .Write("/sys/fs/cgroup/slurm/job_1/cpuset.mems.effective", "0");
                },
                new(2, 8, 8, 3, 2, HyperThreading.NotSupported, "x86_64")),
            // An old kernel: the cpuset's files have no prefix, and only /proc/mounts was captured.
            ["cgroup-v1-noprefix"] = (tree =>
                {
                    Write(
                        tree,
                        from core in Range(8)
                        select new TreeCpu(
                            core, $"{core}", $"{core / 4}", core / 4, core % 4, core / 4),
                        X86("AuthenticAMD"),
                        null);
                    tree
                        .Write("/proc/self/cpuset", "/batch")
                        .Write("/proc/mounts", "none /dev/cpuset cgroup rw,relatime,cpuset,noprefix 0 0")
                            .Write("/dev/cpuset/batch/cpus", "2,4-7").Write("/dev/cpuset/batch/mems", "0-1");
                },
                new(2, 8, 8, 5, 2, HyperThreading.Unknown, "x86_64")),
            ["memory-only-node"] = (tree =>
                {
                    Write(
                        tree,
                        from core in Range(4) select new TreeCpu(core, $"{core}", "0", 0, core, 0),
                        X86("GenuineIntel"),
                        "notsupported");
                    Node(tree, 2, []);
                },
                new(1, 4, 4, 4, 2, HyperThreading.NotSupported, "x86_64")),
        };

    public static TheoryData<string> Names => [.. All.Keys];

    public static NodeTree Make(string name)
    {
        var tree = new NodeTree();
        All[name].Build(tree);
        return tree.Memory(64_000_000);
    }

    private static string X86(string vendor, string more = "") =>
        $"vendor_id\t: {vendor}\nmodel name\t: {vendor} test\nflags\t\t: {X86Flags}{more}";

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    private static void Write(NodeTree tree, IEnumerable<TreeCpu> all, string cpuinfo, string? smt)
    {
        TreeCpu[] cpus = [.. all.OrderBy(cpu => cpu.Id)];
        const string Folder = "/sys/devices/system/cpu";
        string list = NodeTree.List(cpus.Select(cpu => cpu.Id));
        tree
            .Write($"{Folder}/online", list)
            .Write($"{Folder}/possible", list)
            .Write($"{Folder}/present", list)
            .Write($"{Folder}/kernel_max", "255");
        if (smt is not null) tree.Smt(smt);
        foreach (TreeCpu cpu in cpus)
        {
            tree.Topology(
                cpu.Id,
                cpus.Where(other => other.Core == cpu.Core).Select(other => other.Id),
                cpus.Where(other => other.Package == cpu.Package).Select(other => other.Id),
                cpu.CoreId,
                cpu.PackageId);
            tree.Write($"{Folder}/cpu{cpu.Id}/topology/die_id", cpu.DieId.ToString(CultureInfo.InvariantCulture));
        }
        tree.Write("/proc/cpuinfo", string.Join('\n', cpus.Select(cpu => $"processor\t: {cpu.Id}\n{cpuinfo}\n")));
        foreach (var node in cpus.GroupBy(cpu => cpu.Node)) Node(tree, node.Key, [.. node.Select(cpu => cpu.Id)]);
        tree.Write("/sys/devices/system/node/online", NodeTree.List(cpus.Select(cpu => cpu.Node).Distinct()));
    }

    private static void Node(NodeTree tree, int node, int[] cpus)
    {
        string folder = $"/sys/devices/system/node/node{node}";
        tree
            .Write($"{folder}/cpulist", NodeTree.List(cpus))
            .Write($"{folder}/cpumap", cpus.Length == 0 ? "00000000" : NodeTree.Mask(cpus))
                .Write(
                    $"{folder}/meminfo",
                    $"Node {node} MemTotal:       16000000 kB\nNode {node} MemFree:        8000000 kB");
    }
}
