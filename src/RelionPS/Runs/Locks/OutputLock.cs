using Microsoft.Win32.SafeHandles;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Locks;

/// <summary>
/// The lock of an output root: a file beside it that the kernel keeps locked (flock(2)) as long as this process, or a
/// program that inherited
/// the open file, lives. So it outlasts the death of the process that took it, and never that of the run. The file
/// stays when the lock is given back:
/// a file that goes while another process opens it would be two locks.
/// </summary>
internal sealed class OutputLock : IDisposable
{
    private const string Suffix = ".relionps-lock";

    /// <summary>More than any line of the module's.</summary>
    private const int LongestText = 64 << 10;

    /// <summary>How often the file may be replaced by another while it is taken.</summary>
    private const int Tries = 8;

    private readonly bool _isWritable;
    private readonly byte[] _textBefore;
    private readonly object _gate = new();
    private LockOwner _owner;
    private bool _isUsed, _isLeft, _isDisposed;

    private OutputLock(string path, SafeFileHandle file, bool isWritable, LockOwner owner, byte[] textBefore)
    {
        (Path, File, _isWritable, _owner, _textBefore) = (path, file, isWritable, owner, textBefore);
        Previous = LockOwner.Parse(textBefore);
        PreviousWrittenUtc = System.IO.File.GetLastWriteTimeUtc(file);
    }

    /// <summary>Full path of the lock's file.</summary>
    public string Path { get; }

    /// <summary>The open file, for programs to inherit.</summary>
    public SafeFileHandle File { get; }

    /// <summary>Who had it before; null where no one did.</summary>
    public LockOwner? Previous { get; }

    /// <summary>When that was last written, by the clock of the file system that the results are on.</summary>
    public DateTime PreviousWrittenUtc { get; }

    /// <summary>The root's own name where it is one of a continued run; null for others.</summary>
    public string? Series => _owner.Series;

    /// <summary>
    /// When this one was written, by the same clock; now, by this machine's, where the file may only be read.
    /// </summary>
    public DateTime WrittenUtc =>
        _isWritable ? System.IO.File.GetLastWriteTimeUtc(File) : DateTime.UtcNow;

    /// <summary>
    /// The lock's file of a root name: of all paths to one folder the same, and for a run the same as for those that
    /// continue it, <c>run_ct3</c>.
    /// </summary>
    public static string PathOf(string root)
    {
        string folder = System.IO.Path.GetDirectoryName(root) ?? "/";
        string name = RunFileName.WithoutContinuation(System.IO.Path.GetFileName(root));
        return System.IO.Path.Combine(NativeMethods.RealPath(folder) ?? folder, $".{name}{Suffix}");
    }

    /// <summary>Takes the lock without waiting.</summary>
    /// <param name="root">Full path of the root name, in an existing folder.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="holder">Who has it, where it can't be taken; null where the holder has not said.</param>
    /// <param name="take">Locks an open file, 0 or the error's number; flock(2) where left out.</param>
    /// <returns>Null where another holds it.</returns>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c>: something else is at the file's path, or it
    /// can't be made.</exception>
    public static OutputLock? TryTake(
        string root, LockOwner owner, out LockOwner? holder, Func<SafeFileHandle, int>? take = null)
    {
        take ??= NativeMethods.Lock;
        string path = PathOf(root);
        string name = System.IO.Path.GetFileName(root);
        if (RunFileName.WithoutContinuation(name) != name) owner = owner with { Series = name };
        for (int tries = 0; tries < Tries; tries++)
        {
            SafeFileHandle file = Open(path, out bool isWritable);
            bool isTaken = false;
            try
            {
                holder = LockOwner.Parse(ReadOwn(path, file));
                int error = take(file);
                if (error == NativeMethods.WouldBlock)
                {
                    // The holder has written its line meanwhile.
                    holder = LockOwner.Parse(ReadOwn(path, file));
                    return null;
                }
                // The file that was locked may have been replaced before that.
                if (NativeMethods.Identity(path) != NativeMethods.Identity(file)) continue;
                byte[] before = ReadOwn(path, file);
                holder = LockOwner.Parse(before);
                bool isGuarded = error == 0 && Guards(path, isWritable, take);
                if (!isGuarded && holder is { IsAlive: true }) return null;
                var held = new OutputLock(
                    path, file, isWritable, owner with { EarlierJobs = NullIfEmpty(holder?.Claims) }, before);
                held.WriteOwner(isRequired: !isGuarded);
                if (!isGuarded && !ReadText(file).AsSpan().SequenceEqual(held._owner.ToBytes()))
                {
                    // Another wrote at the same time, and after this one.
                    holder = LockOwner.Parse(ReadText(file));
                    return null;
                }
                isTaken = true;
                return held;
            }
            finally
            {
                if (!isTaken) file.Dispose();
            }
        }
        throw FileErrors.OutputNotWritable(path, "it is replaced again and again.");
    }

    /// <summary>
    /// Writes another owner while the lock is another's, who lets it: for a job that is to follow the one that holds
    /// the lock.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c>.</exception>
    public static void Announce(string root, LockOwner owner)
    {
        string path = PathOf(root);
        using SafeFileHandle file = Open(path, out bool isWritable);
        ReadOwn(path, file);
        if (isWritable) WriteText(file, owner.ToBytes());
    }

