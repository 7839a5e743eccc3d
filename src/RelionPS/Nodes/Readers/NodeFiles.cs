using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// The small text files of /proc and /sys, read below a root folder. What is absent or unreadable is null, never an
/// exception. A capture may hold anything: only regular files are opened, of these no more than a bound is read, and of
/// a folder no more than so many entries.
/// </summary>
/// <param name="root">The folder that stands for <c>/</c>.</param>
/// <param name="cancellationToken">Ends the reading, with <see cref="OperationCanceledException"/>.</param>
internal sealed class NodeFiles(string root, CancellationToken cancellationToken = default)
{
    /// <summary>More than any folder of /proc and /sys that is looked into has.</summary>
    private const int LargestFolder = 100_000;

    private const int SmallFile = 4096;

    private const int LargestFile = 16 << 20;

    /// <summary>The folder that stands for <c>/</c>.</summary>
    public string Root { get; } = root;

    public string Full(string path) => Path.Combine(Root, path.TrimStart('/'));

    public bool Exists(string path) => File.Exists(Full(path)) || Directory.Exists(Full(path));

    /// <summary>The file's text without the white space around it.</summary>
    public string? Text(string path)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallFile);
        try
        {
            return Load(path, ref buffer) is { } length
                ? Encoding.UTF8.GetString(buffer.AsSpan(0, length)).Trim()
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The file's bytes.</summary>
    public byte[]? Bytes(string path)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallFile);
        try
        {
            return Load(path, ref buffer) is { } length ? buffer[..length] : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>True where the file is there and this user may not read it.</summary>
    public bool IsDenied(string path)
    {
        if (DirectoryEntry.Behind(Full(path)).Kind != EntryKind.File) return false;
        using SafeFileHandle? file = BoundedFile.Open(Full(path));
        return file is null;
    }

    /// <summary>Reads a file whose length the kernel does not say beforehand; null where it can't be read.</summary>
    private int? Load(string path, ref byte[] buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SafeFileHandle? file = BoundedFile.Open(Full(path));
        if (file is null) return null;
        // sysfs gives a whole attribute in one read, which is most of what is read; procfs gives pieces.
        bool isWholeAtOnce = path.StartsWith("/sys/", StringComparison.Ordinal);
        int length = 0;
        while (true)
        {
            int count = NativeMethods.Read(file, buffer.AsSpan(length));
            if (count < 0) return null;
            if (count == 0) return length;
            length += count;
            if (length < buffer.Length)
            {
                if (isWholeAtOnce && length == count) return length;
                continue;
            }
            if (length >= LargestFile) return length;
            cancellationToken.ThrowIfCancellationRequested();
            byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }

    public IReadOnlyList<string> Lines(string path) =>
        Text(path)?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public long? Number(string path) =>
        long.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>A set of CPU numbers from the first of two files that is there: a list, or else a mask.</summary>
    public IReadOnlyList<int>? Cpus(string listPath, string? maskPath = null)
    {
        if (Text(listPath) is { Length: > 0 } list) return CpuList.TryParse(list);
        return maskPath is not null && Text(maskPath) is { Length: > 0 } mask ? CpuList.TryParseMask(mask) : null;
    }

    /// <summary>Numbers n of the entries <c>prefixN</c> of a folder, ascending: cpu0, cpu1, …</summary>
    public IReadOnlyList<int> Numbered(string folder, string prefix)
    {
        var numbers = new List<int>();
        foreach (string name in Entries(folder))
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && int.TryParse(
                    name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                numbers.Add(number);
            }
        }
        numbers.Sort();
        return numbers;
    }

    /// <summary>Names of a folder's entries, sorted; none where it can't be read.</summary>
    public IReadOnlyList<string> Names(string folder)
    {
        List<string> names = Entries(folder);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Names as the system lists them, up to the bound; none where the folder can't be read.</summary>
    private List<string> Entries(string folder)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string full = Full(folder);
        var names = new List<string>();
        if (!Directory.Exists(full)) return names;
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(full).Take(LargestFolder))
            {
                names.Add(Path.GetFileName(entry));
            }
            return names;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// The last part of a symbolic link's target, or null: <c>device/driver</c> links to the driver's folder.
    /// </summary>
    public string? LinkName(string path)
    {
        try
        {
            return new FileInfo(Full(path)).LinkTarget is { } target ? Path.GetFileName(target) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
