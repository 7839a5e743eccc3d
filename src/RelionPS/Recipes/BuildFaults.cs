using RelionPS.Errors;

namespace RelionPS.Recipes;

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

    public static RelionException Configure(BuildRequest request, int exitCode, string text, string log)
    {
        string name = request.Recipe.Name;
        if (Has(text, DiskFull)) return new RelionException("RelionBuildDiskFull", name, name, request.WorkFolder);
        string error = First(text);
        return Remedies.Missing(error) is { } library ? Library(request, library, log) : new RelionException("RelionConfigureFailed", name, name, exitCode, error, log);
    }

    public static RelionException Compile(BuildRequest request, int exitCode, string text, string log)
    {
        string name = request.Recipe.Name;
        if (Has(text, DiskFull)) return new RelionException("RelionBuildDiskFull", name, name, request.WorkFolder);
        if (exitCode > 128 || Has(text, Killed)) return new RelionException("RelionBuildKilled", name, name, exitCode, log);
        string error = First(text);
        return Remedies.Missing(error) is { } library ? Library(request, library, log) : new RelionException("RelionCompileFailed", name, name, exitCode, error, log);
    }

    public static RelionException Library(BuildRequest request, string library, string log) =>
        new("RelionBuildLibraryMissing", library, request.Recipe.Name, library, Remedies.Packages(library), log);

    /// <summary>True where a linker (GNU's, gold, LLVM's) did not find something.</summary>
    public static bool IsUndefined(string text) => Has(text, ["undefined reference to", "undefined symbol:"]);

    private static bool Has(string text, string[] symptoms) => symptoms.Any(symptom => text.Contains(symptom, StringComparison.Ordinal));
}
