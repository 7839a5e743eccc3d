using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>What one GPU of this node did during a run, sampled; null is not known, never 0.</summary>
public sealed record GpuUse
{
    /// <summary>Its numbers as <c>--gpu</c> names them: several where it is cut into parts that count each.</summary>
    public required IReadOnlyList<int> Numbers { get; init => field = Indexable.List(value); }

    /// <summary>Address on the PCI bus.</summary>
    public required string BusId { get; init; }

    /// <summary>Its model; null where it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>Share of the time in which it computed, in percent, the mean over the run.</summary>
    public double? MeanBusyPercent { get; init; }

    /// <summary>The largest of the samples, in percent.</summary>
    public double? PeakBusyPercent { get; init; }

    /// <summary>
    /// Most memory in use on it, that of other programs too, in bytes. RELION takes nearly all there is.
    /// </summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Power, in watts, the mean over the run: its energy over its time.</summary>
    public double? MeanWatts { get; init; }

    /// <summary>
    /// Energy of the run, in joules: by the driver's own counter where it has one, else power over time by the
    /// trapezoidal rule. That of other programs on the same GPU is in it.
    /// </summary>
    public double? EnergyJoules { get; init; }

    /// <summary>How many samples there are.</summary>
    public required int Samples { get; init; }

    /// <summary>What was asked.</summary>
    public required string Source { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"GPU {string.Join(',', Numbers)}: busy {Percent(MeanBusyPercent)} (peak {Percent(PeakBusyPercent)}), "
        + $"{Quantity.Bytes(PeakMemoryBytes)}, {Number(MeanWatts, "W")}, {Number(EnergyJoules, "J")}");

    private static string Percent(double? value) => Number(value, "%");

    private static string Number(double? value, string unit) =>
        value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0} {unit}") : "Unknown";
}
