using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;

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
            using JsonDocument document = JsonFormat.Parse(File.ReadAllText(path));
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
            IReadOnlyList<NodeProfile> nodes = document.Deserialize<NodeProfileFile>(JsonFormat.Indented)?.Nodes
                ?? throw new JsonException("It holds no nodes.");
            nodes = Wholeness.OfFile(nodes);
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

    /// <summary>The profile as a tree of names and values, in the form of the file.</summary>
    public static JsonElement Tree(NodeProfile node) => JsonSerializer.SerializeToElement(node, JsonFormat.Indented);
}
