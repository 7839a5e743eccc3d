using System.Runtime.InteropServices;

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
internal readonly partial record struct DirectoryEntry(EntryKind Kind, ulong Inode, ulong Device, uint Names)
{
    private const int CurrentFolder = -100, NoFollow = 0x100, TypeNamesAndInode = 0x105, NoSuchEntry = 2, NotAFolder = 20;
    private const int NamesPlace = 16, ModePlace = 28, InodePlace = 32, DevicePlace = 136, Length = 256;
    private const int TypeMask = 0xF000, FolderType = 0x4000, FileType = 0x8000, LinkType = 0xA000;

    /// <summary>Looks at the path itself: a link is a link.</summary>
    public static DirectoryEntry At(string path) => Read(path, NoFollow);

    /// <summary>Looks at what the path leads to; a link to nothing is nothing.</summary>
    public static DirectoryEntry Behind(string path) => Read(path, 0);

    private static unsafe DirectoryEntry Read(string path, int flags)
    {
        if (path.Contains('\0')) return default;
        byte* answer = stackalloc byte[Length];
        if (statx(CurrentFolder, path, flags, TypeNamesAndInode, answer) != 0)
        {
            return Marshal.GetLastPInvokeError() is NoSuchEntry or NotAFolder ? default : new DirectoryEntry(EntryKind.Other, 0, 0, 0);
        }
        EntryKind kind = (*(ushort*)(answer + ModePlace) & TypeMask) switch
        {
            FolderType => EntryKind.Folder,
            FileType => EntryKind.File,
            LinkType => EntryKind.Link,
            _ => EntryKind.Other,
        };
        return new DirectoryEntry(
            kind, *(ulong*)(answer + InodePlace), *(ulong*)(answer + DevicePlace), *(uint*)(answer + NamesPlace));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* answer);
}
