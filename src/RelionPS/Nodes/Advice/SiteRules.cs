using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>
/// A site's rules as JSON: a list of entries. An entry with a <c>property</c> is a new rule; one without changes a rule
/// of the module.
/// </summary>
internal static class SiteRules
{
    /// <summary>
    /// Written by people: any case, comments and trailing commas, and no name that would be passed over in silence.
    /// </summary>
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>One entry of the file.</summary>
    internal sealed record Entry
    {
        public string? Id { get; init; }

        public string? Category { get; init; }

        /// <summary>Path of a property of NodeProfile, for example <c>Memory.SwapTotalBytes</c>.</summary>
        public string? Property { get; init; }

        /// <summary><c>ge le gt lt eq ne</c>, as PowerShell names them.</summary>
        public string? Operator { get; init; }

        /// <summary>A number, a text or a truth value; for a rule of the module its new number.</summary>
        public JsonElement? Threshold { get; init; }

        public bool Disabled { get; init; }

        /// <summary>Status of a node that does not meet it: Warn or Fail.</summary>
        public FindingStatus Status { get; init; } = FindingStatus.Fail;

        public string? Wanted { get; init; }

        public string? Reason { get; init; }

        public string? Remedy { get; init; }

        public string? Source { get; init; }
    }

    /// <summary>The rules of the module with those of the file laid over them.</summary>
    /// <exception cref="RelionException"><c>RelionRuleFileNotFound</c>, <c>RelionRuleFileInvalid</c>.</exception>
    public static IReadOnlyList<NodeRule> Over(IReadOnlyList<NodeRule> rules, string path)
    {
        List<NodeRule> result = [.. rules];
        foreach (Entry entry in Load(path))
        {
            string id = entry.Id ?? throw Invalid(path, "an entry has no id");
            int known = result.FindIndex(rule => string.Equals(rule.Id, id, StringComparison.OrdinalIgnoreCase));
            if (entry.Disabled)
            {
                if (known < 0) throw Invalid(path, $"'{id}' is no rule that could be switched off");
                result.RemoveAt(known);
            }
            else if (entry.Property is null)
            {
                if (known < 0)
                {
                    throw Invalid(path, $"'{id}' is no rule of the module, and has no property to be one of its own");
                }
                result[known] = Changed(result[known], entry, path);
            }
            else if (known >= 0) throw Invalid(path, $"the rule '{id}' exists; give the new one another id");
            else result.Add(New(entry, id, path));
        }
        return result;
    }

    private static List<Entry> Load(string path)
    {
        try
        {
            return Wholeness.OfFile(
                JsonSerializer.Deserialize<List<Entry>>(PlainFile.ReadText(path), Json)
                    ?? throw Invalid(path, "it is empty"));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw AdviceErrors.RuleFileNotFound(path);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, exception.Message);
        }
    }

    private static NodeRule Changed(NodeRule rule, Entry entry, string path)
    {
        if (entry.Threshold is not { ValueKind: JsonValueKind.Number } threshold)
        {
            throw Invalid(path, $"'{rule.Id}' has no threshold that is a number");
        }
        if (double.IsNaN(rule.Threshold))
        {
            throw Invalid(path, $"the rule '{rule.Id}' has no threshold that could be changed");
        }
        return rule with
        {
            Threshold = threshold.GetDouble(),
            Source = $"{rule.Source}, {Path.GetFileName(path)}",
            Remedy = entry.Remedy ?? rule.Remedy,
            Why = entry.Reason ?? rule.Why,
        };
    }

    private static NodeRule New(Entry entry, string id, string path)
    {
        if (!PropertyPath.Exists(entry.Property!))
        {
            throw Invalid(path, $"the rule '{id}': a node profile has no property '{entry.Property}'");
        }
        if (entry.Threshold is not { } threshold) throw Invalid(path, $"the rule '{id}' has no threshold");
        if (entry.Status is not (FindingStatus.Warn or FindingStatus.Fail))
        {
            throw Invalid(path, $"the rule '{id}': status is Warn or Fail");
        }
        string name = entry.Operator ?? "ge";
        if (name is not ("ge" or "le" or "gt" or "lt" or "eq" or "ne"))
        {
            throw Invalid(path, $"the rule '{id}': the operator is ge, le, gt, lt, eq or ne");
        }
        if (name is not ("eq" or "ne") && threshold.ValueKind != JsonValueKind.Number)
        {
            throw Invalid(path, $"the rule '{id}': {name} wants a threshold that is a number");
        }
        string wanted = entry.Wanted ?? $"{entry.Property} {name} {threshold}";
        return new NodeRule
        {
            Id = id,
            Category = entry.Category ?? "Site",
            Source = entry.Source ?? Path.GetFileName(path),
            Wanted = wanted.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
            Why = entry.Reason ?? "the site asks for it",
            Remedy = entry.Remedy ?? "ask the site's administrators",
            Check = input => Check(input.Node, entry.Property!, name, threshold, entry.Status),
        };
    }

    private static RuleResult Check(
        NodeProfile node, string property, string name, JsonElement threshold, FindingStatus status)
    {
        (object? value, string source, string? howToKnow) = PropertyPath.Get(node, property);
        string text = PropertyPath.Text(value);
        if (value is null || (value is string && text == "Unknown"))
        {
            return Verdict.Unknown($"{source} does not tell", howToKnow ?? "profile the node itself, as root");
        }
        int? order = threshold.ValueKind == JsonValueKind.Number
            ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number.CompareTo(threshold.GetDouble())
                    : null
            : string.Compare(text, threshold.ToString(), StringComparison.OrdinalIgnoreCase);
        if (order is not { } sign)
        {
            return Verdict.Unknown($"'{text}' is no number", "compare it with eq or ne and a text");
        }
        bool isMet = name switch
        {
            "ge" => sign >= 0,
            "le" => sign <= 0,
            "gt" => sign > 0,
            "lt" => sign < 0,
            "eq" => sign == 0,
            _ => sign != 0,
        };
        return new(isMet ? FindingStatus.Pass : status, text, source);
    }

    private static RelionException Invalid(string path, string why) => AdviceErrors.RuleFileInvalid(path, why);
}
