using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RelionPS.Processes;

/// <summary>The few calls of libc that .NET has no name for.</summary>
internal static partial class NativeMethods
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private const int OpenNonBlocking = 0x800;
    private const int ExecutePermission = 1;
    private const int ChildrenThatEnded = -1;
    private const int ClockTicksName = 2;
    private const short PollIn = 1;

    /// <summary>PATH_MAX.</summary>
    private const int LongestPath = 4096;

    // The same number on every architecture: added after the tables were unified (Linux 5.3).
    private const long PidfdOpenNumber = 434;

    /// <summary>Units of the times in <c>/proc/*/stat</c>.</summary>
    public static long ClockTicksPerSecond { get; } = Math.Max(1, sysconf(ClockTicksName));

    /// <summary>True where this user may execute the file.</summary>
    public static bool IsExecutable(string path) => access(path, ExecutePermission) == 0;

    public static void Signal(int processId, int signal) => _ = kill(processId, signal);

    /// <summary>User and system time of all children of this session that ended and were waited for, and of theirs.</summary>
    public static unsafe TimeSpan TimeOfEndedChildren()
    {
        // struct rusage: two timevals, then fourteen longs of no interest here.
        long* usage = stackalloc long[18];
        if (getrusage(ChildrenThatEnded, usage) != 0) return TimeSpan.Zero;
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    /// <summary>Opens a file for reading; a pipe without a writer too, where .NET's own call waits.</summary>
    /// <exception cref="IOException">The system refused; the message is its own.</exception>
    public static SafeFileHandle OpenWithoutWaiting(string path)
    {
        int file = open(path, OpenReadOnlyCloseOnExec | OpenNonBlocking);
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Reads a small file of /proc in one call; 0 where the process has ended meanwhile.</summary>
    public static unsafe int ReadSmallFile(string path, Span<byte> buffer)
    {
        int file = open(path, OpenReadOnlyCloseOnExec);
        if (file < 0) return 0;
        fixed (byte* start = buffer)
        {
            nint length = read(file, start, buffer.Length);
            _ = close(file);
            return length > 0 ? (int)length : 0;
        }
    }

    /// <summary>
    /// Waits for the end of processes that are no children of this one, through pidfds. Returns at once for those the kernel
    /// gives none for: ended already, or Linux before 5.3.
    /// </summary>
    public static unsafe void WaitForEnd(IReadOnlyList<int> processIds, TimeSpan limit)
    {
        var descriptors = new List<PollDescriptor>(processIds.Count);
        foreach (int id in processIds)
        {
            if ((int)syscall(PidfdOpenNumber, id, 0) is var descriptor and >= 0) descriptors.Add(new PollDescriptor { File = descriptor, Events = PollIn });
        }
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        foreach (PollDescriptor descriptor in descriptors)
        {
            PollDescriptor one = descriptor;
            _ = poll(&one, 1, (int)Math.Max(0, end - Environment.TickCount64));
            _ = close(descriptor.File);
        }
    }

    /// <summary>The path without symbolic links, as the kernel names it; null where it does not exist.</summary>
    public static unsafe string? RealPath(string path)
    {
        byte* buffer = stackalloc byte[LongestPath];
        return realpath(path, buffer) == 0 ? null : Marshal.PtrToStringUTF8((nint)buffer);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint realpath(string path, byte* resolved);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc")]
    private static partial int kill(int processId, int signal);

    [LibraryImport("libc")]
    private static unsafe partial int getrusage(int who, long* usage);

    [LibraryImport("libc")]
    private static partial long sysconf(int name);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static unsafe partial nint read(int file, byte* buffer, nint length);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static partial long syscall(long number, long first, long second);

    [LibraryImport("libc")]
    private static unsafe partial int poll(PollDescriptor* descriptors, ulong count, int milliseconds);
}
