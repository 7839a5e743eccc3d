using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Building;

/// <summary>Finds the first real error in what CMake and make print; what follows it, make's own lines above all, is only its echo.</summary>
internal static class BuildFaults
{
    private const int LinesShown = 6;

    /// <summary>How the line of a real error reads: CMake, gcc and clang, icc, the linker, make for a missing rule.</summary>
    private static readonly string[] Marks =
        ["CMake Error", ": error:", ": fatal error:", "): error", "): catastrophic error", ": undefined reference to", "cannot find -l", "ld: ", "No rule to make target", "No space left on device", ": internal compiler error"];

    private static readonly string[] DiskFull = ["No space left on device", "Disk quota exceeded"];

    private static readonly string[] Killed = ["Killed signal terminated program", "virtual memory exhausted", "internal compiler error: Killed", "Cannot allocate memory", "] Killed", "] Terminated"];

    /// <summary>The first error's line and what belongs to it; the last lines where none is known.</summary>
    public static string First(string text)
    {
        string[] lines = text.Split('\n');
        int at = Array.FindIndex(lines, line => Marks.Any(mark => line.Contains(mark, StringComparison.Ordinal)));
        IEnumerable<string> shown = at >= 0
            ? lines.Skip(at).TakeWhile((line, index) => index == 0 || (!line.StartsWith("make", StringComparison.Ordinal) && !line.StartsWith("gmake", StringComparison.Ordinal))).Take(LinesShown)
            : lines.Where(line => line.Trim().Length > 0).TakeLast(LinesShown);
        return string.Join('\n', shown.Select(line => line.TrimEnd())).TrimEnd();
    }

    /// <param name="name">The recipe's name.</param>
    /// <param name="folder">The folder that CMake works in.</param>
    /// <param name="exitCode">How CMake ended.</param>
    /// <param name="text">What it printed.</param>
    /// <param name="log">Where that can be read.</param>
    public static RelionException Configure(string name, string folder, int exitCode, string text, string log)
    {
        if (Has(text, DiskFull)) return BuildErrors.BuildDiskFull(name, folder);
        string error = First(text);
        return Remedies.Missing(error) is { } library
            ? Library(name, library, log)
            : BuildErrors.ConfigureFailed(name, exitCode, error, log);
    }

    /// <inheritdoc cref="Configure"/>
    public static RelionException Compile(string name, string folder, int exitCode, string text, string log)
    {
        if (Has(text, DiskFull)) return BuildErrors.BuildDiskFull(name, folder);
        if (exitCode > 128 || Has(text, Killed)) return BuildErrors.BuildKilled(name, exitCode, log);
        string error = First(text);
        return Remedies.Missing(error) is { } library
            ? Library(name, library, log)
            : BuildErrors.CompileFailed(name, exitCode, error, log);
    }

    public static RelionException Library(string name, string library, string log) =>
        BuildErrors.BuildLibraryMissing(name, library, Remedies.Packages(library), log);

    /// <summary>True where a linker (GNU's, gold, LLVM's) did not find something.</summary>
    public static bool IsUndefined(string text) => Has(text, ["undefined reference to", "undefined symbol:"]);

    private static bool Has(string text, string[] symptoms) => symptoms.Any(symptom => text.Contains(symptom, StringComparison.Ordinal));
}
