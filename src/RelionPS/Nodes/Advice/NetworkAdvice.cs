using RelionPS.Core.Reasons;

namespace RelionPS.Nodes.Advice;

/// <summary>The fabric, and what MPI needs for it (guide 2.4).</summary>
internal static class NetworkAdvice
{
    private const string Category = "Network";

    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "HighSpeedFabric", Category = Category, Source = "guide 2.4",
            Wanted = "a port of at least {0} Gb/s that is up", Threshold = 25,
            Why = "all nodes read the same data and temporary files during a run",
            Remedy = "connect the node to InfiniBand, Omni-Path, Slingshot or fast Ethernet, or bring the port up",
            Check = Fabric,
        },
        new()
        {
            Id = "LockedMemory", Category = Category, Source = "field", Wanted = "unlimited",
            Why = "MPI locks its buffers for the fabric's adapter, and fails or falls back to TCP where it may not",
            Remedy = "set memlock to unlimited in /etc/security/limits.conf, and LimitMEMLOCK=infinity for slurmd",
            Check = LockedMemory,
        },
    ];

    private static RuleResult Fabric(RuleInput input)
    {
        Fact<IReadOnlyList<FabricPort>> ports = input.Node.Network.Ports;
        if (ports.Value is not { } all) return Verdict.Unknown($"{ports.Source} can't be read", ports.HowToKnow ?? "");
        FabricPort? best = all.Where(port => port.IsUp).MaxBy(port => port.GigabitsPerSecond ?? 0);
        if (best is null)
        {
            return new(FindingStatus.Fail, all.Count == 0 ? "no port" : "no port that is up", ports.Source);
        }
        if (best.GigabitsPerSecond is { } rate)
        {
            return new(
                rate >= input.Threshold ? FindingStatus.Pass : FindingStatus.Fail, best.ToString(), ports.Source);
        }
        return Verdict.Unknown(
            $"the rate of {best.Device} is not told",
            "the hypervisor does not say it; measure with iperf3 between two nodes");
    }

    private static RuleResult LockedMemory(RuleInput input)
    {
        Fact<long?> limit = input.Node.Platform.LockedMemoryBytes;
        bool? hasRdma = input.Node.Network.Ports.Value?.Any(port => port.Kind is not FabricKind.Ethernet);
        if (hasRdma == false)
        {
            return Verdict.NotApplicable(
                limit.IsKnown ? Verdict.Limit(limit.Value) : "Unknown", "no fabric that wants locked memory");
        }
        return Verdict.Of(limit, value => value == long.MaxValue, FindingStatus.Fail, Verdict.Limit);
    }
}
