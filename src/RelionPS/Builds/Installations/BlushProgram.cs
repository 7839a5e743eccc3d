using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Installations;

/// <summary>
/// What RELION 5 regularises maps with: it calls <c>relion_python_blush</c> by that name, through a shell, for each
/// class in each iteration (src/backprojector.cpp, externalReconstruct). That is a script of the build which starts the
/// Python that CMake found, or else the first <c>python</c> on PATH (scripts/python_blush.in, 5.0.1).
/// </summary>
internal static class BlushProgram
{
    public const string Name = "relion_python_blush";

    private const string PythonLine = "python_executable=\"";

    /// <summary>A script is shorter; anything longer is a program that does not tell its Python.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>What Blush imports: RELION's own package, and PyTorch.</summary>
    private static readonly string[] Modules = ["relion_blush", "torch"];

    /// <summary>Full path of the script beside a refinement program; null where there is none.</summary>
    public static string? Beside(string? program)
    {
        if (program is null || Path.GetDirectoryName(program) is not { Length: > 0 } folder) return null;
        return ProgramFinder.Find(Path.Combine(folder, Name), folder);
    }

    /// <summary>Full path of the script on a PATH; null where there is none.</summary>
    /// <param name="path">Value of PATH.</param>
    /// <param name="workingDirectory">Folder that relative parts of it start from.</param>
    public static string? On(string path, string workingDirectory) => Find(Name, path, workingDirectory);

    /// <summary>
    /// The Python that the script would start; empty where there is none, null where the script does not tell.
    /// </summary>
    public static string? Python(string script, string path, string workingDirectory)
    {
        string? named = Text(script)?.Split('\n')
            .Select(line => line.Trim())
            .FirstOrDefault(line => line.StartsWith(PythonLine, StringComparison.Ordinal));
        if (named is null) return null;
        string python = named[PythonLine.Length..].TrimEnd('"');
        return (python.Length > 0 ? ProgramFinder.Find(python, workingDirectory) : null)
            ?? Find("python", path, workingDirectory)
            ?? "";
    }

    /// <summary>The modules that a Python lacks, of those that Blush imports; empty where it has them.</summary>
    /// <exception cref="RelionException"><c>RelionProgramNotStarted</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<string> LackingAsync(string python, CancellationToken cancellationToken)
    {
        // To look a module up is a matter of milliseconds; to import PyTorch is one of many seconds.
        string ask = "import importlib.util as u; print(' '.join(m for m in ("
            + string.Join(", ", Modules.Select(module => $"'{module}'")) + ") if u.find_spec(m) is None))";
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(python, ["-c", ask]) { CaptureText = true }, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.ExitCode == 0 ? outcome.StandardOutput.Trim() : string.Join(' ', Modules);
    }

    private static string? Find(string name, string path, string workingDirectory) =>
        path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => ProgramFinder.Find(Path.Combine(folder, name), workingDirectory))
            .FirstOrDefault(found => found is not null);

    private static string? Text(string script)
    {
        try
        {
            var file = new FileInfo(script);
            return file.Length <= MostBytes ? File.ReadAllText(script, Encoding.UTF8) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
