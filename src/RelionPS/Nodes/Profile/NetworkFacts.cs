namespace RelionPS;

/// <summary>The make of a network port.</summary>
public enum FabricKind
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Ethernet.</summary>
    Ethernet,

    /// <summary>RDMA over Ethernet.</summary>
    RoCE,

    /// <summary>InfiniBand.</summary>
    InfiniBand,

    /// <summary>Omni-Path.</summary>
    OmniPath,

    /// <summary>HPE Slingshot.</summary>
    Slingshot,
}

/// <summary>One port of a network adapter.</summary>
/// <param name="Device">The kernel's name.</param>
/// <param name="Port">Port number; 1 for Ethernet.</param>
/// <param name="Kind">Its make.</param>
/// <param name="GigabitsPerSecond">Its rate; null where nothing tells, as on a port that is down.</param>
/// <param name="State"><c>ACTIVE</c>, <c>DOWN</c>, <c>up</c> … as the kernel says.</param>
/// <param name="Firmware">Firmware version; <c>Unknown</c> where nothing tells.</param>
public sealed record FabricPort(
    string Device, int Port, FabricKind Kind, double? GigabitsPerSecond, string State, string Firmware)
{
    /// <summary>True where it carries traffic.</summary>
    public bool IsUp => State is "ACTIVE" or "up";

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Device} {Kind} {(GigabitsPerSecond is { } rate ? $"{rate:0.#} Gb/s" : "unknown rate")} {State}");
}

/// <summary>Networks (guide 2.4).</summary>
public sealed record NetworkFacts
{
    /// <summary>Ports of all adapters, fabrics first; no virtual interfaces.</summary>
    public Fact<IReadOnlyList<FabricPort>> Ports { get; init; } = Fact<IReadOnlyList<FabricPort>>.NotRead;

    /// <inheritdoc/>
    public override string ToString() => Ports.ToString();
}
