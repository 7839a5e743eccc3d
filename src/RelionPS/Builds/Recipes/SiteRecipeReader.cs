using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;

namespace RelionPS.Builds.Recipes;

/// <summary>Reads a site's recipes: a JSON object, or an array of them. Every fault names the field.</summary>
internal static class SiteRecipeReader
{
    private static readonly string[] CompilerFields = ["cCompiler", "cxxCompiler", "mpiCCompiler", "mpiCxxCompiler"];

    private static readonly string[] Fields =
        [
            "name",
            "toolchain",
            "instructionSet",
            "precision",
            "relionVersion",
            .. CompilerFields,
            "cFlags",
            "cxxFlags",
            "binaryTag",
            "cmake",
            "environment",
        ];

    /// <exception cref="RelionException"><c>RelionSiteRecipeNotFound</c>, <c>RelionSiteRecipeInvalid</c>.</exception>
    public static IReadOnlyList<SiteRecipe> Read(string path)
    {
        if (!File.Exists(path)) throw RecipeErrors.SiteRecipeNotFound(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                PlainFile.ReadText(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(element => Recipe(element, path))]
                : [Recipe(document.RootElement, path)];
        }
        catch (JsonException exception)
        {
            throw RecipeErrors.SiteRecipeInvalid(path, $"line {exception.LineNumber + 1}", "it is no JSON", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw RecipeErrors.SiteRecipeInvalid(path, "a field's name", "it has half a character", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RecipeErrors.SiteRecipeInvalid(path, "file", exception.Message, exception);
        }
    }

    private static SiteRecipe Recipe(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Invalid(path, "recipe", "it must be an object");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!Fields.Contains(property.Name))
            {
                throw Invalid(path, property.Name, $"there is no such field; known are {string.Join(", ", Fields)}");
            }
        }
        string name = Text(element, "name", path, SiteRecipeFields.FaultOfName)
            ?? throw Invalid(path, "name", "it is required");
        return new SiteRecipe(name, path)
        {
            Toolchain = Name<RecipeToolchain>(element, "toolchain", path)
                ?? throw Invalid(
                    path,
                    "toolchain",
                    $"it is required: one of {string.Join(", ", Enum.GetNames<RecipeToolchain>())}"),
            InstructionSet = Name<InstructionSet>(element, "instructionSet", path) ?? InstructionSet.Native,
            Precision = Name<BuildPrecision>(element, "precision", path) ?? BuildPrecision.Double,
            Version = Text(element, "relionVersion", path, SiteRecipeFields.FaultOfVersion),
            Compilers =
            [
                .. CompilerFields.Select(field => Text(element, field, path, SiteRecipeFields.FaultOfCompiler)),
            ],
            CFlags = Text(element, "cFlags", path, SiteRecipeFields.FaultOfText),
            CxxFlags = Text(element, "cxxFlags", path, SiteRecipeFields.FaultOfText),
            BinaryTag = Text(element, "binaryTag", path, SiteRecipeFields.FaultOfTag) ?? name,
            CMake = Map(element, "cmake", path, SiteRecipeFields.FaultOfDefinition, SiteRecipeFields.FaultOfText),
            Environment = Map(
                element, "environment", path, SiteRecipeFields.FaultOfVariable, SiteRecipeFields.FaultOfValue),
        };
    }

    private static string? Text(JsonElement element, string field, string path, Func<string, string?>? fault = null)
    {
        if (!element.TryGetProperty(field, out JsonElement value)) return null;
        string text = String(value) is { Length: > 0 } given
            ? given
            : throw Invalid(path, field, "it must be a text that is not empty");
        return fault?.Invoke(text) is { } reason ? throw Invalid(path, field, reason) : text;
    }

    /// <summary>The text; null where it is none, or where its escapes give no characters (half a pair).</summary>
    private static string? String(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static T? Name<T>(JsonElement element, string field, string path)
        where T : struct, Enum
    {
        if (Text(element, field, path) is not { } text) return null;
        return Enum.GetNames<T>().FirstOrDefault(
            name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw Invalid(path, field, $"'{text}' is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    private static Dictionary<string, string> Map(
        JsonElement element, string field, string path,
        Func<string, string?> faultOfName, Func<string, string?> faultOfValue)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!element.TryGetProperty(field, out JsonElement value)) return map;
        if (value.ValueKind != JsonValueKind.Object) throw Invalid(path, field, "it must be an object of texts");
        foreach (JsonProperty entry in value.EnumerateObject())
        {
            if (faultOfName(entry.Name) is { } wrongName) throw Invalid(path, field, wrongName);
            string text = entry.Value.ValueKind switch
            {
                JsonValueKind.String => String(entry.Value)
                    ?? throw Invalid(path, $"{field}.{entry.Name}", "it has half a character"),
                JsonValueKind.True => "ON",
                JsonValueKind.False => "OFF",
                JsonValueKind.Number => entry.Value.GetRawText(),
                _ => throw Invalid(path, $"{field}.{entry.Name}", "it must be a text, a number, true or false"),
            };
            if (faultOfValue(text) is { } wrongValue) throw Invalid(path, $"{field}.{entry.Name}", wrongValue);
            map[entry.Name] = text;
        }
        return map;
    }

    private static RelionException Invalid(string path, string field, string reason) =>
        RecipeErrors.SiteRecipeInvalid(path, field, reason);
}
