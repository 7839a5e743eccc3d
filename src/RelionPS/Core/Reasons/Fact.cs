using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization;

namespace RelionPS;

/// <summary>A fact of whatever type, for views and comparisons.</summary>
public interface INodeFact
{
    /// <summary>The value; null where it is unknown.</summary>
    object? Value { get; }

    /// <summary>The file, or the program, that tells it.</summary>
    string Source { get; }

    /// <summary>What would make it readable; null where it is known.</summary>
    string? HowToKnow { get; }
}

/// <summary>One thing read from a node, with where it was read; null is unknown, never "none".</summary>
/// <param name="Value">The value; null where nothing tells.</param>
/// <param name="Source">The file, or the program, that tells it.</param>
/// <param name="HowToKnow">What would make it readable; null where it is known.</param>
public sealed record Fact<T>(T? Value, string Source, string? HowToKnow = null) : INodeFact
{
    /// <summary>A fact that no reader has looked for.</summary>
    public static readonly Fact<T> NotRead = new(default, "given", "read the node with Get-RelionNodeProfile");

    /// <summary>The value; null where nothing tells.</summary>
    public T? Value { get; init; } = Indexable.Value(Value);

    object? INodeFact.Value => Value;

    /// <summary>True where there is a value.</summary>
    [JsonIgnore]
    public bool IsKnown => Value is not null;

    /// <summary>The value as text, lists separated by commas; <c>Unknown</c> where there is none.</summary>
    public override string ToString() => Value switch
    {
        null => "Unknown",
        string text => text,
        IEnumerable items =>
            items
                .Cast<object?>()
                .Select(item => Convert.ToString(item, CultureInfo.InvariantCulture))
                .ToArray() is { Length: > 0 } texts
                ? string.Join(", ", texts)
                : "none",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "Unknown",
    };
}
