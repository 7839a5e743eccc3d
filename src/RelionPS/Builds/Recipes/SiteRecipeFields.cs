using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Builds.Recipes;

/// <summary>
/// What may stand in the fields of a site's recipe: names become folders, programs and variables, and texts become
/// options.
/// </summary>
internal static partial class SiteRecipeFields
{
    /// <summary>Folders that a build path holds itself: sources, Debian's package, and programs.</summary>
    private static readonly string[] OwnFolders = ["source", "debian", "bin"];

    /// <summary>Why the text can't be a recipe's name; null where it can.</summary>
    public static string? FaultOfName(string name)
    {
        if (name is "." or ".." || name.Contains('/')) return "it names a folder, so it can't hold a slash";
        if (VisibleText.HasUnseen(name))
        {
            return $"'{VisibleText.Of(name)}' names a folder, so it can't hold line breaks or control characters";
        }
        if (name.StartsWith('-') || name.StartsWith('.'))
        {
            return $"'{name}' names a folder, so it can't begin with '-' or '.'";
        }
        if (name != name.Trim()) return $"'{name}' names a folder, so it can't begin or end with a blank";
        return OwnFolders.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? $"'{name}' is a folder that the builds have for themselves; call the recipe otherwise"
            : null;
    }

    /// <summary>Why the text can't be RELION's version; null where it can.</summary>
    public static string? FaultOfVersion(string version) =>
        VersionPattern().IsMatch(version)
            ? null
            : $"'{VisibleText.Of(version)}' is no version, such as 3.1.3 or 5.0-beta";

    /// <summary>Why the text can't be a part of a file's name; null where it can.</summary>
    public static string? FaultOfTag(string tag)
    {
        if (tag.Contains('/')) return "it is part of a file name, so it can't hold a slash";
        return VisibleText.HasUnseen(tag) || tag != tag.Trim()
            ? $"'{VisibleText.Of(tag)}' is part of a file name: no line breaks, or blanks at its ends"
            : null;
    }

    /// <summary>Why the text can't be a compiler; null where it can.</summary>
    public static string? FaultOfCompiler(string program)
    {
        if (program.StartsWith('-') || program != program.Trim())
        {
            return $"'{VisibleText.Of(program)}' is no program: it begins with '-', or has a blank at its ends";
        }
        return FaultOfText(program);
    }

    /// <summary>
    /// Why the text can't be flags, or a value for CMake; null where it can. Makefiles have it on one line.
    /// </summary>
    public static string? FaultOfText(string text) =>
        VisibleText.HasUnseen(text)
            ? $"'{VisibleText.Of(text)}' has line breaks or control characters, which CMake's files can't hold"
            : null;

    /// <summary>Why the text can't be a variable of CMake's, with its type or without; null where it can.</summary>
    public static string? FaultOfDefinition(string name) =>
        DefinitionPattern().IsMatch(name)
            ? null
            : $"'{VisibleText.Of(name)}' is no variable of CMake's, such as GUI or CMAKE_C_FLAGS:STRING";

    /// <summary>Why the text can't be an environment variable's name; null where it can.</summary>
    public static string? FaultOfVariable(string name)
    {
        if (!ScriptText.IsVariableName(name))
        {
            return $"'{VisibleText.Of(name)}' is no variable's name: letters, digits and '_', no digit first";
        }
        return ScriptNames.IsVariableTaken(name)
            ? $"'{name}' is a variable that bash, or a build script, has for itself"
            : null;
    }

    /// <summary>Why the text can't be an environment variable's value; null where it can.</summary>
    public static string? FaultOfValue(string value) =>
        value.Contains('\0') || !VisibleText.IsWhole(value)
            ? $"'{VisibleText.Of(value)}' has a NUL character or half a character, which no variable can hold"
            : null;

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+)*([._+-]?[A-Za-z0-9]+)*\z")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*(:[A-Z]+)?\z")]
    private static partial Regex DefinitionPattern();
}
