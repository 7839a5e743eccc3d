using System.Globalization;

namespace RelionPS.Studies.History;

/// <summary>Which parts of two records are the same, and how they differ, in words.</summary>
internal static class RecordMatch
{
    /// <summary>
    /// True where all but the axes are the same, and at least one axis differs unless only time may.
    /// </summary>
    public static bool IsBaseline(
        BenchmarkRecord record, BenchmarkRecord of, IReadOnlyCollection<BenchmarkAxis> across)
    {
        bool isSame = true;
        foreach (BenchmarkAxis axis in Enum.GetValues<BenchmarkAxis>().Where(axis => axis != BenchmarkAxis.Time))
        {
            if (Same(record, of, axis)) continue;
            if (!across.Contains(axis)) return false;
            isSame = false;
        }
        return SameData(record.Data, of.Data) && (!isSame || across.All(axis => axis == BenchmarkAxis.Time));
    }

    /// <summary>True where node, program, data and setting are the same.</summary>
    public static bool IsSameKind(BenchmarkRecord record, BenchmarkRecord other) =>
        IsBaseline(record, other, [BenchmarkAxis.Time]);

    /// <summary>True where node, data and setting are the same, whatever the program.</summary>
    public static bool IsSameSeries(BenchmarkRecord record, BenchmarkRecord other) =>
        Same(record, other, BenchmarkAxis.Node) && Same(record, other, BenchmarkAxis.Setting)
            && SameData(record.Data, other.Data);

    /// <summary>What differs, most telling first: the four parts, and the system below them.</summary>
    public static IEnumerable<string> Differences(BenchmarkRecord from, BenchmarkRecord to)
    {
        if (!Same(from, to, BenchmarkAxis.Program)) yield return $"program {from.Program} → {to.Program}";
        if (!Same(from, to, BenchmarkAxis.Node)) yield return $"node {from.Node} → {to.Node}";
        if (!SameData(from.Data, to.Data)) yield return $"data {from.Data} → {to.Data}";
        if (!Same(from, to, BenchmarkAxis.Setting)) yield return $"setting {from.Setting} → {to.Setting}";
        foreach ((string name, string? before, string? after) in new[]
        {
            ("kernel", from.Node.Kernel, to.Node.Kernel),
            ("system", from.Node.OperatingSystem, to.Node.OperatingSystem),
            ("microcode", from.Node.Microcode, to.Node.Microcode),
            ("launcher", from.Program.Launcher, to.Program.Launcher),
            ("module", from.ModuleVersion, to.ModuleVersion),
        })
        {
            if (before != after) yield return $"{name} {before ?? "unknown"} → {after ?? "unknown"}";
        }
    }

    /// <summary>Names of the parts that differ.</summary>
    public static string DifferentParts(BenchmarkRecord from, BenchmarkRecord to) => string.Join(
        ", ",
        Enum.GetValues<BenchmarkAxis>()
            .Where(axis => axis != BenchmarkAxis.Time && !Same(from, to, axis))
            .Select(axis => axis.ToString().ToLower(CultureInfo.InvariantCulture))
            .Concat(SameData(from.Data, to.Data) ? [] : ["data"]));

    private static bool Same(BenchmarkRecord record, BenchmarkRecord other, BenchmarkAxis axis) => axis switch
    {
        BenchmarkAxis.Program => (record.Program.Sha256, other.Program.Sha256) is ({ } hash, { } wanted)
            ? hash == wanted
            : (record.Program.Path, record.Program.Version) == (other.Program.Path, other.Program.Version),
        BenchmarkAxis.Node => Facts(record.Node) == Facts(other.Node),
        BenchmarkAxis.Setting => record.Setting == other.Setting,
        _ => true,
    };

    /// <summary>The node without what an update of its system changes.</summary>
    private static RecordedNode Facts(RecordedNode node) =>
        node with { Kernel = "", OperatingSystem = "", Microcode = null };

    /// <summary>A file whose content was not there to be hashed is told by its size alone.</summary>
    private static bool SameData(RecordedData data, RecordedData other) => data.Job == other.Job
        && data.Inputs.Count == other.Inputs.Count
        && data.Inputs.Zip(other.Inputs).All(
            pair => pair.First.Role == pair.Second.Role && pair.First.Bytes == pair.Second.Bytes
                && (pair.First.Sha256 is null || pair.Second.Sha256 is null
                    || pair.First.Sha256 == pair.Second.Sha256));
}
