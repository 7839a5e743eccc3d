namespace RelionPS.Nodes.Readers;

/// <summary>
/// Energy that the processors of a node and their memory have taken, by RAPL (Linux, Documentation/power/powercap).
/// Since Linux 5.10 only root may read it, unless the site allows it.
/// </summary>
/// <param name="files">The node's files.</param>
internal sealed class EnergyCounters(NodeFiles files)
{
    /// <summary>One folder for Intel's and AMD's.</summary>
    public const string Folder = "/sys/class/powercap";

    private const string Prefix = "intel-rapl:", Package = "package", Memory = "dram";

    private const double MicrojoulesAJoule = 1e6;

    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private double _microjoules;
    private bool _isKnown, _isLost;

    /// <summary>Energy since the first look, in joules; null where nothing tells.</summary>
    public double? Joules => _isKnown && !_isLost ? _microjoules / MicrojoulesAJoule : null;

    /// <summary>
    /// A look at the counters. They begin anew after a range that a busy processor takes some minutes for, so the looks
    /// have to be closer than that.
    /// </summary>
    public void Sample()
    {
        if (_isLost) return;
        foreach (string zone in Zones())
        {
            string folder = $"{Folder}/{zone}";
            if (files.Number($"{folder}/energy_uj") is not { } now)
            {
                // A part of a node's energy is not the node's.
                _isLost = true;
                return;
            }
            if (_last.TryGetValue(zone, out long before))
            {
                long range = files.Number($"{folder}/max_energy_range_uj") ?? 0;
                _microjoules += now >= before ? now - before : now + Math.Max(0, range - before);
                _isKnown = true;
            }
            _last[zone] = now;
        }
    }

    /// <summary>Packages, and the memory beside each; cores and graphics are parts of a package.</summary>
    private IEnumerable<string> Zones() => files.Names(Folder)
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Where(name => files.Text($"{Folder}/{name}/name") is { } kind
            && (kind.StartsWith(Package, StringComparison.Ordinal) || kind == Memory));
}
