using RelionPS.Core.Processes;

namespace RelionPS.Core.Files;

/// <summary>What stands at a path, links not followed.</summary>
internal enum EntryKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, whatever it points to.</summary>
    Link,

    /// <summary>A device, pipe or socket, or something this user can't look at.</summary>
    Other,
}

/// <summary>What stands at a path: kind and number, as the kernel tells them (statx(2), Linux 4.11).</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Inode">Its number on its file system; 0 where there is nothing. A copy has another one.</param>
/// <param name="Device">The number of the file system, while it is mounted.</param>
/// <param name="Names">How many names the file has (hard links).</param>
internal readonly record struct DirectoryEntry(EntryKind Kind, ulong Inode, ulong Device, uint Names)
{
    /// <summary>Looks at the path itself: a link is a link.</summary>
    public static DirectoryEntry At(string path) => Read(path, isFollowed: false);

    /// <summary>Looks at what the path leads to; a link to nothing is nothing.</summary>
    public static DirectoryEntry Behind(string path) => Read(path, isFollowed: true);

    private static DirectoryEntry Read(string path, bool isFollowed)
    {
        if (path.Contains('\0')) return default;
        int error = NativeMethods.ReadStatus(path, isFollowed, out FileStatus status);
        if (error is NativeMethods.NoSuchFile or NativeMethods.NotAFolder) return default;
        if (error != 0) return new DirectoryEntry(EntryKind.Other, 0, 0, 0);
        EntryKind kind = status.Kind switch
        {
            FileStatus.Folder => EntryKind.Folder,
            FileStatus.Regular => EntryKind.File,
            FileStatus.Link => EntryKind.Link,
            _ => EntryKind.Other,
        };
        ulong device = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor;
        return new DirectoryEntry(kind, status.Inode, device, status.Names);
    }
}
