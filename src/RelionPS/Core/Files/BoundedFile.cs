using Microsoft.Win32.SafeHandles;
using RelionPS.Core.Processes;

namespace RelionPS.Core.Files;

/// <summary>
/// Files of folders that anything may lie in: only what is a regular file is opened, and no more of it is read than was
/// asked for. A pipe without a writer, a device and a file that never ends keep nobody waiting.
/// </summary>
internal static class BoundedFile
{
    /// <summary>
    /// The file, for reading; null where there is none, where it is no regular file, and where the system refuses.
    /// </summary>
    public static SafeFileHandle? Open(string path)
    {
        // The kind first: opening alone can rewind a tape, or start a watchdog.
        if (path.Contains('\0') || NativeMethods.TargetIdentity(path) is not { IsRegular: true }) return null;
        try
        {
            SafeFileHandle file = NativeMethods.OpenWithoutWaiting(path);
            // It may have been another one meanwhile.
            if (NativeMethods.Identity(file) is { IsRegular: true }) return file;
            file.Dispose();
        }
        catch (IOException)
        {
        }
        return null;
    }

    /// <summary>The file's bytes, the first of them where it is longer; null where it can't be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">How many bytes at most.</param>
    public static byte[]? Read(string path, int most)
    {
        using SafeFileHandle? file = Open(path);
        if (file is null) return null;
        try
        {
            using var bytes = new MemoryStream();
            byte[] buffer = new byte[Math.Min(most, 65536)];
            while (bytes.Length < most)
            {
                int wanted = (int)Math.Min(buffer.Length, most - bytes.Length);
                int count = RandomAccess.Read(file, buffer.AsSpan(0, wanted), bytes.Length);
                if (count == 0) break;
                bytes.Write(buffer, 0, count);
            }
            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
