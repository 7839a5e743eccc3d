using RelionPS.Core.Errors;

namespace RelionPS.Runs.Importing;

/// <summary>Scripts for a shell or a batch system, and text that was given.</summary>
internal sealed class ScriptSource : ICommandSource
{
    private const int MostPrograms = 8;

    public bool IsNamed(string fileName) => true;

    public ImportResult Read(string path, string currentDirectory) => Read(
        ImportedText.Read(path), 1, new ImportContext(CommandSource.Script, path, currentDirectory), path);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="line">The number of its first line.</param>
    /// <param name="context">What is known beside it.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="RelionException"><c>RelionCommandNotFound</c> or <c>RelionCommandUnreadable</c>.</exception>
    public static ImportResult Read(string text, int line, ImportContext context, string name)
    {
        RefineLines lines = RefineLines.Read(text, line);
        RelionException? fault = lines.Fault is { } at
            ? ImportErrors.CommandUnreadable(name, at.Line, at.Reason)
            : null;
        if (lines.Lines.Count == 0) throw fault ?? ImportErrors.CommandNotFound(name, Programs(lines.Programs));
        return new ImportResult(
            [.. lines.Lines.Select(each => AsItWas.Command(each, context))], fault is null ? [] : [fault]);
    }

    /// <summary>The first of what a text starts, for the error where none of it is a refinement.</summary>
    public static string Programs(IEnumerable<string> started)
    {
        string[] programs = [.. started.Select(program => VisibleText.Of(program, 60)).Distinct()];
        return programs.Length == 0 ? "nothing"
            : string.Join(", ", programs.Take(MostPrograms)) + (programs.Length > MostPrograms ? ", …" : "");
    }
}
