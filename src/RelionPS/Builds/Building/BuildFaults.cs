using System.Text.RegularExpressions;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Building;

/// <summary>
/// Finds the first real error in what CMake and make print; what follows it, make's own lines above all, is only its
/// echo.
/// </summary>
internal static partial class BuildFaults
{
    private const int LinesShown = 6;

    /// <summary>
    /// How the line of a real error reads: CMake, gcc and clang, icc, the assembler, the linker, make for a missing
    /// rule.
    /// </summary>
    private static readonly string[] Marks =
    [
        "CMake Error", ": error:", ": fatal error:", "): error", "): catastrophic error", ": catastrophic error:",
        ": Error:", ": error #",
        ": undefined reference to", "cannot find -l", "ld: ", "No rule to make target", "No space left on device",
        ": internal compiler error",
        ": Command not found", ": command not found", "LLVM ERROR:",
    ];

    /// <summary>Lines that only say that something before them failed.</summary>
    private static readonly string[] Echoes =
    [
        "ld returned 1 exit status", "linker command failed", "compilation terminated",
    ];

    private static readonly string[] DiskFull = ["No space left on device", "Disk quota exceeded"];

    /// <summary>
    /// How make, ninja, gcc, clang, CUDA's compilers and linkers tell that one of them was killed, or got no memory.
    /// </summary>
    private static readonly string[] Killed =
    [
        "Killed signal terminated program", "virtual memory exhausted", "internal compiler error: Killed",
        "Cannot allocate memory", "] Killed", "] Terminated",
        "] Error 137", "] Error 143", "unable to execute command: Killed", "died due to signal 9",
        "died due to signal 15", "terminated with signal 9",
        "terminated with signal 15", "out of memory allocating", "LLVM ERROR: out of memory", "memory exhausted",
        "error: Killed",
        "Killed (program ", "Exit 137", "exit status 137",
    ];

    /// <summary>The first error's line and what belongs to it; the last lines where none is known.</summary>
    public static string First(string text)
    {
        string[] lines = text.Split('\n');
        int at = Array.FindIndex(lines, line => IsError(line) && !IsEcho(line));
        if (at < 0) at = Array.FindIndex(lines, IsError);
        IEnumerable<string> shown = at >= 0
            ? lines
                .Skip(at)
                .TakeWhile(
                    (line, index) => index == 0
                        || (!line.StartsWith("make", StringComparison.Ordinal)
                            && !line.StartsWith("gmake", StringComparison.Ordinal)))
                .Take(LinesShown)
            : lines.Where(line => line.Trim().Length > 0).TakeLast(LinesShown);
        return string.Join('\n', shown.Select(line => line.TrimEnd())).TrimEnd();
    }

    private static bool IsError(string line) => Has(line, Marks) || CudaPattern().IsMatch(line);

    /// <summary>CMake's script that calls nvcc for one file says no more than that it failed.</summary>
    private static bool IsEcho(string line) =>
        Has(line, Echoes)
            || (line.Contains("CMake Error at", StringComparison.Ordinal) && GeneratedScriptPattern().IsMatch(line));

    /// <summary>CUDA's programs: <c>nvcc fatal   : …</c>, <c>ptxas error   : …</c>.</summary>
    [GeneratedRegex(@"^\s*(nvcc|ptxas|nvlink|cicc|cudafe\+\+|fatbinary|hipcc)\s+(fatal|error)\s*:")]
    private static partial Regex CudaPattern();

    [GeneratedRegex(@"\.o\.([A-Za-z]+\.)?cmake:")]
    private static partial Regex GeneratedScriptPattern();

    /// <param name="name">The recipe's name.</param>
    /// <param name="folder">The folder that CMake works in.</param>
    /// <param name="exitCode">How CMake ended.</param>
    /// <param name="text">What it printed.</param>
    /// <param name="log">Where that can be read.</param>
    public static RelionException Configure(string name, string folder, int exitCode, string text, string log)
    {
        if (Ended(name, folder, exitCode, text, log) is { } ended) return ended;
        string error = First(text);
        return Cause(name, exitCode, error, log) ?? BuildErrors.ConfigureFailed(name, exitCode, error, log);
    }

    /// <inheritdoc cref="Configure"/>
    public static RelionException Compile(string name, string folder, int exitCode, string text, string log)
    {
        if (Ended(name, folder, exitCode, text, log) is { } ended) return ended;
        string error = First(text);
        return Cause(name, exitCode, error, log) ?? BuildErrors.CompileFailed(name, exitCode, error, log);
    }

    /// <summary>What ended it from outside; null where nothing did.</summary>
    private static RelionException? Ended(string name, string folder, int exitCode, string text, string log)
    {
        if (Has(text, DiskFull)) return BuildErrors.BuildDiskFull(name, folder);
        bool isKilled = exitCode > 128 || Has(text, Killed);
        return isKilled ? BuildErrors.BuildKilled(name, exitCode, log) : null;
    }

    /// <summary>The error as what it means; null where that is not known.</summary>
    private static RelionException? Cause(string name, int exitCode, string error, string log)
    {
        if (KnownCauses.Of(error) is { } cause)
        {
            return BuildErrors.BuildCauseKnown(cause, name, exitCode, error, log);
        }
        return Remedies.Missing(error) is { } library ? Library(name, library, log) : null;
    }

    public static RelionException Library(string name, string library, string log) =>
        BuildErrors.BuildLibraryMissing(name, library, Remedies.Packages(library), log);

    /// <summary>True where a linker (GNU's, gold, LLVM's) did not find something.</summary>
    public static bool IsUndefined(string text) => Has(text, ["undefined reference to", "undefined symbol:"]);

    private static bool Has(string text, string[] symptoms) =>
        symptoms.Any(symptom => text.Contains(symptom, StringComparison.Ordinal));
}