    /// <summary>The run begins: from now on the file says that it was there.</summary>
    public void MarkUsed()
    {
        lock (_gate)
        {
            if (_isUsed) return;
            _isUsed = true;
            _owner = _owner with { EarlierJobs = null };
            WriteOwner(isRequired: false);
        }
    }

    /// <summary>Leaves an owner in the file who is to have the root after the lock is given back.</summary>
    public void Leave(LockOwner owner)
    {
        lock (_gate)
        {
            (_owner, _isLeft) = (owner, true);
            WriteOwner(isRequired: false);
        }
    }

    /// <summary>
    /// Gives the lock back; a program that inherited it keeps it. Where nothing began, the file says again what it said
    /// before.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            if (_isUsed)
            {
                _owner = _owner with { EndedUtc = DateTime.UtcNow };
                WriteOwner(isRequired: false);
            }
            else if (!_isLeft && _isWritable)
            {
                Restore();
            }
            // Closed, not unlocked: that would take it from the programs that have it too.
            File.Dispose();
        }
    }

    /// <summary>The time as well: it tells when the earlier run was over.</summary>
    private void Restore()
    {
        try
        {
            WriteText(File, _textBefore);
            System.IO.File.SetLastWriteTimeUtc(File, PreviousWrittenUtc);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The line that is there names a process that has ended soon.
        }
    }

    private void WriteOwner(bool isRequired)
    {
        try
        {
            if (_isWritable)
            {
                WriteText(File, _owner.ToBytes());
            }
            else if (isRequired)
            {
                throw FileErrors.OutputNotWritable(Path, "it is another user's, who alone may write to it.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk: the kernel's lock holds without the line.
            if (isRequired) throw FileErrors.OutputNotWritable(Path, exception.Message);
        }
    }

    /// <summary>Over the old text first, and cut then: at no time is there a file whose first line is half.</summary>
    private static void WriteText(SafeFileHandle file, byte[] text)
    {
        byte[] before = ReadText(file);
        try
        {
            RandomAccess.Write(file, text, 0);
            RandomAccess.SetLength(file, text.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk may take a part of it. The old text has its room.
            RandomAccess.Write(file, before, 0);
            RandomAccess.SetLength(file, before.Length);
            throw;
        }
    }

    private static SafeFileHandle Open(string path, out bool isWritable)
    {
        // Looked at first: opening a device or a pipe may do something.
        for (int tries = 0; tries < Tries; tries++)
        {
            if (NativeMethods.Identity(path) is { IsRegular: false } other)
            {
                throw FileErrors.OutputNotWritable(
                    path, $"{other.KindText} is there, and the module's lock belongs there.");
            }
            // Not opened to be made where it is there: in a folder like /tmp the kernel allows that to its owner alone.
            isWritable = true;
            int descriptor = NativeMethods.OpenFile(path, isWritable: true);
            if (descriptor == -NativeMethods.NoSuchFile)
            {
                descriptor = NativeMethods.OpenFile(path, isWritable: true, isNew: true);
            }
            if (descriptor is -NativeMethods.FileExists or -NativeMethods.NoSuchFile) continue;
            if (-descriptor is NativeMethods.AccessDenied or NativeMethods.NotPermitted
                or NativeMethods.ReadOnlyFileSystem)
            {
                int forReading = NativeMethods.OpenFile(path, isWritable: false);
                if (forReading >= 0) (descriptor, isWritable) = (forReading, false);
            }
            if (descriptor < 0) throw FileErrors.OutputNotWritable(path, NativeMethods.ErrorMessage(-descriptor) + ".");
            var file = new SafeFileHandle(descriptor, ownsHandle: true);
            if (NativeMethods.Identity(file) is { IsRegular: true }) return file;
            file.Dispose();
        }
        throw FileErrors.OutputNotWritable(path, "it is replaced again and again.");
    }

    /// <summary>The file's text, which is the module's.</summary>
    private static byte[] ReadOwn(string path, SafeFileHandle file)
    {
        byte[] text = ReadText(file);
        // A machine that lost its power leaves a file's length, and no text in it.
        if (text.AsSpan().IndexOfAnyExcept((byte)0) < 0) return [];
        return LockOwner.Parse(text) is not null ? text : throw FileErrors.OutputNotWritable(
            path,
            "a file that is not the module's, or is damaged, is there, and the module's lock belongs there. "
            + "Remove it where it is of no use.");
    }

    private static byte[] ReadText(SafeFileHandle file)
    {
        byte[] text = new byte[(int)Math.Min(RandomAccess.GetLength(file), LongestText)];
        return text[..RandomAccess.Read(file, text, 0)];
    }

    /// <summary>
    /// False where locks of this file system keep no one off (Lustre without -o flock, some of FUSE): a second lock of
    /// the same file is given.
    /// </summary>
    private static bool Guards(string path, bool isWritable, Func<SafeFileHandle, int> take)
    {
        int descriptor = NativeMethods.OpenFile(path, isWritable);
        if (descriptor < 0) return true;
        using var second = new SafeFileHandle(descriptor, ownsHandle: true);
        return take(second) != 0;
    }

    private static IReadOnlyList<JobClaim>? NullIfEmpty(IReadOnlyList<JobClaim>? claims) =>
        claims is { Count: > 0 } ? claims : null;
}
