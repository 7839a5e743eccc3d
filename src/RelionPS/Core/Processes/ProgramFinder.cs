using RelionPS.Core.Errors;

namespace RelionPS.Core.Processes;

/// <summary>Finds programs the way the kernel and a shell do: a name on PATH, a path as it is.</summary>
internal static class ProgramFinder
{
    /// <summary>Full path of the program; null where there is none that this user may execute.</summary>
    /// <param name="nameOrPath">A bare name, or a path (it has a slash).</param>
    /// <param name="workingDirectory">Folder that relative paths, the user's and those on PATH, start from; without it
    /// they are not found.</param>
    public static string? Find(string nameOrPath, string? workingDirectory = null)
    {
        if (nameOrPath.Length == 0) return null;
        if (nameOrPath.Contains('/')) return Executable(nameOrPath, workingDirectory);
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            ':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Executable(Path.Combine(folder, nameOrPath), workingDirectory) is { } found) return found;
        }
        return null;
    }

    /// <summary>Full path of the program.</summary>
    /// <exception cref="RelionException"><c>RelionProgramNotFound</c>.</exception>
    public static string Require(string nameOrPath, string? workingDirectory = null) =>
        Find(nameOrPath, workingDirectory) ?? throw ProcessErrors.ProgramNotFound(nameOrPath);

    private static string? Executable(string path, string? workingDirectory)
    {
        if (!Path.IsPathRooted(path))
        {
            if (workingDirectory is null) return null;
            path = Path.Combine(workingDirectory, path);
        }
        path = Path.GetFullPath(path);
        return File.Exists(path) && NativeMethods.IsExecutable(path) ? path : null;
    }
}
