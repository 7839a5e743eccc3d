using System.Runtime.CompilerServices;
using System.Text.Json;
using RelionPS.Nodes.Readers;

namespace RelionPS;

/// <summary>One value that differs between two profiles.</summary>
/// <param name="Node">The node; both names where they differ.</param>
/// <param name="Property">Its path, for example <c>Processor.Governor</c>; list items by their name or number.</param>
/// <param name="Reference">The value of the reference; <c>-</c> where it has none.</param>
/// <param name="Difference">The value of the other; <c>-</c> where it has none.</param>
public sealed record NodeProfileDifference(string Node, string Property, string Reference, string Difference)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Node} {Property}: {Reference}, {Difference}";
}

/// <summary>
/// What changed between two profiles. Both are taken apart into paths and values, so that a new fact is compared
/// without a word here.
/// </summary>
internal static class NodeProfileDifferences
{
    /// <summary>Values that change while nothing does.</summary>
    private static readonly HashSet<string> Volatile =
        new(
            [
                "availableBytes",
                "swapFreeBytes",
                "freeBytes",
                "freeInodes",
                "readUtc",
                "source",
                "howToKnow",
                "isThisNode",
                "isPopulated",
                "isUp",
                "usableMemoryBytes",
                "memoryUsedBytes",
                "busyPercent",
                "processes",
            ],
            StringComparer.Ordinal);

    /// <summary>What names an item of a list, the first that it has.</summary>
    private static readonly string[] Names = ["slot", "role", "device", "name", "id", "busId"];

    /// <summary>What one reference was taken apart to: it is compared with many.</summary>
    private static readonly ConditionalWeakTable<NodeProfile, Dictionary<string, string>> Known = [];

    public static IEnumerable<NodeProfileDifference> Between(
        NodeProfile reference, NodeProfile difference, bool includeVolatile)
    {
        string node = reference.Name == difference.Name ? reference.Name : $"{reference.Name}, {difference.Name}";
        Dictionary<string, string> before = includeVolatile
            ? Flat(reference, includeVolatile)
            : Known.GetValue(reference, node => Flat(node, includeVolatile: false));
        Dictionary<string, string> after = Flat(difference, includeVolatile);
        foreach (string path in before.Keys.Concat(after.Keys.Where(path => !before.ContainsKey(path))))
        {
            string old = before.GetValueOrDefault(path, "-"), now = after.GetValueOrDefault(path, "-");
            if (old != now && path != "Name") yield return new NodeProfileDifference(node, path, old, now);
        }
    }

    private static Dictionary<string, string> Flat(NodeProfile node, bool includeVolatile)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(NodeProfileFile.Tree(node), "", includeVolatile, values);
        return values;
    }

    private static void Walk(JsonElement element, string path, bool includeVolatile, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                // A fact is its value; where that was read does not matter here.
                if (element.TryGetProperty("value", out JsonElement value) && element.TryGetProperty("source", out _))
                {
                    Walk(value, path, includeVolatile, values);
                    break;
                }
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (!includeVolatile && Volatile.Contains(property.Name)) continue;
                    Walk(
                        property.Value,
                        Join(path, char.ToUpperInvariant(property.Name[0]) + property.Name[1..]),
                        includeVolatile,
                        values);
                }
                break;
            case JsonValueKind.Array when element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object):
                int index = 0;
                var used = new HashSet<string>(StringComparer.Ordinal);
                foreach (JsonElement item in element.EnumerateArray())
                {
                    string key = Name(item) ?? $"{index}";
                    // Two of one name, such as the ports of an adapter, are told apart by their place.
                    Walk(item, $"{path}[{(used.Add(key) ? key : $"{key}#{index}")}]", includeVolatile, values);
                    index++;
                }
                break;
            default:
                values[path] = element.ValueKind == JsonValueKind.Null ? "-" : element.ValueKind == JsonValueKind.Array
                    ? string.Join(", ", element.EnumerateArray().Select(item => item.ToString())) : element.ToString();
                break;
        }
    }

    private static string? Name(JsonElement item) =>
        Names.Select(
            name => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value)
                ? value.ToString()
                : null).FirstOrDefault(text => text is not null);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
