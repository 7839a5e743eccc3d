using System.Text.Json;
using System.Text.Json.Serialization;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// Leaves the node out of what was asked for: a record has it once, and puts it in again when it is read.
/// </summary>
internal sealed class NodeOfRecord : JsonConverter<NodeProfile>
{
    public override bool HandleNull => true;

    public override NodeProfile? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, NodeProfile value, JsonSerializerOptions options) =>
        writer.WriteNullValue();
}
