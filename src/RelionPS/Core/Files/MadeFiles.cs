using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Core.Files;

/// <summary>
/// What the module put into a folder that holds other people's files too: names and SHA-256, a line each in the form of
/// sha256sum(1). A file may be
/// replaced where it still is what the module made, and nowhere else.
/// </summary>
/// <param name="folder">Full path of the folder; names are relative to it.</param>
internal sealed class MadeFiles(string folder)
{
    /// <summary>The list, in the folder.</summary>
    public const string ListName = ".relionps-made";

    /// <summary>A line of the list, whole or cut short, as a regular expression that grep -E reads too.</summary>
    public const string WrittenLine = @"^\\?([0-9a-f]{64}  .+|[0-9a-f]{0,64} {0,2})$";

    private static readonly Regex Written = new(WrittenLine, RegexOptions.CultureInvariant);

    private readonly string _list = Path.Combine(folder, ListName);

    /// <summary>
    /// True where there is nothing of the name, or a file that is byte for byte one that the module made; false for a
    /// name that leads out of the folder.
    /// </summary>
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
    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>: a file that the module did not make is
    /// there.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public void Write(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string path = Path.Combine(folder, name);
        // The very same file, whoever made it, needs no writing.
        if (DirectoryEntry.At(path).Kind == EntryKind.File && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            return;
        }
        Refuse(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Note(name, Convert.ToHexString(SHA256.HashData(bytes)));
        WholeFile.Write(path, bytes, overwrite: true);
    }

    /// <summary>Brings a finished file, in the folder of its place, to the name.</summary>
    /// <inheritdoc cref="Write"/>
    public void Place(string partial, string name)
    {
        string target = Path.Combine(folder, name);
        // The very same file, whoever made it, stays; a call that was killed may have left it.
        if (DirectoryEntry.At(target).Kind == EntryKind.File && HashOf(target) == HashOf(partial)) return;
        Refuse(name);
        // Before the file is there: what is not noted could never be replaced again.
        Note(name, HashOf(partial));
        WholeFile.Place(partial, target, overwrite: true);
    }

    /// <summary>Notes a file that another program put there for the module.</summary>
    public void Note(string name) => Note(name, HashOf(Path.Combine(folder, name)));

    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>.</exception>
    public void Refuse(string name)
    {
        if (!MayReplace(name)) throw FileErrors.FileNotOwn(Path.Combine(folder, name));
    }

    private void Note(string name, string hash)
    {
        string line = Line(name, hash);
        HashSet<string> known = Known();
        if (known.Contains(line)) return;
        DirectoryEntry list = DirectoryEntry.At(_list);
        if (list.Kind is not (EntryKind.None or EntryKind.File))
        {
            throw new IOException($"'{_list}' is no regular file.");
        }
        if (!known.All(Written.IsMatch)) throw FileErrors.FileNotOwn(_list);
        Directory.CreateDirectory(folder);
        string before = list.Kind == EntryKind.File ? File.ReadAllText(_list) : "";
        // A line that a kill or a full disk cut short.
        string added = (before.Length > 0 && !before.EndsWith('\n') ? "\n" : "") + line + "\n";
        // A second name of the file is a copy that someone keeps (cp -l).
        if (list.Names > 1) WholeFile.Write(_list, before + added, overwrite: true);
        else File.AppendAllText(_list, added);
    }

    private HashSet<string> Known() =>
        DirectoryEntry.At(_list).Kind == EntryKind.File ? [.. File.ReadAllLines(_list)] : [];

    /// <summary>sha256sum marks a line whose name needs escapes with a backslash.</summary>
    private static string Line(string name, string hash)
    {
        string escaped = name
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
        return $"{(escaped == name ? "" : "\\")}{hash.ToLowerInvariant()}  {escaped}";
    }

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
