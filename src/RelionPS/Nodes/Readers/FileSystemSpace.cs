using System.Runtime.InteropServices;

namespace RelionPS.Nodes.Readers;

/// <summary>Sizes of a mounted file system, from the kernel itself.</summary>
/// <param name="TotalBytes">Size.</param>
/// <param name="FreeBytes">Free for this user.</param>
/// <param name="TotalInodes">Inodes; 0 where there is no fixed number.</param>
/// <param name="FreeInodes">Inodes free for this user.</param>
internal sealed partial record FileSystemSpace(long TotalBytes, long FreeBytes, long TotalInodes, long FreeInodes)
{
    /// <summary>A server that is gone lets the call hang for ever; the thread is left to it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int PathMaximum = 4096;

    /// <summary>Null where the path is not there or does not answer in time.</summary>
    public static FileSystemSpace? Of(string path) => InTime(() => Query(path));

    /// <summary>The path without symbolic links; null where it is not there or does not answer in time.</summary>
    public static string? RealPath(string path) => InTime(() => Resolve(path));

    /// <summary>Whether the path is there; null where nothing answers in time.</summary>
    public static bool? Exists(string path) => (bool?)InTime<object>(() => Path.Exists(path));

    private static T? InTime<T>(Func<T?> call)
    {
        Task<T?> task = Task.Run(call);
        return task.Wait(Patience) ? task.Result : default;
    }

    private static unsafe FileSystemSpace? Query(string path)
    {
        // struct statvfs of 64-bit Linux, glibc and musl: bsize, frsize, blocks, bfree, bavail, files, ffree, favail …
        ulong* fields = stackalloc ulong[32];
        if (statvfs(path, fields) != 0) return null;
        ulong unit = fields[1] == 0 ? fields[0] : fields[1];
        return new FileSystemSpace(
            Bytes(fields[2], unit), Bytes(fields[4], unit), Bytes(fields[5], 1), Bytes(fields[7], 1));
    }

    private static unsafe string? Resolve(string path)
    {
        byte* buffer = stackalloc byte[PathMaximum];
        return realpath(path, buffer) == 0 ? null : Marshal.PtrToStringUTF8((nint)buffer);
    }

    private static long Bytes(ulong count, ulong unit) =>
        Math.BigMul(count, unit, out ulong bytes) > 0 || bytes > long.MaxValue ? long.MaxValue : (long)bytes;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statvfs(string path, ulong* buffer);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint realpath(string path, byte* buffer);
}
