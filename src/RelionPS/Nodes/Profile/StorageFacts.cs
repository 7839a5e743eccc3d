using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>What a file system is good for.</summary>
public enum FileSystemKind
{
    /// <summary>A type that is not in the table.</summary>
    Unknown,

    /// <summary>A parallel file system: Lustre, GPFS, BeeGFS …</summary>
    Parallel,

    /// <summary>One server: NFS, SMB.</summary>
    Network,

    /// <summary>A disk of the node.</summary>
    Local,

    /// <summary>The node's memory.</summary>
    Memory,
}

/// <summary>A disk of the node.</summary>
/// <param name="Name">The kernel's name.</param>
/// <param name="SizeBytes">Its size; null where nothing tells.</param>
/// <param name="IsRotational">True for spinning disks; null where nothing tells.</param>
/// <param name="Model">Model; <c>Unknown</c> for virtual disks.</param>
public sealed record BlockDevice(string Name, long? SizeBytes, bool? IsRotational, string Model)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Quantity.Bytes(SizeBytes)}";
}

/// <summary>The file system that a path stands on.</summary>
public sealed record FileSystemFacts
{
    /// <summary>What it is for: <c>Data</c>, <c>Scratch</c> or <c>SharedMemory</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The path that was asked for.</summary>
    public required string Path { get; init; }

    /// <summary>Where the file system is mounted.</summary>
    public Fact<string> MountPoint { get; init; } = Fact<string>.NotRead;

    /// <summary>The kernel's name, for example <c>lustre</c>.</summary>
    public Fact<string> Type { get; init; } = Fact<string>.NotRead;

    /// <summary>What it is good for.</summary>
    public FileSystemKind Kind { get; init; }

    /// <summary>The device, or server and path.</summary>
    public Fact<string> Device { get; init; } = Fact<string>.NotRead;

    /// <summary>Mount options.</summary>
    public Fact<string> Options { get; init; } = Fact<string>.NotRead;

    /// <summary>Size, in bytes.</summary>
    public Fact<long?> TotalBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Bytes free for this user.</summary>
    public Fact<long?> FreeBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Inodes; 0 where the file system has no fixed number.</summary>
    public Fact<long?> TotalInodes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Inodes free for this user.</summary>
    public Fact<long?> FreeInodes { get; init; } = Fact<long?>.NotRead;

    /// <summary>Lustre: targets a new file is spread over; -1 is all.</summary>
    public Fact<int?> LustreStripeCount { get; init; } = Fact<int?>.NotRead;

    /// <summary>Lustre: bytes of a stripe.</summary>
    public Fact<long?> LustreStripeBytes { get; init; } = Fact<long?>.NotRead;

    /// <summary>True where a folder <c>relion_volatile</c> is there: a run is on, or one crashed.</summary>
    public Fact<bool?> HasRelionVolatile { get; init; } = Fact<bool?>.NotRead;

    /// <inheritdoc/>
    public override string ToString() => $"{Role} {Path} ({Type})";
}

/// <summary>Disks and file systems (guide 2.3, 3.3).</summary>
public sealed record StorageFacts
{
    /// <summary>Disks; no loop devices and none of size 0.</summary>
    public Fact<IReadOnlyList<BlockDevice>> BlockDevices { get; init; } = Fact<IReadOnlyList<BlockDevice>>.NotRead;

    /// <summary>The file systems of the paths asked for, and /dev/shm.</summary>
    public IReadOnlyList<FileSystemFacts> FileSystems { get; init => field = Indexable.List(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", FileSystems);
}
