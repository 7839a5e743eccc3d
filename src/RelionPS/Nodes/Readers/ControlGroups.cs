using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// The limits and counters of the control groups that a process is in, versions 1 and 2. A limit of any ancestor holds
/// too, and a container often sees only a part of the tree, so every folder from the process's own up to the mount
/// point is read.
/// </summary>
internal sealed class ControlGroups
{
    /// <summary>The kernel's period where none is told, in microseconds.</summary>
    private const long UsualPeriod = 100_000;

    private readonly NodeFiles _files;
    private readonly IReadOnlyList<Membership> _memberships;
    private readonly IReadOnlyList<Mount> _mounts;
    private readonly string _process;

    /// <summary>A line of <c>/proc/PID/cgroup</c>.</summary>
    /// <param name="Controllers">What the group controls, by version 1; empty in version 2.</param>
    /// <param name="Path">The group.</param>
    private sealed record Membership(string Controllers, string Path);

    /// <param name="files">The machine's files.</param>
    /// <param name="mounts">What is mounted.</param>
    /// <param name="process">The process as /proc names it.</param>
    public ControlGroups(NodeFiles files, IReadOnlyList<Mount> mounts, string process = "self")
    {
        _files = files;
        _process = process;
        _memberships =
        [
            .. files
                .Lines($"/proc/{process}/cgroup")
                .Select(line => line.Split(':', 3))
                .Where(parts => parts.Length == 3)
                .Select(parts => new Membership(parts[1], parts[2])),
        ];
        _mounts = mounts;
    }

    /// <summary>
    /// The smallest memory limit in bytes; null where there is none, or where it is not below what the machine has.
    /// </summary>
    public long? MemoryLimitBytes(long? memoryBytes) => Smallest(memoryBytes, "memory.max", "memory.limit_in_bytes");

    /// <summary>
    /// The smallest memory.high in bytes: beyond it the kernel takes pages back and slows the group down, and ends
    /// nothing. Null where there is none, or where it is not below what the machine has. Version 1 has no such thing.
    /// </summary>
    public long? MemoryHighBytes(long? memoryBytes) => Smallest(memoryBytes, "memory.high");

    /// <summary>
    /// CPUs' worth of time that the tightest quota allows, rounded down, at least 1; null where there is none, or where
    /// it is not below the CPUs that may be used.
    /// </summary>
    /// <param name="usableCpus">CPUs by affinity and cpuset.</param>
    public int? CpuLimit(int usableCpus) =>
        CpuQuota() is { } quota && quota < usableCpus ? Math.Max(1, (int)quota) : null;

