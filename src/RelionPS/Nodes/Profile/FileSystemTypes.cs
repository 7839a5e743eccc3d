namespace RelionPS.Nodes.Profile;

/// <summary>What the kernel's file system types are good for, as a table (guide 2.3 wants a parallel one).</summary>
internal static class FileSystemTypes
{
    private static readonly Dictionary<string, FileSystemKind> Kinds = new(StringComparer.Ordinal)
    {
        ["lustre"] = FileSystemKind.Parallel,
        ["gpfs"] = FileSystemKind.Parallel,
        ["beegfs"] = FileSystemKind.Parallel,
        ["beegfs_nodev"] = FileSystemKind.Parallel,
        ["ceph"] = FileSystemKind.Parallel,
        ["fuse.ceph"] = FileSystemKind.Parallel,
        ["fuse.ceph-fuse"] = FileSystemKind.Parallel,
        ["fuse.glusterfs"] = FileSystemKind.Parallel,
        ["fuse.dfuse"] = FileSystemKind.Parallel,
        ["fuse.daos"] = FileSystemKind.Parallel,
        ["wekafs"] = FileSystemKind.Parallel,
        ["pvfs2"] = FileSystemKind.Parallel,
        ["orangefs"] = FileSystemKind.Parallel,
        ["panfs"] = FileSystemKind.Parallel,
        ["nfs"] = FileSystemKind.Network,
        ["nfs4"] = FileSystemKind.Network,
        ["cifs"] = FileSystemKind.Network,
        ["smb3"] = FileSystemKind.Network,
        ["afs"] = FileSystemKind.Network,
        ["9p"] = FileSystemKind.Network,
        ["fuse.sshfs"] = FileSystemKind.Network,
        ["ext2"] = FileSystemKind.Local,
        ["ext3"] = FileSystemKind.Local,
        ["ext4"] = FileSystemKind.Local,
        ["xfs"] = FileSystemKind.Local,
        ["btrfs"] = FileSystemKind.Local,
        ["zfs"] = FileSystemKind.Local,
        ["f2fs"] = FileSystemKind.Local,
        ["jfs"] = FileSystemKind.Local,
        ["bcachefs"] = FileSystemKind.Local,
        ["overlay"] = FileSystemKind.Local,
        ["virtiofs"] = FileSystemKind.Local,
        ["tmpfs"] = FileSystemKind.Memory,
        ["ramfs"] = FileSystemKind.Memory,
        ["devtmpfs"] = FileSystemKind.Memory,
    };

    public static FileSystemKind Kind(string? type) =>
        type is null ? FileSystemKind.Unknown : Kinds.GetValueOrDefault(type);
}
