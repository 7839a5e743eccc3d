using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// The file systems of the paths that a run will use. Free space exists on a live node only, never in a capture.
/// </summary>
internal static class FileSystemReader
{
    public static IReadOnlyList<FileSystemFacts> Read(
        NodeFiles files, IReadOnlyList<Mount> mounts, IEnumerable<(string Role, string Path)> paths,
        CancellationToken cancellationToken)
    {
        bool isLive = files.Root == "/";
        return [
            .. paths
                .Append(("SharedMemory", "/dev/shm"))
                .Select(item => One(files, mounts, item.Item1, item.Item2, isLive, cancellationToken)),
        ];
    }

    private static FileSystemFacts One(
        NodeFiles files, IReadOnlyList<Mount> mounts, string role, string path, bool isLive,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? answered = isLive ? FileSystemSpace.RealPath(path) : path;
        string real = answered ?? path;
        Mount? mount = MountTable.Of(mounts, real);
        const string Source = "/proc/self/mountinfo";
        FileSystemSpace? space = isLive && answered is not null && mount is not null ? FileSystemSpace.Of(real) : null;
        string how = isLive
            ? "the path is not there, or its server did not answer"
            : "free space is known on a live node only";
        var facts = new FileSystemFacts
        {
            Role = role,
            Path = path,
            MountPoint = Known.Text(mount?.MountPoint, Source),
            Type = Known.Text(mount?.Type, Source),
            Kind = FileSystemTypes.Kind(mount?.Type),
            Device = Known.Text(mount?.Device, Source),
            Options = Known.Text(mount?.Options, Source),
            TotalBytes = Known.Number(space?.TotalBytes, "statvfs", how),
            FreeBytes = Known.Number(space?.FreeBytes, "statvfs", how),
            TotalInodes = Known.Number(space?.TotalInodes, "statvfs", how),
            FreeInodes = Known.Number(space?.FreeInodes, "statvfs", how),
            HasRelionVolatile = new(HasVolatile(), $"{real}/relion_volatile", how),
        };
        if (facts.HasRelionVolatile.IsKnown)
        {
            facts = facts with { HasRelionVolatile = facts.HasRelionVolatile with { HowToKnow = null } };
        }
        return isLive && mount?.Type == "lustre" ? WithStripe(facts, real, cancellationToken) : facts;

        // A server that is gone lets a look hang for ever.
        bool? HasVolatile() => answered is null ? null
            : isLive ? FileSystemSpace.Exists($"{real}/relion_volatile")
            : files.Exists(real) ? files.Exists($"{real}/relion_volatile") : null;
    }

    private static FileSystemFacts WithStripe(FileSystemFacts facts, string path, CancellationToken cancellationToken)
    {
        const string Source = "lfs getstripe -d";
        const string How = "put Lustre's lfs on PATH, where it answers";
        return LustreStripe.ReadAsync(path, cancellationToken).GetAwaiter().GetResult() is { } stripe
            ? facts with
            {
                LustreStripeCount = new(stripe.Count, Source),
                LustreStripeBytes = new(stripe.Bytes, Source),
            }
            : facts with { LustreStripeCount = new(null, Source, How), LustreStripeBytes = new(null, Source, How) };
    }
}
