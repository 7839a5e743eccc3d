using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RelionPS.Testing;

/// <summary>A damaged file.</summary>
/// <param name="About">What was done to it: a place and a value, for messages.</param>
/// <param name="Path">Path of the value that was replaced; empty where the text itself was damaged.</param>
/// <param name="Value">The value in its place.</param>
/// <param name="Bytes">The file.</param>
internal sealed record Mutation(string About, string Path, string Value, byte[] Bytes);

/// <summary>Files of JSON, damaged by a seed: values replaced, removed and doubled, and the text itself cut and bent.
/// </summary>
internal static class JsonMutations
{
    private const string Place = "\"@place@\"";

    /// <summary>What no reader may take for a value of the module's, and what a later version may write.</summary>
    private static readonly string[] Values =
    [
        "null", "-5", "1e999", "-1e999", "1e300", "99", "0", "0.5", "\"x\"", "\"\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00x\"", "[]", "{}", "[null]", "{\"a\": null}", "true", "\"NaN\"", "99999999999999999999",
        "2147483648", "\"../../x\"", "\"9999-12-31T23:59:59Z\"",
        new string('[', 200) + new string(']', 200), new string('[', 100_000),
    ];

    /// <summary>So many mutations of a file's text, the same for a seed.</summary>
    public static IEnumerable<Mutation> Of(string text, int seed, int count)
    {
        var random = new Random(seed);
        string[] paths = [.. Paths(JsonNode.Parse(text)!)];
        for (int number = 0; number < count; number++)
        {
            yield return random.Next(4) switch
            {
                0 => Bent(text, random),
                1 => Lacking(text, paths, random),
                _ => Replaced(text, paths, random),
            };
        }
    }

    /// <summary>Whole files of another kind, empty ones among them.</summary>
    public static IEnumerable<Mutation> Others { get; } =
        [
            .. ((string[])[
                "", " ", "\n", "null", "[]", "{}", "\0", "\"x\"", "5", "[null]", "{\"schemaVersion\": 99}", "\uFEFF",
                new string('[', 100_000), new string('{', 1000), "not JSON", "{\"a\":", "data_\n_rlnA 1\n",
            ]).Select(text => new Mutation($"whole file {Short(text)}", "", "", Encoding.UTF8.GetBytes(text))),
            new("whole file of no UTF-8", "", "", [0xff, 0xfe, 0xc3, 0x28, 0x80]),
        ];

    private static Mutation Replaced(string text, string[] paths, Random random)
    {
        string path = paths[random.Next(paths.Length)], value = Values[random.Next(Values.Length)];
        JsonNode root = JsonNode.Parse(text)!;
        (JsonNode? parent, string name) = Find(root, path);
        if (parent is JsonArray items) items[Index(name)] = "@place@";
        else parent![name] = "@place@";
        string made = Text(root).Replace(Place, value, StringComparison.Ordinal);
        return Made($"{path} is {Short(value)}", path, value, made);
    }

    private static Mutation Lacking(string text, string[] paths, Random random)
    {
        string path = paths[random.Next(paths.Length)];
        JsonNode root = JsonNode.Parse(text)!;
        (JsonNode? parent, string name) = Find(root, path);
        switch (parent)
        {
            case JsonArray items when random.Next(2) == 0:
                items.RemoveAt(Index(name));
                return Made($"{path} is gone", path, "", Text(root));
            case JsonArray items:
                items.Insert(Index(name), items[Index(name)]?.DeepClone());
                return Made($"{path} is there twice", path, "", Text(root));
            default:
                JsonNode? value = parent![name];
                parent.AsObject().Remove(name);
                if (random.Next(2) == 0) return Made($"{path} is gone", path, "", Text(root));
                parent[name + "x"] = value?.DeepClone();
                return Made($"{path} has another name", path, "", Text(root));
        }
    }

    private static Mutation Bent(string text, Random random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int at = random.Next(bytes.Length);
        byte odd = random.Next(3) == 0 ? (byte)0 : (byte)random.Next(256);
        byte[] made = random.Next(5) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], odd, .. bytes[at..]],
            2 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 60))..]],
            3 => [.. bytes, .. bytes],
            _ => [.. bytes[..at], odd, .. bytes[(at + 1)..]],
        };
        return new Mutation($"the text is bent at byte {at}", "", "", made);
    }

    private static Mutation Made(string about, string path, string value, string text) =>
        new(about, path, value, Encoding.UTF8.GetBytes(text));

    private static string Text(JsonNode node) => node.ToJsonString(new() { WriteIndented = true });

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text.ReplaceLineEndings("\\n");

    private static (JsonNode? Parent, string Name) Find(JsonNode root, string path)
    {
        string[] parts = path.Split('/');
        JsonNode? node = root;
        foreach (string part in parts[..^1]) node = node is JsonArray items ? items[Index(part)] : node![part];
        return (node, parts[^1]);
    }

    private static int Index(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Paths(JsonNode node, string above = "")
    {
        IEnumerable<(string Name, JsonNode? Value)> parts = node switch
        {
            JsonObject members => members.Select(member => (member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ($"{index}", item)),
            _ => [],
        };
        foreach ((string name, JsonNode? value) in parts)
        {
            if (name.Contains('/')) continue;
            yield return above + name;
            if (value is null) continue;
            foreach (string below in Paths(value, $"{above}{name}/")) yield return below;
        }
    }
}
