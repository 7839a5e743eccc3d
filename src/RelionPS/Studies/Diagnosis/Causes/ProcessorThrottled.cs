using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// Processors throttle for heat or power. How far they slow down is not told; an event stands for the kernel's shortest
/// time between two of them.
/// Lost: events × 0.02 s / CPUs, at most all of the time.
/// </summary>
internal sealed class ProcessorThrottled : WorkCause
{
    /// <summary>Order of magnitude of the time that one event stands for.</summary>
    private const double SecondsOfEvent = 0.02;

    /// <inheritdoc/>
    public override string Id => nameof(ProcessorThrottled);

    /// <inheritdoc/>
    public override string Source => "field";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work) => work.ThrottleCount is { } count
        ? CauseVerdict.Lost(
            Math.Min(work.Seconds, count * SecondsOfEvent / Math.Max(1, work.CpuCount ?? 1)),
            InvariantText.Of($"the processors throttled {count} times"),
            "/sys/devices/system/cpu/cpu*/thermal_throttle",
            "see to cooling and power limits: turbostat --show PkgWatt,PkgTmp,Bzy_MHz")
        : CauseVerdict.CanNotTell("/sys/devices/system/cpu/cpu*/thermal_throttle is not there");
}