    /// <summary>
    /// CPUs' worth of time by the tightest quota of the group and all above it; null where there is none.
    /// </summary>
    public double? CpuQuota()
    {
        double? smallest = null;
        foreach (string folder in Folders("cpu"))
        {
            // Version 2: "max 100000", "800000 100000"; version 1: -1 is none, and the period stands beside it.
            string[] words = (_files.Text($"{folder}/cpu.max") ?? "").Split(
                (char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            Narrow(words.ElementAtOrDefault(0), words.ElementAtOrDefault(1));
            if (_files.Text($"{folder}/cpu.cfs_quota_us") is { } quota)
            {
                Narrow(quota, _files.Text($"{folder}/cpu.cfs_period_us"));
            }
        }
        return smallest;

        void Narrow(string? quota, string? period)
        {
            if (Positive(quota) is not { } time) return;
            double cpus = (double)time / (Positive(period) ?? UsualPeriod);
            if (smallest is null || cpus < smallest) smallest = cpus;
        }
    }

    private static long? Positive(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : null;

    private long? Smallest(long? memoryBytes, params string[] names)
    {
        IEnumerable<long> limits = Folders("memory")
            .SelectMany(folder => names.Select(name => $"{folder}/{name}"))
            .Select(_files.Text)
            .Select(
                text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
                    ? bytes
                    : long.MaxValue);
        long smallest = limits.DefaultIfEmpty(long.MaxValue).Min();
        // Version 1 says "no limit" with a number near 2^63 in place of a word.
        return smallest < Math.Min(memoryBytes ?? long.MaxValue, 1L << 60) ? smallest : null;
    }

    /// <summary>
    /// The high-water mark of the process's own group, of its whole life, in bytes; null where nothing tells (before
    /// kernel 5.19 in version 2).
    /// </summary>
    public static long? MemoryPeakBytes(NodeFiles files) =>
        new ControlGroups(files, MountTable.Read(files))
            .Folders("memory")
            .Select(
                folder => files.Number($"{folder}/memory.peak") ?? files.Number($"{folder}/memory.max_usage_in_bytes"))
            .FirstOrDefault(bytes => bytes is not null);

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

    /// <summary>What the groups count, each by the nearest one that counts it.</summary>
    public GroupCounters Counters()
    {
        string[] cpu = [.. Folders("cpu")], memory = [.. Folders("memory")], io = [.. Folders("io")];
        return new GroupCounters
        {
            Periods = Sum(cpu, "cpu.stat", "nr_periods"),
            ThrottledPeriods = Sum(cpu, "cpu.stat", "nr_throttled"),
            LimitHits = Sum(memory, "memory.events", "high", "max") ?? Number(memory, "memory.failcnt"),
            Refaults = Sum(memory, "memory.stat", "workingset_refault_file", "workingset_refault_anon")
                ?? Sum(memory, "memory.stat", "workingset_refault"),
            MemoryStallSeconds = Stall(memory, "memory.pressure"),
            ReadWriteStallSeconds = Stall(io, "io.pressure"),
        };

        long? Sum(string[] folders, string file, params string[] names) => folders
            .Select(folder => KeyedNumbers.Sum(_files.Lines($"{folder}/{file}"), names))
            .FirstOrDefault(count => count is not null);
        long? Number(string[] folders, string file) => folders
            .Select(folder => _files.Number($"{folder}/{file}")).FirstOrDefault(count => count is not null);
        double? Stall(string[] folders, string file) => folders
            .Select(folder => PressureReader.Seconds(_files, $"{folder}/{file}"))
            .FirstOrDefault(seconds => seconds is not null);
    }

    /// <summary>CPUs this process may run on by affinity and cpuset; null where nothing limits or tells.</summary>
    public IReadOnlySet<int>? AllowedCpus()
    {
        HashSet<int>? allowed = null;
        string? affinity = _files
            .Lines($"/proc/{_process}/status")
            .FirstOrDefault(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        if (affinity is not null) Narrow(CpuList.TryParse(affinity.AsSpan(affinity.IndexOf(':') + 1)));
        foreach (string folder in Folders("cpuset"))
        {
            // A file without a prefix: the cpuset file system of old kernels, or version 1 mounted with noprefix.
            Narrow(
                _files.Cpus($"{folder}/cpuset.cpus.effective")
                    ?? _files.Cpus($"{folder}/cpuset.effective_cpus")
                    ?? _files.Cpus($"{folder}/cpuset.cpus")
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
        // Its file names the cpuset of either version, also where that of the groups was not captured.
        string? cpuset = controller == "cpuset" ? _files.Text($"/proc/{_process}/cpuset") : null;
        string path1 = _memberships.FirstOrDefault(member => member.Controllers.Split(',').Contains(controller))?.Path
            ?? cpuset
            ?? "/";
        string path2 = _memberships.FirstOrDefault(member => member.Controllers.Length == 0)?.Path ?? cpuset ?? "/";
        Mount? mount1 = _mounts.FirstOrDefault(
            mount => (mount.Type == "cgroup" && mount.HasOption(controller)) || mount.Type == controller);
        Mount? mount2 = _mounts.FirstOrDefault(mount => mount.Type == "cgroup2");
        return Chain(mount1?.MountPoint ?? $"/sys/fs/cgroup/{controller}", mount1?.Root ?? "/", path1)
            .Concat(Chain(mount2?.MountPoint ?? "/sys/fs/cgroup", mount2?.Root ?? "/", path2));
    }

    private static IEnumerable<string> Chain(string mountPoint, string mountRoot, string path)
    {
        // In a container the path names the host's tree while the mount shows only the part below mountRoot.
        bool isBelow = path == mountRoot || path.StartsWith($"{mountRoot}/", StringComparison.Ordinal);
        if (mountRoot != "/" && isBelow) path = path[mountRoot.Length..];
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Contains("..")) parts = [];
        for (int count = parts.Length; count >= 0; count--) yield return string.Join(
            '/', [mountPoint, .. parts[..count]]);
    }
}
