using System.Security.Cryptography;
using System.Text;
using RelionPS.Errors;

namespace RelionPS.Core.Files;

/// <summary>
/// What the module put into a folder that holds other people's files too: names and SHA-256, a line each in the form of sha256sum(1). A file may be
/// replaced where it still is what the module made, and nowhere else.
/// </summary>
/// <param name="folder">Full path of the folder; names are relative to it.</param>
internal sealed class MadeFiles(string folder)
{
    /// <summary>The list, in the folder.</summary>
    public const string ListName = ".relionps-made";

    private readonly string _list = Path.Combine(folder, ListName);

    /// <summary>True where there is nothing of the name, or a file that is byte for byte one that the module made; false for a name that leads out of the folder.</summary>
    public bool MayReplace(string name)
    {
        string path = Path.GetFullPath(Path.Combine(folder, name));
        if (!path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)) return false;
        return DirectoryEntry.At(path).Kind switch
        {
            EntryKind.None => true,
            EntryKind.File => Known() is { Count: > 0 } known && known.Contains(Line(name, HashOf(path))),
            _ => false,
        };
    }

    /// <summary>Writes a text under the name.</summary>
    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>: a file that the module did not make is there.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public void Write(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string path = Path.Combine(folder, name);
        // The very same file, whoever made it, needs no writing.
        if (DirectoryEntry.At(path).Kind == EntryKind.File && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes)) return;
        Refuse(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Note(name, Convert.ToHexString(SHA256.HashData(bytes)));
        WholeFile.Write(path, bytes, overwrite: true);
    }

    /// <summary>Brings a finished file, in the folder of its place, to the name.</summary>
    /// <inheritdoc cref="Write"/>
    public void Place(string partial, string name)
    {
        Refuse(name);
        // Before the file is there: what is not noted could never be replaced again.
        Note(name, HashOf(partial));
        WholeFile.Place(partial, Path.Combine(folder, name), overwrite: true);
    }

    /// <summary>Notes a file that another program put there for the module.</summary>
    public void Note(string name) => Note(name, HashOf(Path.Combine(folder, name)));

    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>.</exception>
    public void Refuse(string name)
    {
        if (!MayReplace(name)) throw new RelionException("RelionFileNotOwn", Path.Combine(folder, name), Path.Combine(folder, name));
    }

    private void Note(string name, string hash)
    {
        string line = Line(name, hash);
        if (Known().Contains(line)) return;
        if (DirectoryEntry.At(_list).Kind is not (EntryKind.None or EntryKind.File)) throw new IOException($"'{_list}' is no regular file.");
        Directory.CreateDirectory(folder);
        File.AppendAllText(_list, line + "\n");
    }

    private HashSet<string> Known() => DirectoryEntry.At(_list).Kind == EntryKind.File ? [.. File.ReadAllLines(_list)] : [];

    /// <summary>sha256sum marks a line whose name needs escapes with a backslash.</summary>
    private static string Line(string name, string hash)
    {
        string escaped = name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"{(escaped == name ? "" : "\\")}{hash.ToLowerInvariant()}  {escaped}";
    }

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
