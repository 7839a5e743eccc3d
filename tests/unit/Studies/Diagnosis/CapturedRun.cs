using System.Globalization;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Running;
using RelionPS.Studies.Diagnosis;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Diagnosis;

/// <summary>A process of a captured machine at one moment; times in seconds since its start.</summary>
internal sealed record CapturedProcess(int Id, string State, params double[] Cpu)
{
    /// <summary>Time that each thread has waited for a CPU.</summary>
    public double[] Waited { get; init; } = [];

    public int? Rank { get; init; }

    public string Allowed { get; init; } = "0-1";

    public long MajorFaults { get; init; }

    public long ReadBytes { get; init; }

    public long WriteBytes { get; init; }

    public long SwapKibibytes { get; init; }

    /// <summary>Cores that a quota and a limit hold, by the kernel's own files of a control group.</summary>
    public IReadOnlyDictionary<string, string> Group { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// The files of /proc and /sys of a machine with two CPUs, in the form that Linux 6 writes them, captured at moments
/// that follow each other; read by the same readers as a live machine's.
/// </summary>
internal sealed class CapturedRun : IDisposable
{
    private const int Hertz = 100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What was seen of the run between the first moment and the last, which are a second apart.</summary>
    /// <param name="arguments">The program's options.</param>
    /// <param name="busyTicks">Ticks of CPU time of the whole machine between first and last.</param>
    /// <param name="moments">The processes at each moment.</param>
    public RunObservation See(string arguments, long busyTicks, params CapturedProcess[][] moments)
    {
        var files = new NodeFiles(_folder.Path);
        var meter = new WorkMeter(files, isWhole: false);
        Machine(0, 0);
        Write(moments[0]);
        meter.Begin();
        int[] ids = [.. moments[0].Select(process => process.Id)];
        int last = moments.Length - 1;
        for (int second = 0; second <= last; second++)
        {
            Write(moments[second]);
            meter.Sample(ids, second);
        }
        Machine(busyTicks, (2 * Hertz * last) - busyTicks);
        return new RunObservation
        {
            Subject = "captured",
            IsLive = true,
            Seconds = last,
            Work = meter.Finish(last),
            Arguments = ["relion_refine", .. arguments.Split(' ')],
            Ranks = moments[0].Max(process => process.Rank) is { } rank ? rank + 1 : 1,
            HasAltCpu = true,
            InstructionSet = "Avx512",
            NodeIsa = ["AVX2", "AVX512F"],
        };
    }

    /// <summary>As many moments as asked for, from the first's values to the last's, evenly.</summary>
    public static CapturedProcess[][] Evenly(int seconds, Func<double, CapturedProcess[]> at) =>
        [.. Enumerable.Range(0, seconds + 1).Select(second => at(second))];

    private void Machine(long busy, long idle)
    {
        Put("proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0");
        Put("sys/devices/system/cpu/online", "0-1");
        Put("proc/vmstat", "pswpin 0\npswpout 0");
        Put("proc/self/mountinfo", "29 1 0:25 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw");
    }

    private void Write(IEnumerable<CapturedProcess> processes)
    {
        foreach (CapturedProcess process in processes)
        {
            string folder = $"proc/{process.Id}";
            Put($"{folder}/stat", Stat(process.Id, process.State[0], process.Cpu.Sum(), process.MajorFaults));
            Put($"{folder}/status", $"Name:\trelion_refine\nCpus_allowed_list:\t{process.Allowed}\n"
                + $"VmSwap:\t{process.SwapKibibytes} kB");
            Put($"{folder}/io", $"rchar: 0\nread_bytes: {process.ReadBytes}\nwrite_bytes: {process.WriteBytes}");
            Put($"{folder}/environ", process.Rank is { } rank ? $"A=1\0OMPI_COMM_WORLD_RANK={rank}\0" : "A=1\0");
            Put($"{folder}/cgroup", "0::/job");
            foreach ((string name, string text) in process.Group) Put($"sys/fs/cgroup/job/{name}", text);
            for (int thread = 0; thread < process.Cpu.Length; thread++)
            {
                string task = $"{folder}/task/{process.Id + thread}";
                char state = process.State[Math.Min(thread, process.State.Length - 1)];
                Put($"{task}/stat", Stat(process.Id + thread, state, process.Cpu[thread], 0));
                long waited = (long)(1e9 * process.Waited.ElementAtOrDefault(thread));
                Put($"{task}/schedstat", string.Create(
                    CultureInfo.InvariantCulture, $"{(long)(1e9 * process.Cpu[thread])} {waited} 77"));
            }
        }
    }

    private static string Stat(int id, char state, double cpu, long faults) => string.Create(
        CultureInfo.InvariantCulture,
        $"{id} (relion_refine) {state} 1 {id} {id} 0 -1 4194304 99 0 {faults} 0 {(long)(cpu * Hertz)} 0 0 0 20 0 2 0 "
        + $"5112672 3133440 393 18446744073709551615 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0");

    private void Put(string path, string text) => _folder.Write(path, text + "\n");
}
