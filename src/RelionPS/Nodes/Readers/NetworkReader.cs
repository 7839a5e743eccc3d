using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>Network ports from /sys/class/infiniband and /sys/class/net.</summary>
internal static class NetworkReader
{
    private const string Rdma = "/sys/class/infiniband";
    private const string Net = "/sys/class/net";
    private const int EthernetHardware = 1;

    private static readonly string[] Virtual =
    [
        "lo",
        "docker",
        "veth",
        "virbr",
        "br-",
        "bond",
        "ifb",
        "dummy",
        "tun",
        "tap",
        "cni",
        "flannel",
        "cali",
        "vxlan",
        "wg",
    ];

    public static NetworkFacts Read(NodeFiles files)
    {
        const string Source = $"{Rdma}, {Net}";
        if (!files.Exists(Net) && !files.Exists(Rdma))
        {
            return new NetworkFacts { Ports = new(null, Source, "capture sys/class/net and sys/class/infiniband") };
        }
        return new NetworkFacts { Ports = new([.. RdmaPorts(files), .. EthernetPorts(files)], Source) };
    }

    private static IEnumerable<FabricPort> RdmaPorts(NodeFiles files)
    {
        foreach (string device in files.Names(Rdma))
        {
            string firmware = files.Text($"{Rdma}/{device}/fw_ver") is { Length: > 0 } text ? text : "Unknown";
            foreach (string name in files.Names($"{Rdma}/{device}/ports"))
            {
                if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int port)) continue;
                string folder = $"{Rdma}/{device}/ports/{name}";
                string state = After(files.Text($"{folder}/state")) ?? "Unknown";
                FabricKind kind = device.StartsWith("hfi1", StringComparison.Ordinal)
                    ? FabricKind.OmniPath
                    : files.Text($"{folder}/link_layer") switch
                    {
                        "InfiniBand" => FabricKind.InfiniBand,
                        "Ethernet" => FabricKind.RoCE,
                        _ => FabricKind.Unknown,
                    };
                yield return new FabricPort(device, port, kind, Rate(files.Text($"{folder}/rate")), state, firmware);
            }
        }
    }

    private static IEnumerable<FabricPort> EthernetPorts(NodeFiles files)
    {
        foreach (string device in files.Names(Net))
        {
            if (Virtual.Any(prefix => device.StartsWith(prefix, StringComparison.Ordinal))
                || files.Number($"{Net}/{device}/type") is { } type and not EthernetHardware)
            {
                continue;
            }
            if (!files.Exists($"{Net}/{device}/type")) continue;
            // Slingshot shows itself as Ethernet; its driver is cxi_ss1 or cxi_core, its interfaces are named hsn.
            string driver = files.LinkName($"{Net}/{device}/device/driver") ?? "";
            bool isSlingshot = driver.StartsWith("cxi", StringComparison.Ordinal)
                || device.StartsWith("hsn", StringComparison.Ordinal);
            double? speed = files.Number($"{Net}/{device}/speed") is { } megabits and > 0 ? megabits / 1000.0 : null;
            yield return new FabricPort(
                device,
                1,
                isSlingshot ? FabricKind.Slingshot : FabricKind.Ethernet,
                speed,
                files.Text($"{Net}/{device}/operstate") ?? "Unknown",
                "Unknown");
        }
    }

    /// <summary><c>4: ACTIVE</c>.</summary>
    private static string? After(string? text) =>
        text?.Split(':', 2, StringSplitOptions.TrimEntries) is [_, var word] ? word : text;

    /// <summary><c>200 Gb/sec (4X HDR)</c>.</summary>
    private static double? Rate(string? text) =>
        double.TryParse(
            text?.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate)
            && rate > 0
            ? rate
            : null;
}
