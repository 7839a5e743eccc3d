using System.Globalization;

namespace RelionPS.Testing;

/// <summary>Builds the /proc and /sys files of a machine below a folder, in the layout that its kernel shows.</summary>
internal sealed class NodeTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Path;

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The guide's node (2 x Xeon 8358, 256 GB) with everything as the guide and the field want it, so that a test
    /// spoils one thing.
    /// </summary>
    public NodeTree GuideNode(string name = "icx01") =>
        X86(
            2,
            32,
            2,
            flags: "fpu lm sse2 pni ssse3 sse4_1 sse4_2 popcnt movbe avx f16c fma avx2 bmi1 bmi2 abm avx512f avx512cd "
                + "ida").Memory(263_846_460)
            .Write("/proc/sys/kernel/hostname", name)
            .Write("/proc/sys/kernel/osrelease", "4.18.0-240.15.1.el8_3.x86_64")
            .Write("/proc/self/cgroup", "0::/")
            .Write(
                "/proc/self/limits",
                "Limit                     Soft Limit           Hard Limit           Units     \nMax data size        "
                + "     unlimited            unlimited            bytes     \nMax address space         unlimited     "
                + "       unlimited            bytes     \nMax locked memory         unlimited            unlimited   "
                + "         bytes     ")
            .Write(
                "/proc/self/mountinfo",
                "22 1 0:20 / /data rw,relatime - lustre 10.0.0.1@o2ib:/fs rw,flock\n23 1 8:1 / / rw,relatime - xfs "
                + "/dev/sda1 rw")
            .Write(
                "/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver",
                "intel_pstate").Write("/sys/devices/system/cpu/intel_pstate/no_turbo", "0")
            .Write("/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance")
            .Write("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never")
            .Write("/proc/sys/kernel/numa_balancing", "0")
            .Write("/proc/sys/vm/zone_reclaim_mode", "0")
            .Write("/proc/sys/vm/overcommit_memory", "0").Write(
                "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0")
            .Write("/etc/openmpi/openmpi-mca-params.conf", "# nothing is set")
            .Write("/sys/class/infiniband/mlx5_0/fw_ver", "20.29.2002").Write(
                "/sys/class/infiniband/mlx5_0/ports/1/state", "4: ACTIVE")
            .Write(
                "/sys/class/infiniband/mlx5_0/ports/1/rate",
                "200 Gb/sec (4X HDR)").Write("/sys/class/infiniband/mlx5_0/ports/1/link_layer", "InfiniBand")
            .WriteBytes("/sys/firmware/dmi/tables/DMI", SmbiosBuilder.GuideNode()).Write("/scratch/keep", "");

    public NodeTree Write(string path, string content)
    {
        _folder.Write(path.TrimStart('/'), content + "\n");
        return this;
    }

    public NodeTree WriteBytes(string path, byte[] content)
    {
        Write(path, "");
        File.WriteAllBytes(_folder.Combine(path.TrimStart('/')), content);
        return this;
    }

    /// <summary>
    /// An x86 machine: threads of a core are cores × sockets apart, as Linux numbers them; offline CPUs have no
    /// topology.
    /// </summary>
    public NodeTree X86(
        int sockets,
        int coresPerSocket,
        int threadsPerCore,
        string model = "Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz",
        string vendor = "GenuineIntel",
        string flags = "fpu lm sse2 sse4_2 avx fma avx2 avx512f avx512cd", int numaPerSocket = 1, params int[] offline)
    {
        int cores = sockets * coresPerSocket;
        int total = cores * threadsPerCore;
        int[] online = [.. Enumerable.Range(0, total).Except(offline)];
        Write("/sys/devices/system/cpu/possible", $"0-{total - 1}");
        Write("/sys/devices/system/cpu/present", $"0-{total - 1}");
        Write("/sys/devices/system/cpu/online", List(online));
        var cpuinfo = new List<string>();
        foreach (int cpu in online)
        {
            int core = cpu % cores;
            int socket = core / coresPerSocket;
            int[] siblings = [.. online.Where(other => other % cores == core)];
            int[] package = [.. online.Where(other => other % cores / coresPerSocket == socket)];
            Topology(cpu, siblings, package, core % coresPerSocket, socket);
            cpuinfo.Add(
                $"processor\t: {cpu}\nvendor_id\t: {vendor}\nmodel name\t: {model}\nphysical id\t: {socket}\ncore "
                + $"id\t\t: {core % coresPerSocket}\nflags\t\t: {flags}\n");
        }
        foreach (int cpu in offline) Write($"/sys/devices/system/cpu/cpu{cpu}/online", "0");
        Write("/proc/cpuinfo", string.Join('\n', cpuinfo));
        int nodes = sockets * numaPerSocket;
        for (int node = 0; node < nodes; node++)
        {
            int[] members = [.. online.Where(cpu => cpu % cores / (cores / nodes) == node)];
            Write(
                $"/sys/devices/system/node/node{node}/cpulist",
                List(members)).Write($"/sys/devices/system/node/node{node}/cpumap", Mask(members));
        }
        return Smt(threadsPerCore > 1 ? "on" : "notsupported");
    }

    public NodeTree Topology(int cpu, IEnumerable<int> siblings, IEnumerable<int> package, int coreId, int packageId)
    {
        string folder = $"/sys/devices/system/cpu/cpu{cpu}/topology";
        Write($"{folder}/thread_siblings_list", List(siblings)).Write($"{folder}/core_siblings_list", List(package));
        Write($"{folder}/thread_siblings", Mask(siblings)).Write($"{folder}/core_siblings", Mask(package));
        return Write($"{folder}/core_id", coreId.ToString(CultureInfo.InvariantCulture)).Write(
            $"{folder}/physical_package_id", packageId.ToString(CultureInfo.InvariantCulture));
    }

    public NodeTree Smt(string control) => Write("/sys/devices/system/cpu/smt/control", control);

    public NodeTree Memory(long kibibytes) =>
        Write("/proc/meminfo", $"MemTotal:       {kibibytes} kB\nMemFree:        {kibibytes / 2} kB");

    public static string List(IEnumerable<int> cpus) => string.Join(',', cpus);

    /// <summary>A mask in groups of 32 bits, the highest first, as the kernel prints it.</summary>
    public static string Mask(IEnumerable<int> cpus)
    {
        int[] all = [.. cpus];
        int groups = all.Max() / 32 + 1;
        return string.Join(',', Enumerable.Range(0, groups).Reverse().Select(group =>
            all
                .Where(cpu => cpu / 32 == group)
                .Aggregate(0u, (bits, cpu) => bits | (1u << (cpu % 32)))
                .ToString("x8", CultureInfo.InvariantCulture)));
    }
}
