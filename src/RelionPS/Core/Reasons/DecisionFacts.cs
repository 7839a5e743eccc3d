using System.Globalization;
using System.Text.Json.Serialization;

namespace RelionPS.Core.Reasons;

/// <summary>A decision as files hold it, with its value as text.</summary>
/// <param name="Name">What was decided.</param>
/// <param name="Value">What it became.</param>
/// <param name="Rule">The rule's short name.</param>
/// <param name="Reason">The rule applied to this case.</param>
/// <param name="Source">Where the rule is from.</param>
/// <param name="IsWarning">True where the user should act on it.</param>
internal sealed record DecisionFacts(
    string Name, string? Value, string Rule, string Reason, string Source, bool IsWarning)
{
    private const string None = "Null";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>
    /// The kind of the value, such as <c>Int32</c>, the name of an enumeration, or <c>Null</c> for none; null for text,
    /// and in files of 0.1.0.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ValueType { get; init; }

    /// <summary>What it was before the command was planned again; null for a new plan.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Before { get; init; }

    /// <summary>The kind of <see cref="Before"/>; null for text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BeforeType { get; init; }

    /// <summary>The form of a decision.</summary>
    public static DecisionFacts Of(Decision decision) => new(
        decision.Name, Convert.ToString(decision.Value, Invariant), decision.Rule, decision.Reason, decision.Source,
        decision.IsWarning)
    {
        ValueType = decision.Value is string ? null : decision.Value?.GetType().Name ?? None,
        Before = Convert.ToString(decision.Before, Invariant) is { Length: > 0 } before ? before : null,
        BeforeType = decision.Before is null or string ? null : decision.Before.GetType().Name,
    };

    /// <summary>The decision.</summary>
    public Decision ToDecision() => new(Name, Typed(Value, ValueType), Rule, Reason, Source, IsWarning)
    {
        Before = Before is null ? null : Typed(Before, BeforeType),
    };

    /// <summary>The value as what it was; the text where its kind is none that a decision has.</summary>
    private static object? Typed(string? value, string? type) => type switch
    {
        None => null,
        nameof(Int32) when int.TryParse(value, NumberStyles.Integer, Invariant, out int number) => number,
        nameof(Int64) when long.TryParse(value, NumberStyles.Integer, Invariant, out long number) => number,
        nameof(Double) when double.TryParse(value, NumberStyles.Float, Invariant, out double number) => number,
        nameof(Boolean) when bool.TryParse(value, out bool flag) => flag,
        { } name when Enumeration(name) is { } known && Enum.TryParse(known, value, out object? member) => member,
        _ => value,
    };

    private static Type? Enumeration(string name) =>
        typeof(Decision).Assembly.GetType($"{nameof(RelionPS)}.{name}") is { IsEnum: true } known ? known : null;
}
