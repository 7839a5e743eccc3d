using RelionPS.Core.Errors;

namespace RelionPS.Core.Processes;

/// <summary>
/// Finds a program, or a build of it: a copy whose name goes on after the program's, <c>relion_project_3.1.1_AVX512</c>
/// (guide 3.3).
/// </summary>
internal static class ProgramBuilds
{
    /// <summary>Full path of the program on PATH, of a build of it there, or of one in the further folders.</summary>
    /// <param name="name">The program's own name.</param>
    /// <param name="folders">Folders that builds were installed to, searched last, the latest of them first.</param>
    /// <exception cref="RelionException"><c>RelionProgramNotFound</c>.</exception>
    public static string Require(string name, IEnumerable<string>? folders = null) =>
        Find(name, folders) ?? throw ProcessErrors.ProgramNotFound(name);

    /// <summary>The same; null where there is none.</summary>
    public static string? Find(string name, IEnumerable<string>? folders = null)
    {
        if (ProgramFinder.Find(name) is { } plain) return plain;
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            ':', StringSplitOptions.RemoveEmptyEntries);
        return onPath.Concat((folders ?? []).Reverse()).Select(folder => InFolder(folder, name))
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>The last in the order of names, which is the newest version; the plain name goes first.</summary>
    private static string? InFolder(string folder, string name)
    {
        if (!Path.IsPathRooted(folder)) return null;
        try
        {
            return new[] { Path.Combine(folder, name) }
                .Concat(Directory.EnumerateFiles(folder, name + "_*").Where(path => !IsOther(path, name))
                    .OrderDescending(StringComparer.Ordinal))
                .FirstOrDefault(path => ProgramFinder.Find(path) is not null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A build's MPI program, which wants a launcher, and the record of a build are not meant.</summary>
    private static bool IsOther(string path, string name)
    {
        string suffix = Path.GetFileName(path)[name.Length..];
        return suffix == "_mpi" || suffix.StartsWith("_mpi_", StringComparison.Ordinal)
            || suffix.EndsWith(".json", StringComparison.Ordinal);
    }
}
