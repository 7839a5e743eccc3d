using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// The limits of the control groups this process is in, versions 1 and 2. A limit of any ancestor holds too, and a container often
/// sees only a part of the tree, so every folder from the process's own up to the mount point is read.
/// </summary>
internal sealed class ControlGroups
{
    private readonly NodeFiles _files;
    private readonly IReadOnlyList<(string Controllers, string Path)> _memberships;
    private readonly IReadOnlyList<Mount> _mounts;

    public ControlGroups(NodeFiles files, IReadOnlyList<Mount> mounts)
    {
        _files = files;
        _memberships = [.. files.Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => (parts[1], parts[2]))];
        _mounts = mounts;
    }

    /// <summary>The smallest memory limit in bytes; null where there is none, or where it is not below what the machine has.</summary>
    public long? MemoryLimitBytes(long? memoryBytes)
    {
        IEnumerable<long> limits = Folders("memory")
            .SelectMany(folder => new[] { $"{folder}/memory.max", $"{folder}/memory.limit_in_bytes" })
            .Select(_files.Text)
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : long.MaxValue);
        long smallest = limits.DefaultIfEmpty(long.MaxValue).Min();
        // Version 1 says "no limit" with a number near 2^63 in place of a word.
        return smallest < Math.Min(memoryBytes ?? long.MaxValue, 1L << 60) ? smallest : null;
    }

    /// <summary>The high-water mark of the process's own group, of its whole life, in bytes; null where nothing tells (before kernel 5.19 in version 2).</summary>
    public static long? MemoryPeakBytes(NodeFiles files) =>
        new ControlGroups(files, MountTable.Read(files)).Folders("memory").Select(folder => files.Number($"{folder}/memory.peak") ?? files.Number($"{folder}/memory.max_usage_in_bytes")).FirstOrDefault(bytes => bytes is not null);

    /// <summary>
    /// How many processes of this process's own group the kernel has ended for want of memory, in the group's life;
    /// null where nothing tells.
    /// </summary>
    public static long? OomKills(NodeFiles files) => new ControlGroups(files, MountTable.Read(files))
        .Folders("memory")
        .Select(folder => Count(files, $"{folder}/memory.events") ?? Count(files, $"{folder}/memory.oom_control"))
        .FirstOrDefault(count => count is not null);

    /// <summary>The same of the whole machine since its start (Linux 4.13); null where nothing tells.</summary>
    public static long? MachineOomKills(NodeFiles files) => Count(files, "/proc/vmstat");

    /// <summary>The smallest memory limit in bytes; null where there is none.</summary>
    public static long? MemoryLimit(NodeFiles files) =>
        new ControlGroups(files, MountTable.Read(files)).MemoryLimitBytes(null);

    private static long? Count(NodeFiles files, string path)
    {
        const string name = "oom_kill ";
        string? line = files.Lines(path).FirstOrDefault(text => text.StartsWith(name, StringComparison.Ordinal));
        return line is not null
            && long.TryParse(line.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count : null;
    }

    /// <summary>CPUs this process may run on by affinity and cpuset; null where nothing limits or tells.</summary>
    public IReadOnlySet<int>? AllowedCpus()
    {
        HashSet<int>? allowed = null;
        string? affinity = _files.Lines("/proc/self/status").FirstOrDefault(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        if (affinity is not null) Narrow(CpuList.TryParse(affinity.AsSpan(affinity.IndexOf(':') + 1)));
        foreach (string folder in Folders("cpuset"))
        {
            // A file without a prefix: the cpuset file system of old kernels, or version 1 mounted with noprefix.
            Narrow(_files.Cpus($"{folder}/cpuset.cpus.effective") ?? _files.Cpus($"{folder}/cpuset.effective_cpus") ?? _files.Cpus($"{folder}/cpuset.cpus")
                ?? _files.Cpus($"{folder}/cpus"));
        }
        return allowed;

        void Narrow(IReadOnlyList<int>? cpus)
        {
            if (cpus is not { Count: > 0 }) return;
            if (allowed is null) allowed = [.. cpus];
            else if (allowed.Overlaps(cpus)) allowed.IntersectWith(cpus);
        }
    }

    /// <summary>The process's own folder for a controller and all above it, in both versions.</summary>
    private IEnumerable<string> Folders(string controller)
    {
        // /proc/self/cpuset names the cpuset of either version, also where /proc/self/cgroup was not captured.
        string? cpuset = controller == "cpuset" ? _files.Text("/proc/self/cpuset") : null;
        string path1 = _memberships.FirstOrDefault(member => member.Controllers.Split(',').Contains(controller)).Path ?? cpuset ?? "/";
        string path2 = _memberships.FirstOrDefault(member => member.Controllers.Length == 0).Path ?? cpuset ?? "/";
        Mount? mount1 = _mounts.FirstOrDefault(mount => (mount.Type == "cgroup" && mount.HasOption(controller)) || mount.Type == controller);
        Mount? mount2 = _mounts.FirstOrDefault(mount => mount.Type == "cgroup2");
        return Chain(mount1?.MountPoint ?? $"/sys/fs/cgroup/{controller}", mount1?.Root ?? "/", path1)
            .Concat(Chain(mount2?.MountPoint ?? "/sys/fs/cgroup", mount2?.Root ?? "/", path2));
    }

    private static IEnumerable<string> Chain(string mountPoint, string mountRoot, string path)
    {
        // In a container the path names the host's tree while the mount shows only the part below mountRoot.
        if (mountRoot != "/" && path.StartsWith(mountRoot, StringComparison.Ordinal)) path = path[mountRoot.Length..];
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Contains("..")) parts = [];
        for (int count = parts.Length; count >= 0; count--) yield return string.Join('/', [mountPoint, .. parts[..count]]);
    }
}
