namespace RelionPS.Core.Files;

/// <summary>
/// Whole files that anyone may have put something else in the place of: a pipe or a device would be waited for, or read
/// without an end.
/// </summary>
internal static class PlainFile
{
    /// <summary>Many times what the module, a tool's configuration or a batch script's log comes to.</summary>
    private const long Largest = 1L << 30;

    /// <summary>A regular file's text; byte order marks are obeyed.</summary>
    /// <exception cref="IOException">It is not there, is no regular file, or is larger than a gibibyte.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path)
    {
        Require(path);
        return File.ReadAllText(path);
    }

    /// <summary>A regular file's bytes.</summary>
    /// <inheritdoc cref="ReadText"/>
    public static byte[] ReadBytes(string path)
    {
        Require(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>A regular file's lines, read as they are asked for.</summary>
    /// <inheritdoc cref="ReadText"/>
    public static IEnumerable<string> ReadLines(string path)
    {
        Require(path);
        return File.ReadLines(path);
    }

    /// <summary>True where a regular file is at the path, behind links.</summary>
    public static bool IsAt(string path) => DirectoryEntry.Behind(path).Kind == EntryKind.File;

    private static void Require(string path)
    {
        EntryKind kind = DirectoryEntry.Behind(path).Kind;
        // What is not there, and what may not be looked at, is told by who opens it.
        if (kind is EntryKind.None) return;
        if (kind is EntryKind.Folder) throw new IOException($"'{path}' is a folder.");
        if (kind is not EntryKind.File) throw new IOException($"'{path}' is no regular file.");
        var file = new FileInfo(path);
        // Of a link its own length would be told.
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
        if (file.Length > Largest) throw new IOException($"'{path}' is too large to be such a file.");
    }
}
