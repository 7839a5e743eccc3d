using System.Globalization;
using System.Text.RegularExpressions;

namespace RelionPS.Runs.Output;

/// <summary>
/// Reads RELION's mapping lines, <c>Thread 0 on follower 1 mapped to device 0</c> ("slave" before 3.1.3) and, without
/// MPI, <c>Thread 0 mapped to device 0</c> (ml_optimiser_mpi.cpp and ml_optimiser.cpp, 2.0 to 5.0.1). Its SYCL code
/// says a device's name. Hosts are those of the banner above.
/// </summary>
internal sealed partial class GpuMapReader
{
    /// <summary>More than any machine has: a log of something else is not kept.</summary>
    private const int MostThreads = 1 << 16;

    private readonly Dictionary<int, string> _hosts = [];
    private readonly List<GpuThread> _threads = [];
    private readonly HashSet<(int Rank, int Thread)> _seen = [];

    /// <summary>The threads, in RELION's order. Where a log holds several starts, those of the last.</summary>
    public IReadOnlyList<GpuThread> Threads => _threads;

    /// <summary>Takes a line.</summary>
    public void Read(string line)
    {
        if (Host().Match(line) is { Success: true } banner)
        {
            if (Number(banner.Groups["rank"]) is { } named) _hosts[named] = banner.Groups["host"].Value;
            return;
        }
        if (Mapping().Match(line) is not { Success: true } match || Number(match.Groups["thread"]) is not { } thread)
        {
            return;
        }
        if ((match.Groups["rank"].Success ? Number(match.Groups["rank"]) : 0) is not { } rank) return;
        if (_seen.Contains((rank, thread)))
        {
            // The same thread again: the run was started again, and appends to its log.
            _threads.Clear();
            _seen.Clear();
        }
        if (_threads.Count >= MostThreads) return;
        _seen.Add((rank, thread));
        string device = match.Groups["device"].Value;
        _threads.Add(new GpuThread(rank, thread, _hosts.GetValueOrDefault(rank), Number(match.Groups["device"]))
        {
            DeviceName = device,
        });
    }

    private static int? Number(Group group) =>
        int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex(
        @"^\s*Thread (?<thread>\d+)(?: on (?:follower|slave) (?<rank>\d+))? mapped to device (?<device>\S.*?)\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Mapping();

    [GeneratedRegex(
        @"^\s*\+ (?:Follower|Slave)\s+(?<rank>\d+)\s+runs on host\s*= (?<host>\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Host();
}
