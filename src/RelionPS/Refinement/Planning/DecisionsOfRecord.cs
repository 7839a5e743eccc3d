using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning;

/// <summary>Decisions in the form that files hold them in, with the kind of each value.</summary>
internal sealed class DecisionsOfRecord : JsonConverter<IReadOnlyList<Decision>>
{
    public override IReadOnlyList<Decision>? Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<DecisionFacts[]>(ref reader, options) is { } facts
            ? [.. facts.Select(fact => fact.ToDecision())]
            : null;

    public override void Write(
        Utf8JsonWriter writer, IReadOnlyList<Decision> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Select(DecisionFacts.Of), options);
}
