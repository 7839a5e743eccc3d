using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
        // A number is no name of a value.
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireNumbers } },
    };

    /// <summary>The same on one line, for files that are read line by line.</summary>
    public static JsonSerializerOptions OneLine { get; } = new(Indented) { WriteIndented = false };

    /// <summary>The whole text of a file.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Indented) + "\n";

    /// <summary>What a text says.</summary>
    /// <exception cref="JsonException">It is empty, or not of that form.</exception>
    public static T Read<T>(string text)
        where T : notnull
    {
        using JsonDocument document = Parse(text);
        return document.Deserialize<T>(Indented) ?? throw new JsonException("The file is empty.");
    }

    /// <summary>A text's tree, in which every string is text and every number a number.</summary>
    /// <exception cref="JsonException">It is no JSON, or has a value that only a damaged file has.</exception>
    public static JsonDocument Parse(string text)
    {
        JsonDocument document = JsonDocument.Parse(text);
        try
        {
            RequirePlain(document.RootElement);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Seconds that a run may have taken.</summary>
    /// <exception cref="JsonException">They are negative, no number, or more than a hundred years.</exception>
    public static void RequireTime(string name, double? seconds)
    {
        if (seconds is not (null or (>= 0 and < 3.2e9)))
        {
            throw new JsonException($"{name} is {Quantity.Value(seconds)}, which is no time of a run.");
        }
    }

    /// <summary>
    /// What a record is made of has to be in the file where it is a number, a time or yes or no: left out it would be
    /// read as 0, no, and an exit code of 0 is a good end.
    /// </summary>
    private static void RequireNumbers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Assembly != typeof(JsonFormat).Assembly) return;
        ParameterInfo[] made = type.Type.GetConstructors() is [{ } only] ? only.GetParameters() : [];
        foreach (JsonPropertyInfo property in type.Properties)
        {
            bool isNumber = property.PropertyType.IsValueType
                && Nullable.GetUnderlyingType(property.PropertyType) is null;
            // What can't be set is not read: an object made to be written.
            if (isNumber && property.Set is not null && made.Any(
                parameter => !parameter.HasDefaultValue
                    && parameter.ParameterType == property.PropertyType
                    && string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)))
            {
                property.IsRequired = true;
            }
        }
    }

    /// <summary>A NUL in a name, half a character, or a number beyond all: the file system and the arithmetic that
    /// meet them later can't say where they came from.</summary>
    private static void RequirePlain(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject()) RequirePlain(property.Value);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray()) RequirePlain(item);
                break;
            case JsonValueKind.Number when !value.TryGetDouble(out double number) || !double.IsFinite(number):
                throw new JsonException("A number in it is too large.");
            case JsonValueKind.String when !IsText(value):
                throw new JsonException("A text in it has a NUL or half a character.");
        }
    }

    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.GetString()?.Contains('\0') == false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
