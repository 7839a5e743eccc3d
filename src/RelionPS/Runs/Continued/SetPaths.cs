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

    /// <summary>The file's own name, with the number of an image before it: where the set has a copy.</summary>
    public static string Beside(string name) => name[..(name.IndexOf('@') + 1)] + Path.GetFileName(name);
}
