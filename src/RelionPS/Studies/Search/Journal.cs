using System.Text;
using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Search;

/// <summary>
/// A search's runs on disk: a header, then a line of JSON for each run, written and flushed before the next one starts.
/// A file beside it is locked by the
/// operating system, so a second search is refused, one that was killed leaves no lock behind, and the journal can be
/// read meanwhile. A last line without its end was being written when the
/// search was killed: it is dropped, and that run is done again.
/// </summary>
internal sealed class Journal : IJournal, IDisposable
{
    public const string FileName = "search.jsonl";

    private const string LockName = "search.lock";

    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly Dictionary<TrialKey, Trial> _known = [];

    private Journal(FileStream held, FileStream file)
    {
        _lock = held;
        _file = file;
    }

    /// <summary>Runs that were known when it was opened.</summary>
    public int KnownRuns { get; private set; }

    /// <summary>Opens a folder's journal, or begins one.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="header">What is to be searched now.</param>
    /// <param name="restart">True begins anew whatever the folder holds.</param>
    /// <exception cref="RelionException"><c>RelionTuningBusy</c>, <c>RelionTuningJournalInvalid</c>,
    /// <c>RelionTuningJournalDiffers</c>.</exception>
    public static Journal Open(string folder, JournalHeader header, bool restart)
    {
        string path = Path.Combine(folder, FileName);
        RefuseOther(path);
        FileStream held = Lock(Path.Combine(folder, LockName));
        Journal? journal = null;
        try
        {
            byte[] kept = Keep(path, restart);
            journal = new Journal(
                held, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
            journal.Load(path, kept, header);
            return journal;
        }
        catch
        {
            journal?.Dispose();
            held.Dispose();
            throw;
        }
    }

    public Trial? Find(TrialKey key) => _known.GetValueOrDefault(key);

    public void Append(Trial trial)
    {
        Write(trial);
        _known[trial.Key] = trial;
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string path)
    {
        RefuseOther(path);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw SearchErrors.TuningBusy(path, exception);
        }
    }

    /// <summary>Through a link, or into a pipe, another's file would be written.</summary>
    private static void RefuseOther(string path)
    {
        if (DirectoryEntry.At(path).Kind is not (EntryKind.None or EntryKind.File))
        {
            throw FileErrors.FileNotOwn(path);
        }
    }

    /// <summary>
    /// Leaves in the journal what is to be gone on from, and gives it. A second name of the file, a copy that someone
    /// keeps (cp -l), keeps all.
    /// </summary>
    private static byte[] Keep(string path, bool restart)
    {
        DirectoryEntry entry = DirectoryEntry.At(path);
        if (entry.Kind == EntryKind.None) return [];
        byte[] bytes = PlainFile.ReadBytes(path);
        // Before anything is cut off: a file of this name may be another's.
        if (!JournalHeader.Begins(bytes)) throw FileErrors.FileNotOwn(path);
        // Whole lines alone: what a killed search was writing has no end.
        byte[] kept = restart ? [] : bytes[..(Array.LastIndexOf(bytes, (byte)'\n') + 1)];
        if (kept.Length < bytes.Length || entry.Names > 1) WholeFile.Write(path, kept, overwrite: true);
        return kept;
    }

    private void Load(string path, byte[] kept, JournalHeader header)
    {
        _file.Position = kept.Length;
        string[] lines = Encoding.UTF8.GetString(kept).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
        {
            Write(header);
            return;
        }
        RefuseOlder(path, lines[0]);
        JournalHeader found = Read<JournalHeader>(path, lines, 0);
        if (found.Kind != JournalHeader.KindName || found.SchemaVersion != JournalHeader.CurrentSchemaVersion)
        {
            throw SearchErrors.TuningJournalInvalid(
                path, 1, $"It is not a journal of version {JournalHeader.CurrentSchemaVersion}.");
        }
        if (header.Differences(found) is { Count: > 0 } differences)
        {
            throw SearchErrors.TuningJournalDiffers(path, differences);
        }
        for (int line = 1; line < lines.Length; line++)
        {
            Trial trial = Read<Trial>(path, lines, line);
            _known[trial.Key] = trial;
        }
        KnownRuns = _known.Count;
    }

    /// <summary>An older form has other rounds, and its runs are not those that are asked for now.</summary>
    private static void RefuseOlder(string path, string header)
    {
        int version;
        try
        {
            using JsonDocument document = JsonFormat.Parse(header);
            if (!document.RootElement.TryGetProperty("schemaVersion", out JsonElement value)
                || !value.TryGetInt32(out version))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What is wrong with it, whoever reads it whole says.
            return;
        }
        if (version is > 0 and < JournalHeader.CurrentSchemaVersion)
        {
            throw SearchErrors.TuningJournalDiffers(
                path,
                [$"the journal is of form {version}, and searches write form {JournalHeader.CurrentSchemaVersion}"]);
        }
    }

    private void Write<T>(T line)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(line, JsonFormat.OneLine));
        _file.WriteByte((byte)'\n');
        _file.Flush(flushToDisk: true);
    }

    private static T Read<T>(string path, string[] lines, int line)
        where T : notnull
    {
        try
        {
            T read = Wholeness.OfFile(JsonFormat.Read<T>(lines[line]));
            if (read is Trial trial) trial.RequireTrue();
            return read;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException
            or InvalidOperationException)
        {
            throw SearchErrors.TuningJournalInvalid(path, line + 1, exception.Message, exception);
        }
    }
}
