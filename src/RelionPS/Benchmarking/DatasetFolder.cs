using RelionPS.Errors;

namespace RelionPS.Benchmarking;

/// <summary>
/// The folder a set is made in. Files grow in a subfolder that one process at a time may hold, and move to their place when all are complete,
/// so that an interrupted creation leaves nothing that looks like a set.
/// </summary>
internal sealed class DatasetFolder : IDisposable
{
    private const string PartialName = ".relionps-partial";

    private readonly FileStream _lock;
    private readonly string _path;

    /// <summary>Makes the folder, and takes it for this process.</summary>
    /// <exception cref="RelionException"><c>RelionDatasetNotWritable</c>, <c>RelionDatasetBusy</c>.</exception>
    public DatasetFolder(string path)
    {
        _path = path;
        Partial = Path.Combine(path, PartialName);
        try
        {
            Directory.CreateDirectory(Partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RelionException("RelionDatasetNotWritable", path, exception, [path, exception.Message]);
        }
        string lockPath = Path.Combine(Partial, "lock");
        try
        {
            _lock = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new RelionException("RelionDatasetNotWritable", path, exception, [path, exception.Message]);
        }
        catch (IOException exception)
        {
            throw new RelionException("RelionDatasetBusy", path, exception, [path]);
        }
        foreach (string leftover in Directory.GetFiles(Partial))
        {
            if (leftover != lockPath) File.Delete(leftover);
        }
    }

    /// <summary>Where files grow.</summary>
    public string Partial { get; }

    /// <summary>True where the folder is missing, or holds nothing but what an interrupted creation left.</summary>
    public static bool IsFree(string path) =>
        !Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).All(entry => Path.GetFileName(entry) == PartialName);

    /// <summary>Free bytes on the file system that the path is, or will be, on; null where the system does not tell.</summary>
    public static long? FreeBytes(string path)
    {
        string? existing = path;
        while (existing is not null && !Directory.Exists(existing)) existing = Path.GetDirectoryName(existing);
        try
        {
            return existing is null ? null : new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Puts the finished files in their place, and gives their lengths. The manifest of an older set goes first.</summary>
    public SortedDictionary<string, long> Publish(IEnumerable<string> names)
    {
        File.Delete(Path.Combine(_path, DatasetManifest.FileName));
        var lengths = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string target = Path.Combine(_path, name);
            File.Move(Path.Combine(Partial, name), target, overwrite: true);
            lengths[name] = new FileInfo(target).Length;
        }
        return lengths;
    }

    /// <summary>Takes the subfolder away, and the folder too where nothing came of it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Partial, recursive: true);
            if (!Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
        }
        catch (IOException)
        {
            // What is left is ignored by the next creation.
        }
        _lock.Dispose();
    }
}
