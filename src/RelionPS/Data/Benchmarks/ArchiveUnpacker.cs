using System.Formats.Tar;
using System.IO.Compression;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Data.Star;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// Unpacks a tar archive, compressed by gzip or not, into a folder. Nothing is written outside of it, whatever names
/// the archive holds.
/// </summary>
internal static class ArchiveUnpacker
{
    /// <exception cref="RelionException"><c>RelionFileNotFound</c>, <c>RelionDiskSpaceShort</c>,
    /// <c>RelionDatasetExists</c>, <c>RelionDatasetNotWritable</c>,
    /// <c>RelionDatasetBusy</c> or <c>RelionArchiveInvalid</c>.</exception>
    public static async Task UnpackAsync(
        string archive, string folder, IReporter reporter, CancellationToken cancellationToken)
    {
        if (!File.Exists(archive)) throw StarErrors.FileNotFound(archive);
        long length = new FileInfo(archive).Length;
        if (DatasetFolder.FreeBytes(folder) is { } free && free < length)
        {
            throw BenchmarkErrors.DiskSpaceShort(folder, length / 1e9, free / 1e9);
        }
        try
        {
            using var work = new DatasetFolder(folder);
            string content = work.MakeContentFolder();
            await ReadAsync(archive, content, reporter, cancellationToken).ConfigureAwait(false);
            string[] entries = Directory.GetFileSystemEntries(content);
            if (entries.Length == 0) throw Invalid(archive, "it is empty");
            if (entries
                .Select(entry => Path.Combine(folder, Path.GetFileName(entry)))
                .FirstOrDefault(entry => DirectoryEntry.At(entry).Kind != EntryKind.None) is { } existing)
            {
                throw BenchmarkErrors.DatasetExists(existing);
            }
            foreach (string entry in entries) Directory.Move(entry, Path.Combine(folder, Path.GetFileName(entry)));
        }
        catch (InvalidDataException exception)
        {
            throw Invalid(archive, exception.Message.TrimEnd('.'));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BenchmarkErrors.DatasetNotWritable(folder, exception.Message, exception);
        }
        finally
        {
            reporter.Progress(new ProgressReport(Activity(archive), "", IsCompleted: true));
        }
    }

    private static async Task ReadAsync(
        string archive, string content, IReporter reporter, CancellationToken cancellationToken)
    {
        using FileStream file = File.OpenRead(archive);
        bool isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream stream = isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var tar = new TarReader(stream);
        try
        {
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                reporter.Progress(
                    new ProgressReport(
                        Activity(archive), entry.Name, 100.0 * file.Position / Math.Max(1, file.Length)));
                await ExtractAsync(entry, archive, content, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (EndOfStreamException)
        {
            throw Invalid(archive, "it is cut short");
        }
    }

    private static async Task ExtractAsync(
        TarEntry entry, string archive, string content, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(Path.Combine(content, entry.Name));
        if (!IsBelow(path, content)) throw Invalid(archive, $"its entry '{entry.Name}' lies outside of the folder");
        if (IsThroughLink(path, content)) throw Invalid(archive, $"its entry '{entry.Name}' leads through a link");
        switch (entry.EntryType)
        {
            case TarEntryType.GlobalExtendedAttributes:
                return;
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                break;
            case TarEntryType.SymbolicLink when IsBelow(
                Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, entry.LinkName)), content):
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.CreateSymbolicLink(path, entry.LinkName);
                return;
            default:
                throw Invalid(
                    archive, $"its entry '{entry.Name}' is a {entry.EntryType}, or points outside of the folder");
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await entry.ExtractToFileAsync(path, overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Links of the archive itself may lead anywhere, one by way of another, however harmless each looks by its words.
    /// </summary>
    private static bool IsThroughLink(string path, string content)
    {
        for (string at = path; at.Length > content.Length; at = Path.GetDirectoryName(at)!)
        {
            if (DirectoryEntry.At(at).Kind == EntryKind.Link) return true;
        }
        return false;
    }

    private static bool IsBelow(string path, string folder) =>
        path == folder || path == folder + "/" || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Activity(string archive) => $"Unpacking {Path.GetFileName(archive)}";

    private static RelionException Invalid(string archive, string reason) =>
        BenchmarkErrors.ArchiveInvalid(archive, reason);
}
