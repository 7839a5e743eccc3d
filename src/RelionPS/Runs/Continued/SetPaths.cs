using RelionPS.Core.Files;

namespace RelionPS.Runs.Continued;

/// <summary>Names of files in RELION's tables, as a set needs them.</summary>
internal static class SetPaths
{
    /// <summary>True for what RELION takes for no file.</summary>
    public static bool IsNone(string? name) => name is null or "" or "None";

    /// <summary>
    /// The full path, with the number of an image before it. Links stay: the way is the user's own, and holds where
    /// what is behind it moves.
    /// </summary>
    public static string Full(string name, string folder)
    {
        if (IsNone(name)) return name;
        int at = name.IndexOf('@');
        return name[..(at + 1)] + KernelPath.Full(folder, name[(at + 1)..]);
    }

    /// <summary>
    /// Folders that names in a run's files and options may be relative to, the likeliest first: that of its command, as
    /// its own files tell it and as the command does, then those above its results.
    /// </summary>
    public static IEnumerable<string> Folders(RefineRun run, RefineCommand command)
    {
        foreach (string? folder in (string?[])[run.WorkingDirectory, command.WorkingDirectory])
        {
            if (folder is not null) yield return folder;
        }
        for (string? at = Path.GetDirectoryName(run.OutputRoot); at is not null; at = Path.GetDirectoryName(at))
        {
            yield return at;
        }
    }

    /// <summary>The file's own name, with the number of an image before it: where the set has a copy.</summary>
    public static string Beside(string name) => name[..(name.IndexOf('@') + 1)] + Path.GetFileName(name);
}
