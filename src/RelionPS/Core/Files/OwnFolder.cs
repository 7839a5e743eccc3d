using System.Runtime.InteropServices;
using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Core.Files;

/// <summary>
/// Folders that the module makes for itself, and can prove later that it made: a mark in them names the folder and its
/// number on the file system. A folder
/// that was there before, a copy and a link have no such proof; nothing in them is touched.
/// </summary>
internal static partial class OwnFolder
{
    /// <summary>The file that marks a folder.</summary>
    public const string MarkName = ".relionps-folder";

    private const int EntryExists = 17, AllRights = 0x1FF;

    /// <summary>Makes a new folder with a mark.</summary>
    /// <param name="path">Full path; the folder above is there.</param>
    /// <param name="purpose">What it is for, a word.</param>
    /// <exception cref="IOException">Something is there already, or the system refused.</exception>
    public static void Make(string path, string purpose)
    {
        MakeNew(path);
        WriteMark(path, purpose);
    }

    /// <summary>
    /// Makes a new folder that the caller itself takes away or brings to its place: it was not there before, so all in
    /// it is the caller's.
    /// </summary>
    /// <exception cref="IOException">Something is there already, or the system refused.</exception>
    public static void MakeNew(string path)
    {
        if (mkdir(path, AllRights) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage() + $" ('{path}')");
    }

    /// <summary>Makes the folder, or takes one that is the module's already or empty.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="purpose">What it is for, a word.</param>
    /// <param name="isKnown">Tells a folder that an earlier version of the module made without a mark.</param>
    /// <exception cref="RelionException"><c>RelionFolderNotOwn</c>: it holds what the module did not make.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Claim(string path, string purpose, Func<string, bool>? isKnown = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        if (mkdir(path, AllRights) != 0 && Marshal.GetLastPInvokeError() != EntryExists)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage() + $" ('{path}')");
        }
        if (DirectoryEntry.Behind(path).Kind != EntryKind.Folder)
        {
            throw FileErrors.FolderNotOwn(path, "it is no folder");
        }
        if (Mark(path)?.Purpose == purpose) return;
        string[] others =
        [
            .. Directory.EnumerateFileSystemEntries(path).Take(4).Select(Path.GetFileName).OfType<string>(),
        ];
        if (others.Length > 0 && isKnown?.Invoke(path) != true)
        {
            string names = string.Join(", ", others.Take(3)) + (others.Length > 3 ? ", …" : "");
            throw FileErrors.FolderNotOwn(path, $"it holds {names}");
        }
        if (!Path.Exists(Path.Combine(path, MarkName))) WriteMark(path, purpose);
    }

    /// <summary>True for a folder that the module made at this very place for this purpose.</summary>
    public static bool IsOwn(string path, string purpose)
    {
        DirectoryEntry entry = DirectoryEntry.At(path);
        return entry.Kind == EntryKind.Folder && Mark(path) is { } mark && mark.Purpose == purpose
            && mark.Name == Path.GetFileName(path) && mark.Inode == entry.Inode;
    }

    /// <summary>
    /// Takes away a folder of the module's with the files that are known to be its work. One that holds anything else
    /// stays as it is, and so does one
    /// whose origin can't be proved.
    /// </summary>
    /// <param name="path">Full path.</param>
    /// <param name="purpose">What it was made for.</param>
    /// <param name="isOurs">Tells by its name whether a file in it is the work it was made for.</param>
    /// <returns>True where it is gone.</returns>
    public static bool Remove(string path, string purpose, Func<string, bool> isOurs)
    {
        if (!IsOwn(path, purpose)) return false;
        try
        {
            string mark = Path.Combine(path, MarkName);
            string[] entries = [.. Directory.EnumerateFileSystemEntries(path).Where(entry => entry != mark)];
            if (!entries.All(
                entry => DirectoryEntry.At(entry).Kind == EntryKind.File && isOurs(Path.GetFileName(entry))))
            {
                return false;
            }
            foreach (string entry in entries) File.Delete(entry);
            // What came meanwhile keeps the folder, and its mark.
            if (Directory.EnumerateFileSystemEntries(path).Any(entry => entry != mark)) return false;
            File.Delete(mark);
            Directory.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void WriteMark(string path, string purpose)
    {
        var mark = new FolderMark(
            1, purpose, Path.GetFileName(path), DirectoryEntry.Behind(path).Inode, DateTime.UtcNow);
        string line = JsonSerializer.Serialize(mark, JsonFormat.OneLine) + "\n";
        WholeFile.Write(Path.Combine(path, MarkName), line, overwrite: false);
    }

    private static FolderMark? Mark(string path)
    {
        try
        {
            string file = Path.Combine(path, MarkName);
            return DirectoryEntry.At(file).Kind == EntryKind.File
                ? JsonSerializer.Deserialize<FolderMark>(File.ReadAllText(file), JsonFormat.OneLine)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int mkdir(string path, uint mode);

    /// <summary>What the mark says.</summary>
    /// <param name="Schema">Version of the mark.</param>
    /// <param name="Purpose">What the folder is for.</param>
    /// <param name="Name">The folder's name.</param>
    /// <param name="Inode">The folder's number on its file system.</param>
    /// <param name="MadeUtc">When it was marked.</param>
    private sealed record FolderMark(int Schema, string Purpose, string Name, ulong Inode, DateTime MadeUtc);
}
