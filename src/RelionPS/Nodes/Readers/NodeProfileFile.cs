using System.Globalization;
using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// Node profiles as JSON: properties in the order of their declaration, nodes by name, one value a line, so that two
/// files can be compared
/// as text. Written whole or not at all.
/// </summary>
internal sealed record NodeProfileFile
{
    /// <summary>Raised where a reader of the old form would be wrong about the new.</summary>
    public const int CurrentSchemaVersion = 1;

    private const string Kind = "RelionPS.NodeProfile";

    public string Type { get; init; } = "";

    public int SchemaVersion { get; init; }

    public IReadOnlyList<NodeProfile>? Nodes { get; init; }

    public static string ToJson(IEnumerable<NodeProfile> nodes) => JsonFormat.Text(
        new NodeProfileFile
        {
            Type = Kind,
            SchemaVersion = CurrentSchemaVersion,
            Nodes = [.. nodes.OrderBy(node => node.Name, StringComparer.Ordinal)],
        });

    /// <exception cref="RelionException"><c>RelionProfileFileExists</c>, <c>RelionProfileNotWritable</c>.</exception>
    public static void Write(string path, IEnumerable<NodeProfile> nodes, bool overwrite)
    {
        if (!overwrite && Path.Exists(path)) throw ReaderErrors.ProfileFileExists(path);
        try
        {
            WholeFile.Write(WholeFile.Followed(path), ToJson(nodes), overwrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ReaderErrors.ProfileNotWritable(path, exception.Message, exception);
        }
    }

    /// <exception cref="RelionException"><c>RelionProfileFileNotFound</c>, <c>RelionProfileFileInvalid</c>,
    /// <c>RelionProfileSchemaUnknown</c>.</exception>
    public static IReadOnlyList<NodeProfile> Read(string path)
    {
        try
        {
            using JsonDocument document = JsonFormat.Parse(PlainFile.ReadText(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("schemaVersion", out JsonElement version)
                || !version.TryGetInt32(out int number)
                || number < 1)
            {
                throw new JsonException("It has no schemaVersion.");
            }
            // A later schema may hold what this reader would get wrong without noticing.
            if (number > CurrentSchemaVersion)
            {
                throw ReaderErrors.ProfileSchemaUnknown(path, number, CurrentSchemaVersion);
            }
            NodeProfileFile file = document.Deserialize<NodeProfileFile>(JsonFormat.Indented)
                ?? throw new JsonException("It is empty.");
            if (file.Type != Kind) throw new JsonException($"Its type is '{file.Type}' and not '{Kind}'.");
            IReadOnlyList<NodeProfile> nodes = Wholeness.OfFile(
                file.Nodes ?? throw new JsonException("It holds no nodes."));
            foreach (NodeProfile node in nodes) RequireTrue(node);
            return [.. nodes.Select(node => node with { FilePath = path })];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ReaderErrors.ProfileFileNotFound(path);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException
            or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw ReaderErrors.ProfileFileInvalid(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// Numbers that a machine can have, and that agree with the CPUs that the profile lists; a profile without any is
    /// refused where one is planned for.
    /// </summary>
    /// <exception cref="JsonException">They do not; the message names the first.</exception>
    private static void RequireTrue(NodeProfile node)
    {
        (string Name, long? Bytes)[] sizes =
        [
            ("memoryBytes", node.MemoryBytes), ("memoryLimitBytes", node.MemoryLimitBytes),
            ("memoryHighBytes", node.MemoryHighBytes), ("cpuLimit", node.CpuLimit),
        ];
        if (sizes.FirstOrDefault(size => size.Bytes <= 0) is { Name: { } wrong } size)
        {
            throw new JsonException(FormattableString.Invariant($"{wrong} of '{node.Name}' is {size.Bytes}."));
        }
        if (node.NumaNodes < 1) throw Untrue(node, "numaNodes", node.NumaNodes, "at least 1");
        if (node.Cpus.Count == 0) return;
        for (int index = 0; index < node.Cpus.Count; index++)
        {
            LogicalCpu cpu = node.Cpus[index];
            if (cpu.Id < 0 || cpu.Core < 0 || cpu.Socket < 0 || cpu.NumaNode < 0)
            {
                throw new JsonException($"cpus[{index}] of '{node.Name}' has a number below 0.");
            }
        }
        if (node.Cpus.Select(cpu => cpu.Id).Distinct().Count() < node.Cpus.Count)
        {
            throw new JsonException($"Two of the cpus of '{node.Name}' have the same id.");
        }
        NodeProfile listed = NodeTopology.Describe(node.Cpus);
        (string Name, int Says, int Listed)[] counts =
        [
            ("sockets", node.Sockets, listed.Sockets), ("coresPerSocket", node.CoresPerSocket, listed.CoresPerSocket),
            ("threadsPerCore", node.ThreadsPerCore, listed.ThreadsPerCore),
            ("physicalCores", node.PhysicalCores, listed.PhysicalCores),
            ("logicalCpus", node.LogicalCpus, listed.LogicalCpus), ("usableCpus", node.UsableCpus, listed.UsableCpus),
        ];
        foreach ((string name, int says, int of) in counts)
        {
            if (says != of) throw Untrue(node, name, says, FormattableString.Invariant($"{of}, as its cpus say"));
        }
    }

    private static JsonException Untrue(NodeProfile node, string name, int value, string right) => new(
        string.Create(CultureInfo.InvariantCulture, $"{name} of '{node.Name}' is {value} and not {right}."));

    /// <summary>The profile as a tree of names and values, in the form of the file.</summary>
    public static JsonElement Tree(NodeProfile node) => JsonSerializer.SerializeToElement(node, JsonFormat.Indented);
}
