namespace RelionPS;

/// <summary>A thread's place on a GPU, as a plan comes to it, or as RELION says it at the start of a run.</summary>
/// <param name="Rank">The rank; 0 is the one process of the threads-only program.</param>
/// <param name="Thread">The thread of the rank, from 0.</param>
/// <param name="HostName">Where the rank runs; null where the output does not say.</param>
/// <param name="Device">The device's number among those that the rank sees; null where RELION says a name instead, as
/// its SYCL code does.</param>
public sealed record GpuThread(int Rank, int Thread, string? HostName, int? Device)
{
    /// <summary>What RELION calls the device: its number or, with SYCL, its name.</summary>
    public string DeviceName { get; init; } =
        Device?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Unknown";

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"rank {Rank}, thread {Thread}: device {DeviceName}");
}
