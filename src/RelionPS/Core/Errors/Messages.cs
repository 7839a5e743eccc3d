using System.Globalization;
using System.Resources;

namespace RelionPS.Core.Errors;

/// <summary>The texts of <c>Messages.resx</c>, by name. The name of an error's text is its id.</summary>
internal static class Messages
{
    private static readonly Lazy<ResourceManager> Resources =
        new(() => new ResourceManager("RelionPS.Core.Errors.Messages", typeof(Messages).Assembly));

    /// <summary>The text with its numbered places filled, numbers in the invariant culture.</summary>
    public static string Format(string name, params object?[] arguments)
    {
        string text = OneLine(Resources.Value.GetString(name, CultureInfo.InvariantCulture)
            ?? throw new ArgumentException($"Messages.resx has no text named '{name}'.", nameof(name)));
        return arguments.Length == 0
            ? text
            : string.Format(CultureInfo.InvariantCulture, text, [.. arguments.Select(Shown)]);
    }

    /// <summary>The file breaks long texts over lines; an empty line there is a line break of the text.</summary>
    private static string OneLine(string text) => string.Join('\n', text.Split('\n')
        .Select(line => line.Trim())
        .Aggregate(new List<string> { "" }, (lines, line) =>
        {
            if (line.Length == 0) lines.Add("");
            else lines[^1] = lines[^1].Length == 0 ? line : $"{lines[^1]} {line}";
            return lines;
        })
        .Where(line => line.Length > 0));

    /// <summary>What a file or a program said may hold what a terminal obeys. The ends of a log's lines stay.</summary>
    private static object? Shown(object? argument) => argument is string text
        ? string.Join('\n', text.Split('\n').Select(line => VisibleText.Of(line.TrimEnd('\r'), int.MaxValue)))
        : argument;
}
