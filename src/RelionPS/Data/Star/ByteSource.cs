using Microsoft.Win32.SafeHandles;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Data.Star;

/// <summary>
/// The bytes of a regular file, or of memory, read at any place from several threads. Read calls, not a mapping: a
/// mapped file that is
/// cut short by its writer kills the process that looks at it.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly DateTime _changed;

    private ByteSource(string name, SafeFileHandle file)
    {
        Name = name;
        _file = file;
        Length = RandomAccess.GetLength(file);
        _changed = File.GetLastWriteTimeUtc(file);
    }

    private ByteSource(string name, ReadOnlyMemory<byte> memory)
    {
        Name = name;
        _memory = memory;
        Length = memory.Length;
    }

    /// <summary>The file's path, for messages.</summary>
    public string Name { get; }

    /// <summary>Bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>
    /// Opens a file that must be a regular one: a pipe would wait for its writer, a folder has no bytes.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionFileNotFound</c> or <c>RelionFileUnreadable</c>.</exception>
    public static ByteSource Open(string path)
    {
        if (Directory.Exists(path)) throw Unreadable(path, "it is a folder");
        SafeFileHandle file;
        try
        {
            file = NativeMethods.OpenWithoutWaiting(path);
        }
        catch (IOException exception)
        {
            throw File.Exists(path) ? Unreadable(path, exception.Message) : StarErrors.FileNotFound(path);
        }
        try
        {
            return new ByteSource(path, file);
        }
        catch (NotSupportedException)
        {
            file.Dispose();
            throw Unreadable(path, "it is a pipe or a device, not a file");
        }
    }

    /// <summary>Bytes that are in memory already.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> bytes, string name) => new(name, bytes);

    /// <summary>Fills the buffer from a place on; returns fewer bytes at the end only.</summary>
    public int Read(long offset, Span<byte> buffer)
    {
        if (_file is null)
        {
            if (offset >= _memory.Length) return 0;
            ReadOnlySpan<byte> rest = _memory.Span[(int)offset..];
            rest = rest[..Math.Min(rest.Length, buffer.Length)];
            rest.CopyTo(buffer);
            return rest.Length;
        }
        int filled = 0;
        try
        {
            while (filled < buffer.Length
                && RandomAccess.Read(_file, buffer[filled..], offset + filled) is var count and > 0) filled +=
                count;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Name, exception.Message.TrimEnd('.'));
        }
        return filled;
    }

    /// <summary>Refuses what was read where another process has written to the file since it was opened.</summary>
    /// <exception cref="RelionException"><c>RelionFileChanged</c>.</exception>
    public void RefuseIfChanged()
    {
        if (_file is not null
            && (RandomAccess.GetLength(_file) != Length || File.GetLastWriteTimeUtc(_file) != _changed))
        {
            throw StarErrors.FileChanged(Name);
        }
    }

    public void Dispose() => _file?.Dispose();

    private static RelionException Unreadable(string path, string reason) => StarErrors.FileUnreadable(path, reason);
}
