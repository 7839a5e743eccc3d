using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// The hosts of a host file, whoever's form it has (<see cref="HostLine"/>); a host named twice counts once.
/// </summary>
internal static class HostFile
{
    /// <summary>More than any cluster's list takes.</summary>
    private const int Largest = 16 << 20;

    /// <exception cref="RelionException"><c>RelionHostFileNotFound</c>, <c>RelionHostFileEmpty</c>,
    /// <c>RelionHostListInvalid</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        IReadOnlyList<string> hosts =
            [.. ReadSlots(path).Select(slot => slot.Host).Distinct(StringComparer.OrdinalIgnoreCase)];
        return hosts.Count > 0 ? hosts : throw PlanErrors.HostFileEmpty(path);
    }

    /// <summary>Each host as often as the file names it, with the count beside it.</summary>
    /// <exception cref="RelionException"><c>RelionHostFileNotFound</c>, <c>RelionHostListInvalid</c> or
    /// <c>RelionHostNameInvalid</c>.</exception>
    public static IReadOnlyList<HostSlots> ReadSlots(string path) =>
        [.. Text(path).Split('\n').SelectMany(HostLine.Parse)];

    private static string Text(string path)
    {
        EntryKind kind = DirectoryEntry.Behind(path).Kind;
        // A device, such as /dev/null, names no host, and a pipe would keep us waiting.
        if (kind == EntryKind.Other) return "";
        return BoundedFile.Read(path, Largest) is { } bytes
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetString(bytes).TrimStart('\uFEFF')
            : throw PlanErrors.HostFileNotFound(path);
    }
}
