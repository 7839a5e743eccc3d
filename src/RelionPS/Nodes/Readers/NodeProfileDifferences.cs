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

    /// <summary>So many items that one of the two lacks are told value by value.</summary>
    private const int ItemsTold = 4;

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
        Dictionary<string, NodeProfileDifference> together = Together(node, before, after);
        var told = new HashSet<NodeProfileDifference>();
        foreach (string path in before.Keys.Concat(after.Keys.Where(path => !before.ContainsKey(path))))
        {
            string old = before.GetValueOrDefault(path, "-"), now = after.GetValueOrDefault(path, "-");
            if (old == now || path == "Name") continue;
            if (!together.TryGetValue(Item(path), out NodeProfileDifference? row))
            {
                yield return new NodeProfileDifference(node, path, old, now);
            }
            else if (told.Add(row))
            {
                yield return row;
            }
        }
    }

    /// <summary>
    /// The items that one of the two lacks, where a list has many of them, such as the CPUs of a larger node: one row
    /// for the list.
    /// </summary>
    private static Dictionary<string, NodeProfileDifference> Together(
        string node, Dictionary<string, string> before, Dictionary<string, string> after)
    {
        string[] old = Items(before), now = Items(after);
        string[] gone = [.. old.Except(now)], come = [.. now.Except(old)];
        return gone.Concat(come).GroupBy(List)
            .Where(items => items.Count() > ItemsTold)
            .Select(items => (items, row: new NodeProfileDifference(
                node,
                items.Key,
                Range([.. gone.Where(item => List(item) == items.Key)]),
                Range([.. come.Where(item => List(item) == items.Key)]))))
            .SelectMany(list => list.items, (list, item) => KeyValuePair.Create(item, list.row))
            .ToDictionary(StringComparer.Ordinal);
    }

    private static string[] Items(Dictionary<string, string> values) =>
        [.. values.Keys.Select(Item).Where(item => item.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The outermost item of a list that a path leads into; empty where it leads into none.</summary>
    private static string Item(string path) => path[..(path.IndexOf(']', StringComparison.Ordinal) + 1)];

    private static string List(string item) => item[..item.IndexOf('[', StringComparison.Ordinal)];

    private static string Range(string[] items)
    {
        static string Key(string item) => item[(item.IndexOf('[', StringComparison.Ordinal) + 1)..^1];
        return items.Length == 0 ? "-" : $"{items.Length} more: {Key(items[0])} to {Key(items[^1])}";
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
            case JsonValueKind.Array:
                values[path] = element.GetArrayLength() == 0
                    ? "none"
                    : string.Join(", ", element.EnumerateArray().Select(item => item.ToString()));
                break;
            case JsonValueKind.Null:
                values[path] = "-";
                break;
            default:
                values[path] = IsUnlimited(element) ? "unlimited" : element.ToString();
                break;
        }
    }

    private static bool IsUnlimited(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) && value == long.MaxValue;

    private static string? Name(JsonElement item) =>
        Names.Select(
            name => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value)
                ? value.ToString()
                : null).FirstOrDefault(text => text is not null);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
