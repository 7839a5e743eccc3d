using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RelionPS.Core.Text;

/// <summary>
/// How the module writes and reads its own JSON: names in camel case, enumerations by name, signs of other scripts as
/// they are.
/// </summary>
internal static class JsonFormat
{
    /// <summary>For files that a person may read: one value a line.</summary>
    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A statistic of too few values may be no number.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The same on one line, for files that are read line by line.</summary>
    public static JsonSerializerOptions OneLine { get; } = new(Indented) { WriteIndented = false };

    /// <summary>The whole text of a file.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Indented) + "\n";

    /// <summary>What a text says.</summary>
    /// <exception cref="JsonException">It is empty, or not of that form.</exception>
    public static T Read<T>(string text)
        where T : notnull =>
        JsonSerializer.Deserialize<T>(text, Indented) ?? throw new JsonException("The file is empty.");
}
