using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RelionPS.Core.Processes;

/// <summary>The few calls of libc that .NET has no name for.</summary>
internal static partial class NativeMethods
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private const int OpenNonBlocking = 0x800;
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40, OpenExclusive = 0x80;
    private const int LockExclusive = 2, LockNonBlocking = 4;
    private const int CurrentFolder = -100, NoFollow = 0x100, EmptyPath = 0x1000;
    private const uint StatusBasic = 0x7ff;
    private const int ExecutePermission = 1;
    private const int ChildrenThatEnded = -1;
    private const int ClockTicksName = 2;
    private const short PollIn = 1;

    /// <summary>
    /// Error numbers, the same on every architecture that .NET runs on but for ELOOP of a few old ones.
    /// </summary>
    public const int NoSuchFile =
        2, InterruptedCall = 4, WouldBlock = 11, AccessDenied = 13, FileExists = 17, NotAFolder = 20,
        ReadOnlyFileSystem = 30, NotPermitted = 1;

    /// <summary>PATH_MAX.</summary>
    private const int LongestPath = 4096;

    // The same number on every architecture: added after the tables were unified (Linux 5.3).
    private const long PidfdOpenNumber = 434;

    /// <summary>O_NOFOLLOW, one of the few flags that differ between architectures.</summary>
    private static int OpenNoFollow { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le
            ? 0x8000 : 0x20000;

    /// <summary>Units of the times in <c>/proc/*/stat</c>.</summary>
    public static long ClockTicksPerSecond { get; } = Math.Max(1, sysconf(ClockTicksName));

    /// <summary>True where this user may execute the file.</summary>
    public static bool IsExecutable(string path) => access(path, ExecutePermission) == 0;

    public static void Signal(int processId, int signal) => _ = kill(processId, signal);

    /// <summary>
    /// User and system time of all children of this session that ended and were waited for, and of theirs.
    /// </summary>
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
        return file >= 0
            ? new SafeFileHandle(file, ownsHandle: true)
            : throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    /// <summary>
    /// Opens a file for reading, or for both, without following a link and without waiting for the other end of a pipe;
    /// negative is the error's number.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="isWritable">For writing too.</param>
    /// <param name="isNew">Makes the file, which must not be there, with mode 0666 less the umask.</param>
    public static int OpenFile(string path, bool isWritable, bool isNew = false)
    {
        int flags = OpenReadOnlyCloseOnExec | OpenNonBlocking | OpenNoFollow
            | (isWritable ? OpenReadWrite : 0) | (isNew ? OpenCreate | OpenExclusive : 0);
        int file = open(path, flags, Convert.ToUInt32("666", 8));
        return file >= 0 ? file : -Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Takes the file's lock for this open file and all descriptors that are copies of it (flock(2)), without waiting;
    /// 0, or the error's number.
    /// </summary>
    public static int Lock(SafeFileHandle file)
    {
        int error;
        do error = flock(file, LockExclusive | LockNonBlocking) == 0 ? 0 : Marshal.GetLastPInvokeError();
        while (error == InterruptedCall);
        return error;
    }

    /// <summary>
    /// A second descriptor of the open file that a started program inherits; negative is the error's number.
    /// </summary>
    public static int InheritableCopy(SafeHandle file) => dup(file) is var copy and >= 0
        ? copy : -Marshal.GetLastPInvokeError();

    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>The message of an error number, as the system words it.</summary>
    public static string ErrorMessage(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>What a path is, itself and not what a link leads to; null where there is nothing.</summary>
    public static FileIdentity? Identity(string path) => Status(CurrentFolder, path, NoFollow);

    /// <summary>What a path leads to; null where there is nothing.</summary>
    public static FileIdentity? TargetIdentity(string path) => Status(CurrentFolder, path, 0);

    /// <summary>What an open file is.</summary>
    public static FileIdentity? Identity(SafeFileHandle file) => Status((int)file.DangerousGetHandle(), "", EmptyPath);

    /// <summary>What the kernel says of a path (statx(2), Linux 4.11); 0, or the error's number.</summary>
    public static int ReadStatus(string path, bool isFollowed, out FileStatus status) =>
        ReadStatus(CurrentFolder, path, isFollowed ? 0 : NoFollow, out status);

    private static FileIdentity? Status(int folder, string path, int flags) =>
        ReadStatus(folder, path, flags, out FileStatus status) != 0 ? null
        : new FileIdentity(status.Kind, status.Inode, status.DeviceMajor, status.DeviceMinor);

    private static unsafe int ReadStatus(int folder, string path, int flags, out FileStatus status)
    {
        // struct statx, whose layout is the same on every architecture.
        byte* answer = stackalloc byte[256];
        status = default;
        if (statx(folder, path, flags, StatusBasic, answer) != 0) return Marshal.GetLastPInvokeError();
        status = new FileStatus(
            *(ushort*)(answer + 28) & FileStatus.KindMask, *(uint*)(answer + 16), *(ulong*)(answer + 32),
            *(uint*)(answer + 136), *(uint*)(answer + 140));
        return 0;
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
    /// The next bytes of an open file: 0 at its end, negative where the system refuses. Past .NET's own reading, which
    /// asks first whether the file has places to read at.
    /// </summary>
    public static unsafe int Read(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* start = buffer) return (int)read((int)file.DangerousGetHandle(), start, buffer.Length);
    }

    /// <summary>
    /// Waits for the end of processes that are no children of this one, through pidfds. Returns at once for those the
    /// kernel
    /// gives none for: ended already, or Linux before 5.3.
    /// </summary>
    public static unsafe void WaitForEnd(IReadOnlyList<int> processIds, TimeSpan limit)
    {
        var descriptors = new List<PollDescriptor>(processIds.Count);
        foreach (int id in processIds)
        {
            if ((int)syscall(PidfdOpenNumber, id, 0) is var descriptor and >= 0)
            {
                descriptors.Add(new PollDescriptor { File = descriptor, Events = PollIn });
            }
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
    private static partial int open(string path, int flags, uint mode = 0);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(SafeHandle file);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc")]
    private static unsafe partial nint read(int file, byte* buffer, nint length);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static partial long syscall(long number, long first, long second);

    [LibraryImport("libc")]
    private static unsafe partial int poll(PollDescriptor* descriptors, ulong count, int milliseconds);
}

/// <summary>What the kernel says of a file.</summary>
/// <param name="Kind">The kind's bits of the mode.</param>
/// <param name="Names">How many names it has (hard links).</param>
/// <param name="Inode">Its number in its file system.</param>
/// <param name="DeviceMajor">The file system.</param>
/// <param name="DeviceMinor">The file system.</param>
internal readonly record struct FileStatus(int Kind, uint Names, ulong Inode, uint DeviceMajor, uint DeviceMinor)
{
    public const int KindMask = 0xF000;

    public const int Regular = 0x8000, Folder = 0x4000, Link = 0xA000;
}

/// <summary>Which file something is, and of what kind.</summary>
/// <param name="Kind">The kind's bits of the mode.</param>
/// <param name="Inode">Its number in its file system.</param>
/// <param name="DeviceMajor">The file system.</param>
/// <param name="DeviceMinor">The file system.</param>
internal readonly record struct FileIdentity(int Kind, ulong Inode, uint DeviceMajor, uint DeviceMinor)
{
    public bool IsRegular => Kind == FileStatus.Regular;

    /// <summary>The kind in words, for messages.</summary>
    public string KindText => Kind switch
    {
        FileStatus.Regular => "a file",
        FileStatus.Folder => "a folder",
        FileStatus.Link => "a symbolic link",
        _ => "a device, a pipe or a socket",
    };
}
