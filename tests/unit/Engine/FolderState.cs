using System.Security.Cryptography;

namespace RelionPS.Testing;

/// <summary>
/// All that stands below a folder, links not followed: kind, rights, length, time and content of each entry.
/// </summary>
internal sealed class FolderState
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0 };

    private readonly SortedDictionary<string, string> _entries = new(StringComparer.Ordinal);

    /// <summary>Looks at the folder now.</summary>
    public static FolderState Of(string folder)
    {
        var state = new FolderState();
        state.Add(folder, "");
        return state;
    }

    /// <summary>
    /// Entries of an earlier state that are gone or are not what they were. What is new does not count, nor does the
    /// time of a folder.
    /// </summary>
    public IReadOnlyList<string> LostSince(FolderState before) => [.. before._entries
        .Where(entry => _entries.GetValueOrDefault(entry.Key) != entry.Value)
        .Select(entry => $"{entry.Key}: was {entry.Value}, is {_entries.GetValueOrDefault(entry.Key, "gone")}")];

    private void Add(string folder, string below)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", All))
        {
            string name = Path.Combine(below, entry.Name);
            if (entry.LinkTarget is { } target) _entries[name] = $"link to {target}";
            else if (entry is FileInfo file)
            {
                _entries[name] = $"{file.UnixFileMode} {file.LastWriteTimeUtc:O} {Hash(file.FullName)}";
            }
            else
            {
                _entries[name] = $"folder {entry.UnixFileMode}";
                Add(entry.FullName, name);
            }
        }
    }

    private static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream))[..16];
    }
}
