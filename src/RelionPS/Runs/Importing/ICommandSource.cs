using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;

namespace RelionPS.Runs.Importing;

/// <summary>The commands that were read, and what could not be.</summary>
/// <param name="Commands">The commands, in the order of the text.</param>
/// <param name="Errors">What could not be read; the commands are good all the same.</param>
internal sealed record ImportResult(IReadOnlyList<RefineCommand> Commands, IReadOnlyList<RelionException> Errors)
{
    /// <summary>Commands alone.</summary>
    public static ImportResult Of(params RefineCommand[] commands) => new(commands, []);
}

/// <summary>One kind of files that hold commands. A new one is a class and its row in <see cref="CommandSources"/>.
/// </summary>
internal interface ICommandSource
{
    /// <summary>True where a file is of this kind, by its name.</summary>
    bool IsNamed(string fileName);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="currentDirectory">The folder of who asks.</param>
    /// <exception cref="RelionException">It can't be read, or holds no command of the refinement program.</exception>
    ImportResult Read(string path, string currentDirectory);
}

/// <summary>The kinds of files that are known; the first that takes a name reads it.</summary>
internal static class CommandSources
{
    /// <summary>All of them; the last takes every file.</summary>
    public static IReadOnlyList<ICommandSource> All { get; } =
    [
        new NoteSource(), new RunJobSource(), new OptimiserSource(), new StarSource(), new ScriptSource(),
    ];

    /// <summary>
    /// True for a command line that was given where a path is asked for: it names the refinement program and an option,
    /// and no file has such a name.
    /// </summary>
    public static bool IsLine(string text, string currentDirectory)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int program = Array.FindIndex(
            words, word => word.Contains(RefineProgram.ThreadsOnly, StringComparison.Ordinal));
        return program >= 0
            && words.Skip(program + 1).Any(word => word.StartsWith("--", StringComparison.Ordinal))
            && !Path.Exists(Path.Combine(currentDirectory, text));
    }

    /// <summary>Reads text that was given.</summary>
    /// <exception cref="RelionException"><c>RelionCommandNotFound</c> or <c>RelionCommandUnreadable</c>.</exception>
    public static ImportResult ReadText(string text, string currentDirectory) => ScriptSource.Read(
        text, 1, new ImportContext(CommandSource.CommandLine, null, currentDirectory), VisibleText.Of(text));

    /// <summary>Reads a file, or a job's folder.</summary>
    /// <exception cref="RelionException">There is none, or it holds no command of the refinement program.</exception>
    public static ImportResult ReadFile(string path, string currentDirectory)
    {
        string full = Path.TrimEndingDirectorySeparator(path);
        if (Directory.Exists(full))
        {
            return ProjectFolder.Is(full) && File.Exists(Path.Combine(full, PipelineFile.FileName))
                ? ProjectJobs.Read(PipelineFile.Read(Path.Combine(full, PipelineFile.FileName)), currentDirectory)
                : JobFolder.Read(full, currentDirectory);
        }
        return Path.Exists(full)
            ? All.First(source => source.IsNamed(Path.GetFileName(full))).Read(full, currentDirectory)
            : ProjectJobs.ReadNamed(full, currentDirectory);
    }
}
