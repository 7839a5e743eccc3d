using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>
/// The guide's minimum for each microscope, which scales linearly (guide 3.2), against the nodes of an existing
/// cluster.
/// </summary>
internal static class ClusterPlanner
{
    private const string Source = "guide 3.2";
    private const int NodesPerMicroscope = 20;
    private const int Sockets = 2;
    private const int LeastCores = 48, MostCores = 64;
    private const long MostMemory = 384_000_000_000;
    private const long StoragePerMicroscope = 2_000_000_000_000_000;
    private const int NamedAtMost = 8;

    /// <summary>Plans; <paramref name="storageBytes"/> is what the existing parallel file system has, null where only
    /// the profiles may tell.</summary>
    public static ClusterPlan Plan(
        int microscopes, IReadOnlyList<NodeProfile> nodes, long? storageBytes, DatasetShape set)
    {
        IReadOnlyList<StorageStage> stages = DatasetStorage.Stages(set);
        long total = stages.Sum(stage => stage.Bytes);
        long archive = stages.Where(stage => stage.IsArchived).Sum(stage => stage.Bytes);
        long movies = stages.First(stage => stage.Stage == "RawMovies").Bytes;
        long storage = StoragePerMicroscope * microscopes;
        return new ClusterPlan
        {
            MicroscopeCount = microscopes,
            NodeCount = NodesPerMicroscope * microscopes,
            SocketsPerNode = Sockets,
            CoresPerNode = LeastCores,
            MaximumCoresPerNode = MostCores,
            MemoryPerNodeBytes = GuideRules.RecommendedMemory.Value,
            MaximumMemoryPerNodeBytes = MostMemory,
            StorageBytes = storage,
            Requirements = [.. Requirements(NodesPerMicroscope * microscopes, storage, nodes, storageBytes)],
            Stages = stages,
            DatasetBytes = total,
            ArchiveBytes = archive,
            ArchiveWithMoviesBytes = archive + movies,
            DatasetsAtOnce = total > 0 ? storage / total : 0,
        };
    }

    private static IEnumerable<ClusterRequirement> Requirements(
        int wantedNodes, long wantedStorage, IReadOnlyList<NodeProfile> nodes, long? storageBytes)
    {
        int wantedCores = wantedNodes * LeastCores;
        double wantedMemory = (double)wantedNodes * GuideRules.RecommendedMemory.Value;
        bool isGiven = nodes.Count > 0;
        yield return Amount(
            "Nodes", wantedNodes, isGiven ? nodes.Count : null, isGiven, Verdict.Count, "20 a microscope");
        yield return Amount(
            "Cores",
            wantedCores,
            isGiven ? nodes.Sum(node => node.PhysicalCores) : null,
            isGiven,
            Verdict.Count,
            "20 nodes of at least 48 cores a microscope");
        yield return Each(
            "CoresPerNode",
            $"{LeastCores} to {MostCores} or more",
            nodes,
            node => node.PhysicalCores >= LeastCores,
            node => $"{node.PhysicalCores}",
            "the guide's nodes");
        yield return Each(
            "SocketsPerNode",
            $"{Sockets}",
            nodes,
            node => node.Sockets >= Sockets,
            node => $"{node.Sockets}",
            "the guide's nodes");
        yield return Amount(
            "Memory",
            wantedMemory,
            isGiven && nodes.All(node => node.MemoryBytes is not null)
                ? nodes.Sum(node => (double)node.MemoryBytes!.Value)
                : null,
            isGiven,
            Quantity.Gigabytes,
            "20 nodes of at least 256 GB a microscope");
        yield return Each(
            "MemoryPerNode",
            "256 to 384 GB or more",
            nodes,
            node => node.MemoryBytes is { } bytes ? bytes >= GuideRules.RecommendedMemory.Value : null,
            node => node.MemoryBytes is { } bytes ? Quantity.Gigabytes(bytes) : "Unknown", "the guide's nodes");
        long? shared = storageBytes
            ?? nodes
                .SelectMany(node => node.Storage.FileSystems)
                .Where(file => file.Role == "Data" && file.Kind == FileSystemKind.Parallel)
                .Max(file => file.TotalBytes.Value);
        yield return Amount(
            "Storage",
            wantedStorage,
            shared,
            isGiven || storageBytes is not null,
            Quantity.Gigabytes,
            "a parallel file system of 2 PB a microscope");
        yield return Each("Fabric", "a high-speed cluster fabric", nodes,
            node => node.Network.Ports.Value is { } ports
                && ports.Any(port => port.IsUp && port.GigabitsPerSecond is not null)
                ? ports.Any(port => port.IsUp && port.GigabitsPerSecond >= 25)
                    : node.Network.Ports.Value is { Count: 0 } ? false
                    : null,
            node => node.Network.Ports.Value?.Where(port => port.IsUp).MaxBy(
                port => port.GigabitsPerSecond ?? 0)?.ToString()
                ?? "Unknown",
            "at least 25 Gb/s, as rule HighSpeedFabric");
    }

    private static ClusterRequirement Amount(
        string name, double wanted, double? found, bool isGiven, Func<double, string> show, string reason)
    {
        if (!isGiven) return new(name, show(wanted), "-", "-", FindingStatus.NotApplicable, reason, Source);
        if (found is not { } has) return new(name, show(wanted), "Unknown", "-", FindingStatus.Unknown, reason, Source);
        return has >= wanted
            ? new(name, show(wanted), show(has), "-", FindingStatus.Pass, reason, Source)
            : new(name, show(wanted), show(has), show(wanted - has), FindingStatus.Fail, reason, Source);
    }

    private static ClusterRequirement Each(
        string name,
        string wanted,
        IReadOnlyList<NodeProfile> nodes,
        Func<NodeProfile, bool?> isMet,
        Func<NodeProfile, string> show,
        string reason)
    {
        if (nodes.Count == 0) return new(name, wanted, "-", "-", FindingStatus.NotApplicable, reason, Source);
        string found = string.Join(
            ", ",
            nodes
                .GroupBy(show)
                .OrderByDescending(group => group.Count())
                .Select(group => $"{group.Count()} x {group.Key}")
                .Take(NamedAtMost));
        string[] fail = [.. nodes.Where(node => isMet(node) == false).Select(node => node.Name)];
        bool isUnknown = nodes.Any(node => isMet(node) is null);
        string names = string.Join(", ", fail.Take(NamedAtMost))
            + (fail.Length > NamedAtMost ? $" and {fail.Length - NamedAtMost} more" : "");
        return fail.Length > 0
            ? new(name, wanted, found, $"{fail.Length} nodes: {names}", FindingStatus.Fail, reason, Source)
            : new(name, wanted, found, "-", isUnknown ? FindingStatus.Unknown : FindingStatus.Pass, reason, Source);
    }
}
