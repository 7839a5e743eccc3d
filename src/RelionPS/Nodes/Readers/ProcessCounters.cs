using System.Globalization;
using System.Text;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>One thread: its state, and what it has taken so far.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">The kernel's letter: R runs or waits for a CPU, D waits and can't be interrupted.</param>
/// <param name="CpuSeconds">Time on a CPU.</param>
/// <param name="RunWaitSeconds">Time in which it could have run and had no CPU; null where nothing tells.</param>
internal readonly record struct ThreadCounters(int Id, char State, double CpuSeconds, double? RunWaitSeconds);

/// <summary>What a process has taken so far, from its files in /proc (proc(5)).</summary>
internal sealed record ProcessCounters
{
    /// <summary>Its number.</summary>
    public required int Id { get; init; }

    /// <summary>When it was started, in ticks since boot: a number may be given again.</summary>
    public required long StartTicks { get; init; }

    /// <summary>Its MPI rank, by what a launcher sets; null where it has none or may not be read.</summary>
    public int? Rank { get; init; }

    /// <summary>User and system time of all its threads, of ended ones too, in seconds.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Page faults that had to read.</summary>
    public required long MajorFaults { get; init; }

    /// <summary>Bytes that it had read from a device or a file server; null where it is another user's.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>Bytes that it gave to be written to one.</summary>
    public long? WriteBytes { get; init; }

    /// <summary>Bytes that it read by calls, from the kernel's cache too.</summary>
    public long? ReadCharacters { get; init; }

    /// <summary>What of it is in swap, in bytes.</summary>
    public long? SwapBytes { get; init; }

    /// <summary>CPUs that its first thread may run on, in the kernel's list; null where nothing tells.</summary>
    public IReadOnlyList<int>? AllowedCpus { get; init; }

    /// <summary>Its threads.</summary>
    public required IReadOnlyList<ThreadCounters> Threads { get; init; }

    /// <summary>Reads one process; null where there is none, or only what is left of one.</summary>
    public static ProcessCounters? Read(NodeFiles files, int id)
    {
        string folder = FormattableString.Invariant($"/proc/{id}");
        if (Stat(files, folder, id) is not { IsAlive: true } stat) return null;
        IReadOnlyList<string> status = files.Lines($"{folder}/status"), io = files.Lines($"{folder}/io");
        var threads = new List<ThreadCounters>();
        foreach (int thread in files.Numbered($"{folder}/task", ""))
        {
            string path = FormattableString.Invariant($"{folder}/task/{thread}");
            if (Stat(files, path, thread) is not { IsAlive: true } own) continue;
            string[] words = (files.Text($"{path}/schedstat") ?? "").Split(' ');
            threads.Add(new ThreadCounters(
                thread, own.State, Nanoseconds(words, 0) ?? Seconds(own.OwnTicks), Nanoseconds(words, 1)));
        }
        return new ProcessCounters
        {
            Id = id,
            StartTicks = stat.StartTicks,
            Rank = files.Text($"{folder}/environ") is { } environ ? ProcessStatus.RankOf(environ) : null,
            CpuSeconds = Seconds(stat.OwnTicks),
            MajorFaults = MajorFaultsOf(files.Text($"{folder}/stat")),
            ReadBytes = KeyedNumbers.Sum(io, "read_bytes"),
            WriteBytes = KeyedNumbers.Sum(io, "write_bytes"),
            ReadCharacters = KeyedNumbers.Sum(io, "rchar"),
            SwapBytes = KeyedNumbers.Sum(status, "VmSwap") * 1024,
            AllowedCpus = Allowed(status),
            Threads = threads,
        };
    }

    private static IReadOnlyList<int>? Allowed(IReadOnlyList<string> status)
    {
        const string name = "Cpus_allowed_list:";
        string? line = status.FirstOrDefault(text => text.StartsWith(name, StringComparison.Ordinal));
        return line is null || CpuList.TryParse(line.AsSpan(name.Length)) is not { Count: > 0 } cpus ? null : cpus;
    }

    private static ProcessStat? Stat(NodeFiles files, string folder, int id) =>
        files.Text($"{folder}/stat") is { } text
        && ProcessStat.TryParse(id, Encoding.UTF8.GetBytes(text), out ProcessStat stat)
            ? stat
            : null;

    /// <summary>The twelfth field of stat; the name before it may hold blanks.</summary>
    private static long MajorFaultsOf(string? stat)
    {
        const int place = 9;
        string[] words = (stat?[(stat.LastIndexOf(')') + 1)..] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > place
            && long.TryParse(words[place], NumberStyles.None, CultureInfo.InvariantCulture, out long faults)
            ? faults
            : 0;
    }

    private static double? Nanoseconds(string[] words, int place) =>
        words.Length > place
        && long.TryParse(words[place], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number / 1e9
            : null;

    private static double Seconds(long ticks) => (double)ticks / NativeMethods.ClockTicksPerSecond;
}
