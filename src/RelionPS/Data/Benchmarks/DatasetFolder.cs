using RelionPS.Core.Errors;
using RelionPS.Core.Files;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// The folder a set is made in. Files grow in a subfolder that one process at a time may hold, and move to their place
/// when all are complete,
/// so that an interrupted creation leaves nothing that looks like a set.
/// </summary>
internal sealed class DatasetFolder : IDisposable
{
    private const string PartialName =
        ".relionps-partial", LockName = "lock", ContentPrefix = "content-", ContentPurpose = "archive";

    /// <summary>
    /// Copies of manifests, that tell what is the module's while the files of a set are put in their place.
    /// </summary>
    private const string DraftPrefix = "made-", DraftEnd = ".json";

    /// <summary>What grew in the subfolder itself, in 0.1.0.</summary>
    private static readonly string[] GrowingNames =
        [
            "phantom.mrc",
            "reference.mrc",
            "particles.mrcs",
            "truth.star",
            "particles.star",
            "unscaled.mrc",
            "projections.mrcs",
            "projections.star",
        ];

    private readonly FileStream _lock;
    private readonly string _path;
    private readonly bool _isNew;

    /// <summary>Makes the folder, and takes it for this process.</summary>
    /// <exception cref="RelionException"><c>RelionDatasetNotWritable</c>, <c>RelionDatasetBusy</c>,
    /// <c>RelionFolderNotOwn</c>.</exception>
    public DatasetFolder(string path)
    {
        _path = path;
        Partial = Path.Combine(path, PartialName);
        _isNew = !Path.Exists(path);
        if (DirectoryEntry.At(Partial).Kind is not (EntryKind.None or EntryKind.Folder))
        {
            throw FileErrors.FolderNotOwn(Partial, "it is a link or a file");
        }
        try
        {
            Directory.CreateDirectory(Partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BenchmarkErrors.DatasetNotWritable(path, exception.Message, exception);
        }
        string lockPath = Path.Combine(Partial, LockName);
        if (DirectoryEntry.At(lockPath).Kind is not (EntryKind.None or EntryKind.File))
        {
            throw FileErrors.FolderNotOwn(lockPath, "it is a link or a folder");
        }
        try
        {
            _lock = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw BenchmarkErrors.DatasetNotWritable(path, exception.Message, exception);
        }
        catch (IOException exception)
        {
            throw BenchmarkErrors.DatasetBusy(path, exception);
        }
        RemoveLeftovers();
    }

    /// <summary>The subfolder.</summary>
    private string Partial { get; }

    /// <summary>True where the folder is missing, or holds nothing but what an interrupted creation left.</summary>
    public static bool IsFree(string path) =>
        !Directory.Exists(path)
            || Directory.EnumerateFileSystemEntries(path).All(entry => Path.GetFileName(entry) == PartialName);

    /// <summary>The manifest of the set in a folder; null where a set may be made there.</summary>
    /// <param name="path">Full path of the folder.</param>
    /// <param name="force">True where a set that is there may be made anew.</param>
    /// <param name="isSame">Tells the set that is asked for.</param>
    /// <exception cref="RelionException"><c>RelionDatasetExists</c>: the folder holds something else, and may not be
    /// overwritten; <c>RelionDatasetNotWritable</c>.</exception>
    public static DatasetManifest? Existing(string path, bool force, Func<DatasetManifest, bool> isSame)
    {
        if (File.Exists(path)) throw BenchmarkErrors.DatasetNotWritable(path, "It is a file.");
        if (force) return null;
        try
        {
            if (IsFree(path)) return null;
            return DatasetManifest.Read(path) is { } manifest && isSame(manifest)
                ? manifest
                : throw BenchmarkErrors.DatasetExists(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BenchmarkErrors.DatasetNotWritable(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// Free bytes on the file system that the path is, or will be, on; null where the system does not tell.
    /// </summary>
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

    /// <summary>
    /// Refuses a folder in which a file of the set's would take the place of one that no making of a set left there.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>.</exception>
    public static void RefuseOthers(string path, IEnumerable<string> names)
    {
        string record = Path.Combine(path, DatasetManifest.FileName);
        if (DatasetManifest.Read(path) is null && DirectoryEntry.At(record).Kind != EntryKind.None)
        {
            throw FileErrors.FileNotOwn(record);
        }
        DatasetManifest[] all = Manifests(path);
        foreach (string name in names)
        {
            string file = Path.Combine(path, name);
            if (DirectoryEntry.At(file).Kind != EntryKind.None && !all.Any(one => one.IsMade(path, name)))
            {
                throw FileErrors.FileNotOwn(file);
            }
        }
    }

    /// <summary>
    /// Puts the finished files in their place, then the manifest. That of an older set goes first; until the new one is
    /// there, copies of both say what a call that is killed here leaves. Files of an older set that the new one has not
    /// go last: no manifest would tell them from the user's.
    /// </summary>
    /// <param name="from">The folder that the files are in.</param>
    /// <param name="names">Their names.</param>
    /// <param name="describe">Makes the manifest of their lengths and times.</param>
    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>.</exception>
    public void Publish(
        string from, IReadOnlyList<string> names,
        Func<SortedDictionary<string, long>, SortedDictionary<string, DateTime>, DatasetManifest> describe)
    {
        RefuseOthers(_path, names);
        var lengths = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var times = new SortedDictionary<string, DateTime>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            var file = new FileInfo(Path.Combine(from, name));
            (lengths[name], times[name]) = (file.Length, file.LastWriteTimeUtc);
        }
        DatasetManifest manifest = describe(lengths, times);
        DatasetManifest[] older = Manifests(_path);
        manifest.WriteFile(NewDraft());
        string record = Path.Combine(_path, DatasetManifest.FileName);
        if (DirectoryEntry.At(record).Kind == EntryKind.File) File.Move(record, NewDraft());
        foreach (string name in names)
        {
            WholeFile.Place(Path.Combine(from, name), Path.Combine(_path, name), overwrite: true);
        }
        manifest.Write(_path);
        foreach (DatasetManifest one in older)
        {
            // A name that leads out of the folder is of a manifest that someone has changed.
            foreach (string name in one.FileBytes.Keys.Except(names).Where(name => Path.GetFileName(name) == name))
            {
                if (one.IsMade(_path, name)) File.Delete(Path.Combine(_path, name));
            }
        }
        foreach (string draft in Drafts(_path)) File.Delete(draft);

        string NewDraft() => Path.Combine(Partial, $"{DraftPrefix}{Guid.NewGuid():N}{DraftEnd}");
    }

    /// <summary>Takes the subfolder away, and the folder too where it was made here and nothing came of it.</summary>
    public void Dispose()
    {
        try
        {
            RemoveLeftovers();
            // The module's has nothing in it.
            if (_lock.Length == 0) File.Delete(Path.Combine(Partial, LockName));
            Directory.Delete(Partial);
            if (_isNew && !Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
        }
        catch (IOException)
        {
            // What is left is ignored by the next creation.
        }
        _lock.Dispose();
    }

    /// <summary>A new folder below the subfolder, which goes with it: also after a kill, by its mark.</summary>
    public string MakeContentFolder()
    {
        string path = Path.Combine(Partial, ContentPrefix + Guid.NewGuid().ToString("N"));
        OwnFolder.Make(path, ContentPurpose);
        string content = Path.Combine(path, "content");
        OwnFolder.MakeNew(content);
        return content;
    }

    /// <summary>What is known of the sets whose files a folder has: of one, where no call was killed there.</summary>
    private static DatasetManifest[] Manifests(string path) =>
    [
        .. new[] { DatasetManifest.Read(path) }.Concat(Drafts(path).Select(DatasetManifest.ReadFile))
            .OfType<DatasetManifest>(),
    ];

    private static IEnumerable<string> Drafts(string path)
    {
        string partial = Path.Combine(path, PartialName);
        return DirectoryEntry.At(partial).Kind == EntryKind.Folder
            ? Directory.GetFiles(partial, DraftPrefix + "*" + DraftEnd)
            : [];
    }

    private static bool IsOwnName(string name) =>
        GrowingNames.Contains(name) || name == LockName || WholeFile.IsNameBeside(name)
        || name.StartsWith(ContentPrefix, StringComparison.Ordinal)
        || name.StartsWith(DraftPrefix, StringComparison.Ordinal);

    private void RemoveLeftovers()
    {
        string[] names = [.. Directory.EnumerateFileSystemEntries(Partial).Select(Path.GetFileName).OfType<string>()];
        // Beside anything else, files of such plain names may be another's too.
        if (names.All(IsOwnName))
        {
            foreach (string name in names.Where(name => GrowingNames.Contains(name) || WholeFile.IsNameBeside(name)))
            {
                string path = Path.Combine(Partial, name);
                if (DirectoryEntry.At(path).Kind == EntryKind.File) File.Delete(path);
            }
        }
        foreach (string folder in Directory.EnumerateDirectories(Partial, ContentPrefix + "*").ToArray())
        {
            // Of a link .NET takes the link, wherever it is below.
            if (OwnFolder.IsOwn(folder, ContentPurpose)) Directory.Delete(folder, recursive: true);
        }
    }
}
