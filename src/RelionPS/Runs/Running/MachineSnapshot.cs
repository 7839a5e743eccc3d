using System.Globalization;
using RelionPS.Nodes.Readers;

namespace RelionPS.Runs.Running;

/// <summary>Counters of the machine at one moment; what can't be read is null, and is then not judged.</summary>
internal sealed record MachineSnapshot
{
    /// <summary>
    /// Time of all CPUs in ticks since boot: all of it, that without work, and that which the hypervisor gave to
    /// others.
    /// </summary>
    public (long All, long Idle, long Stolen)? Ticks { get; init; }

    /// <summary>Pages moved to and from swap since boot.</summary>
    public long? SwapPages { get; init; }

    /// <summary>Times that the processors throttled since boot, summed over CPUs.</summary>
    public long? ThrottleCount { get; init; }

    /// <summary>Work that runs or waits, the mean of a minute.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>CPUs online; null where not known.</summary>
    public int? CpuCount { get; init; }

    /// <summary>Ids of refinement programs of RELION that run.</summary>
    public IReadOnlyList<int> RelionProcesses { get; init; } = [];

    public static MachineSnapshot Read(NodeFiles files)
    {
        IReadOnlyList<string> stat = files.Lines("/proc/stat");
        string? load = files.Text("/proc/loadavg")?.Split(' ')[0];
        return new MachineSnapshot
        {
            Ticks = TicksOf(stat),
            SwapPages = Counter(files, "pswpin") + Counter(files, "pswpout"),
            ThrottleCount = Throttled(files),
            LoadAverage = double.TryParse(load, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : null,
            CpuCount = files.Cpus("/sys/devices/system/cpu/online")?.Count,
            RelionProcesses =
            [
                .. files
                    .Numbered("/proc", "")
                    .Where(
                        id => files.Text($"/proc/{id}/comm")?.StartsWith(
                            "relion_refine", StringComparison.Ordinal) is true),
            ],
        };
    }

    /// <summary>
    /// The fastest CPU's clock now, in kHz; null where the kernel does not tell (most virtual machines).
    /// </summary>
    public static long? ClockKilohertz(NodeFiles files) =>
        files
            .Numbered("/sys/devices/system/cpu", "cpu")
            .Max(cpu => files.Number($"/sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_cur_freq"));

    /// <summary>
    /// <c>cpu user nice system idle iowait irq softirq steal guest guest_nice</c>; guests are in user and nice already.
    /// </summary>
    private static (long, long, long)? TicksOf(IReadOnlyList<string> stat)
    {
        string? line = stat.FirstOrDefault(text => text.StartsWith("cpu ", StringComparison.Ordinal));
        long[] ticks = [.. (line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8) ?? [])
            .Select(
                word => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                    ? number
                    : -1)];
        return ticks.Length == 8 && ticks.All(number => number >= 0)
            ? (ticks.Sum(), ticks[3] + ticks[4], ticks[7])
            : null;
    }

    private static long? Counter(NodeFiles files, string name)
    {
        string? line = files
            .Lines("/proc/vmstat")
            .FirstOrDefault(text => text.StartsWith(name + " ", StringComparison.Ordinal));
        return line is not null
            && long.TryParse(
                line.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
    }

    private static long? Throttled(NodeFiles files)
    {
        long?[] counts =
        [
            .. files
                .Numbered("/sys/devices/system/cpu", "cpu")
                .SelectMany(cpu => (string[])["core_throttle_count", "package_throttle_count"],
                    (cpu, name) => files.Number($"/sys/devices/system/cpu/cpu{cpu}/thermal_throttle/{name}")),
        ];
        return counts.Any(count => count is not null) ? counts.Sum() : null;
    }
}
