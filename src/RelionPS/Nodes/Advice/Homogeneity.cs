using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>
/// Whether the nodes of a job are alike: RELION waits for the slowest. Only short texts of each node are kept, so that
/// thousands can pass.
/// </summary>
internal sealed class Homogeneity
{
    public const string Id = "Homogeneity";
    public const string Category = "Cluster";
    public const string Wanted = "the same on all nodes";
    public const string Why = "ranks share the work evenly, so the slowest node sets the pace";
    public const string Remedy = "bring the odd node in line, or leave it out of the job";
    public const string Source = "field";

    private const int NamedAtMost = 8;

    private static readonly (string Name, Func<NodeProfile, string?> Value)[] Properties =
    [
        ("CpuModel", node => node.CpuModel),
        ("Sockets", node => Text(node.Sockets)),
        ("PhysicalCores", node => Text(node.PhysicalCores)),
        ("LogicalCpus", node => Text(node.LogicalCpus)),
        ("UsableCpus", node => Text(node.UsableCpus)),
        ("NumaNodes", node => Text(node.NumaNodes)),
        ("HyperThreading", node => node.HyperThreading.ToString()),
        // The firmware takes a little more or less on each boot.
        ("Memory", node => node.MemoryBytes is { } bytes ? Text((int)Math.Round(bytes / 4e9) * 4) + " GB" : null),
        ("CpuLimit", node => node.CpuLimit is { } cpus ? $"{cpus}" : "no quota"),
        ("MemoryLimit", node => node.MemoryLimitBytes is { } bytes ? Quantity.Gigabytes(bytes) : "no limit"),
        (
            "Modules",
            node => node.Memory.Modules.Value is { } modules
                ? Text(modules.Count(module => module.IsPopulated))
                : null),
        ("Turbo", node => Fact(node.Processor.Turbo)),
        ("Governor", node => Fact(node.Processor.Governor)),
        ("Microcode", node => Fact(node.Processor.Microcode)),
        ("Kernel", node => node.Kernel),
        ("OperatingSystem", node => node.OperatingSystem),
        ("TransparentHugePages", node => Fact(node.Memory.TransparentHugePages)),
        ("NumaBalancing", node => Fact(node.Memory.NumaBalancing)),
        ("Mitigations", node => Fact(node.Platform.Mitigations)),
        (
            "Fabric",
            node => node.Network.Ports.Value is { } ports
                ? string.Join(
                    ", ",
                    ports
                        .Where(port => port.IsUp)
                        .Select(port => FormattableString.Invariant($"{port.Kind} {port.GigabitsPerSecond:0.#}"))
                        .Order(StringComparer.Ordinal))
                : null),
        ("Gpus", node => node.Gpu.Devices.IsKnown ? node.Gpu.ToString() : null),
        ("GpuDriver", node => Fact(node.Gpu.DriverVersion)),
    ];

    private readonly Dictionary<string, List<string>>[] _nodesByValue =
    [
        .. Properties.Select(_ => new Dictionary<string, List<string>>(StringComparer.Ordinal)),
    ];
    private int _count;

    public void Add(NodeProfile node)
    {
        _count++;
        for (int i = 0; i < Properties.Length; i++)
        {
            string value = Properties[i].Value(node) ?? "Unknown";
            if (!_nodesByValue[i].TryGetValue(value, out List<string>? names)) _nodesByValue[i][value] = names = [];
            names.Add(node.Name);
        }
    }

    /// <summary>
    /// A finding for each property and value that is not the most frequent one; one that passes where there is none.
    /// Nothing for a single node.
    /// </summary>
    public IEnumerable<Finding> Findings()
    {
        if (_count < 2) yield break;
        bool isAlike = true;
        for (int i = 0; i < Properties.Length; i++)
        {
            if (_nodesByValue[i].Count == 1) continue;
            var groups = _nodesByValue[i]
                .OrderByDescending(group => group.Value.Count)
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .ToArray();
            isAlike = false;
            bool hasMajority = groups[0].Value.Count > groups[1].Value.Count;
            foreach (var odd in hasMajority ? groups[1..] : groups)
            {
                bool isKnown = odd.Key != "Unknown" && groups[0].Key != "Unknown";
                string others = hasMajority ? $"{groups[0].Key} ({groups[0].Value.Count} of {_count} nodes)" : Wanted;
                yield return Finding(
                    isKnown ? FindingStatus.Warn : FindingStatus.Unknown,
                    Names(odd.Value),
                    $"{Properties[i].Name} {odd.Key}",
                    others,
                    Why,
                    Remedy);
            }
        }
        if (isAlike)
        {
            yield return Finding(
                FindingStatus.Pass,
                $"{_count} nodes",
                "alike",
                Wanted,
                $"{Properties.Length} properties compared",
                "");
        }
    }

    private static Finding Finding(
        FindingStatus status, string subject, string found, string wanted, string reason, string remedy) =>
        new()
        {
            Id = Id,
            Status = status,
            Category = Category,
            Subject = subject,
            Found = found,
            Wanted = wanted,
            Reason = reason,
            Remedy = remedy,
            Source = Source,
        };

    private static string Names(List<string> names) =>
        names.Count <= NamedAtMost
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(NamedAtMost))} and {names.Count - NamedAtMost} more";

    private static string? Fact(INodeFact fact) => fact.Value is null ? null : fact.ToString();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
