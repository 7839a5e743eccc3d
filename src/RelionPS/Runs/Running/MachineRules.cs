using RelionPS.Core.Text;
namespace RelionPS.Runs.Running;

/// <summary>What on a machine makes a time doubtful. What is not known gives no warning.</summary>
internal static class MachineRules
{
    private const double BusyShare = 0.1;
    private const double StolenShare = 0.01;
    private const double ClockChange = 0.1;

    /// <summary>A mebibyte of pages: less is the kernel's housekeeping.</summary>
    private const long SwapPagesAllowed = 256;

    /// <summary>Before the start, from two moments shortly after each other.</summary>
    public static IEnumerable<BenchmarkWarning> BeforeStart(MachineSnapshot first, MachineSnapshot second)
    {
        if (BusyPart(first, second) is { } busy && busy.Share > BusyShare)
        {
            yield return new BenchmarkWarning
            {
                Id = "MachineBusy",
                Message = InvariantText.Of($"The machine was busy before the start: {busy.Share:P0} of its CPU time."),
                Remedy = "End other work, or wait for its end; see what runs with top.",
                Evidence = busy.Evidence,
            };
        }
        if (second.RelionProcesses is { Count: > 0 } others)
        {
            yield return new BenchmarkWarning
            {
                Id = "OtherRelion",
                Message = InvariantText.Of($"Other refinements ran before the start: {others.Count} processes."),
                Remedy = "Wait for their end, or measure on another node.",
                Evidence = "/proc: processes " + string.Join(", ", others.Take(10)),
            };
        }
    }

    /// <summary>While a run lasted, from its begin and end.</summary>
    /// <param name="before">Before the run.</param>
    /// <param name="after">After it.</param>
    /// <param name="clocks">The fastest CPU's clock in kHz in the middle of expectation steps.</param>
    public static IEnumerable<BenchmarkWarning> During(
        MachineSnapshot before, MachineSnapshot after, IReadOnlyList<long> clocks)
    {
        if (after.SwapPages - before.SwapPages is { } pages && pages > SwapPagesAllowed)
        {
            yield return new BenchmarkWarning
            {
                Id = "SwapUsed",
                Message = InvariantText.Of($"The machine swapped during the run: {pages} pages."),
                Remedy = "Use fewer ranks, a smaller pool, or a node with more memory (guide 3.4).",
                Evidence = InvariantText.Of(
                    $"/proc/vmstat pswpin + pswpout: {before.SwapPages} before, {after.SwapPages} after"),
            };
        }
        if (before.Ticks is { } from
            && after.Ticks is { } to
            && to.All > from.All
            && (double)(to.Stolen - from.Stolen) / (to.All - from.All) is var stolen and > StolenShare)
        {
            yield return new BenchmarkWarning
            {
                Id = "StealTime",
                Message = InvariantText.Of(
                    $"The hypervisor gave {stolen:P1} of the CPU time to others during the run."),
                Remedy = "Repeat with -Interleave, and on a machine of its own where absolute times matter.",
                Evidence = InvariantText.Of(
                    $"/proc/stat steal: {to.Stolen - from.Stolen} of {to.All - from.All} ticks"),
            };
        }
        if (after.ThrottleCount - before.ThrottleCount is { } throttled && throttled > 0)
        {
            yield return new BenchmarkWarning
            {
                Id = "ThermalThrottling",
                Message = InvariantText.Of($"The processors throttled during the run: {throttled} times."),
                Remedy = "See to cooling and power limits; let the machine cool down between runs.",
                Evidence = InvariantText.Of(
                    $"/sys/devices/system/cpu/cpu*/thermal_throttle: {before.ThrottleCount} before, ",
                    $"{after.ThrottleCount} after"),
            };
        }
        if (clocks.Count > 1 && clocks.Min() < (1 - ClockChange) * clocks.Max())
        {
            yield return new BenchmarkWarning
            {
                Id = "ClockChanged",
                Message = InvariantText.Of(
                    $"The clock changed during the run, ",
                    $"from {clocks.Max() / 1e6:0.00} to {clocks.Min() / 1e6:0.00} GHz."),
                Remedy = "Use the governor performance, and compare commands with -Interleave.",
                Evidence = "/sys/devices/system/cpu/cpu*/cpufreq/scaling_cur_freq in kHz: "
                    + string.Join(", ", clocks.Take(20)),
            };
        }
    }

    /// <summary>From the CPUs' time where two moments tell it, else from the load.</summary>
    private static (double Share, string Evidence)? BusyPart(MachineSnapshot first, MachineSnapshot second)
    {
        if (first.Ticks is { } from && second.Ticks is { } to && to.All > from.All)
        {
            long busy = to.All - from.All - (to.Idle - from.Idle) - (to.Stolen - from.Stolen);
            return (
                (double)busy / (to.All - from.All),
                InvariantText.Of($"/proc/stat: {busy} of {to.All - from.All} ticks"));
        }
        return second.LoadAverage is { } load && second.CpuCount is > 0 and var cpus
            ? (Math.Min(1, load / cpus), InvariantText.Of($"/proc/loadavg {load:0.##} on {cpus} CPUs"))
            : null;
    }
}
