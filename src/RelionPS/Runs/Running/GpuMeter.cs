namespace RelionPS.Runs.Running;

/// <summary>One look at a GPU; null is what it did not tell.</summary>
/// <param name="Seconds">When, by a monotonic clock.</param>
/// <param name="BusyPercent">Share of the time in which it computed.</param>
/// <param name="MemoryBytes">Memory in use.</param>
/// <param name="Watts">Power.</param>
/// <param name="Joules">The driver's counter of energy.</param>
internal readonly record struct GpuSample(
    double Seconds, double? BusyPercent, long? MemoryBytes, double? Watts, double? Joules);

/// <summary>The samples of one GPU, and what they come to.</summary>
/// <param name="numbers">Its numbers as <c>--gpu</c> names them.</param>
/// <param name="busId">Its address.</param>
/// <param name="model">Its model.</param>
/// <param name="source">What is asked.</param>
internal sealed class GpuMeter(IReadOnlyList<int> numbers, string busId, string? model, string source)
{
    private readonly object _gate = new();
    private readonly List<GpuSample> _samples = [];

    /// <summary>Its address.</summary>
    public string BusId { get; } = busId;

    /// <summary>Takes a sample; the clock does not go back.</summary>
    public void Add(GpuSample sample)
    {
        lock (_gate) _samples.Add(sample);
    }

    /// <summary>What it did between two moments.</summary>
    public GpuUse Of(double start, double end)
    {
        GpuSample[] samples;
        lock (_gate) samples = [.. _samples.Where(sample => sample.Seconds >= start && sample.Seconds <= end)];
        double? joules = Counted(samples, start, end) ?? Integral(samples, start, end, sample => sample.Watts);
        double? busy = Integral(samples, start, end, sample => sample.BusyPercent);
        double seconds = end - start;
        return new GpuUse
        {
            Numbers = numbers,
            BusId = BusId,
            Model = model,
            MeanBusyPercent = busy / seconds,
            PeakBusyPercent = samples.Max(sample => sample.BusyPercent),
            PeakMemoryBytes = samples.Max(sample => sample.MemoryBytes),
            MeanWatts = joules / seconds,
            EnergyJoules = joules,
            Samples = samples.Length,
            Source = source,
        };
    }

    /// <summary>
    /// By the driver's counter, between its first and its last reading; what lies before and behind them at the same
    /// mean power. Null where it has none, or was set back meanwhile.
    /// </summary>
    private static double? Counted(GpuSample[] samples, double start, double end)
    {
        GpuSample[] counted = [.. samples.Where(sample => sample.Joules is not null)];
        if (counted.Length < 2) return null;
        (GpuSample first, GpuSample last) = (counted[0], counted[^1]);
        double time = last.Seconds - first.Seconds, joules = last.Joules!.Value - first.Joules!.Value;
        return time > 0 && joules >= 0 ? joules * (end - start) / time : null;
    }

    /// <summary>
    /// The integral by the trapezoidal rule over those that tell; the first one's value holds before it, and the last
    /// one's behind it. Null where none tells, or no time has passed.
    /// </summary>
    private static double? Integral(GpuSample[] samples, double start, double end, Func<GpuSample, double?> value)
    {
        GpuSample[] known = [.. samples.Where(sample => value(sample) is not null)];
        if (known.Length == 0 || end <= start) return null;
        double sum = (value(known[0])!.Value * (known[0].Seconds - start))
            + (value(known[^1])!.Value * (end - known[^1].Seconds));
        for (int index = 1; index < known.Length; index++)
        {
            double time = known[index].Seconds - known[index - 1].Seconds;
            sum += time * (value(known[index])!.Value + value(known[index - 1])!.Value) / 2;
        }
        return sum;
    }
}
