using System.Globalization;
using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;

namespace RelionPS.Studies.History;

/// <summary>
/// A folder of records, one file each, written whole under a name that no other record has, and never written again:
/// any number of nodes may add to it at once, over a file server too, and folders may be copied together.
/// </summary>
internal static class BenchmarkHistory
{
    /// <summary>What a record's file says that it is.</summary>
    public const string Kind = "RelionPS.BenchmarkRecord";

    /// <summary>Raised where a reader of the old form would be wrong about the new.</summary>
    public const int SchemaVersion = 1;

    private const int LongestHost = 60;

    private static readonly EnumerationOptions Everywhere =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>Adds a record; one that is there already stays as it is.</summary>
    /// <returns>The record with its file, and whether it is new.</returns>
    /// <exception cref="RelionException"><c>RelionHistoryNotWritable</c>.</exception>
    public static (BenchmarkRecord Record, bool IsNew) Add(string folder, BenchmarkRecord record)
    {
        string path = System.IO.Path.Combine(folder, NameOf(record));
        try
        {
            Directory.CreateDirectory(folder);
            if (!PlainFile.IsAt(path)) WholeFile.WriteJson(path, record, overwrite: false);
            else return (record with { Path = path }, false);
        }
        catch (IOException) when (PlainFile.IsAt(path))
        {
            // Another process added the same at the same time.
            return (record with { Path = path }, false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw HistoryErrors.NotWritable(folder, exception.Message, exception);
        }
        return (record with { Path = path }, true);
    }

    /// <summary>Every record below a folder, oldest first.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="skipped">Takes a sentence on each file that is no record.</param>
    /// <exception cref="RelionException"><c>RelionHistoryNotFound</c>.</exception>
    public static IReadOnlyList<BenchmarkRecord> Read(string folder, Action<string> skipped)
    {
        if (!Directory.Exists(folder)) throw HistoryErrors.NotFound(folder);
        var records = new Dictionary<string, BenchmarkRecord>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*.json", Everywhere)
            .Where(path => !WholeFile.IsNameBeside(System.IO.Path.GetFileName(path)))
            .Order(StringComparer.Ordinal))
        {
            try
            {
                BenchmarkRecord record = One(path);
                records.TryAdd(record.Id, record);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
                or NotSupportedException or ArgumentException or InvalidOperationException)
            {
                skipped(HistoryErrors.FileSkipped(path, exception.Message));
            }
        }
        return [.. records.Values.OrderBy(record => record.StartedUtc).ThenBy(record => record.Id)];
    }

    private static BenchmarkRecord One(string path)
    {
        string text = PlainFile.ReadText(path);
        using (JsonDocument document = JsonFormat.Parse(text))
        {
            JsonElement root = document.RootElement;
            string? kind = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out JsonElement type)
                && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
            if (kind != Kind) throw new JsonException("It is no record of a benchmark.");
            if (root.TryGetProperty("schemaVersion", out JsonElement version)
                && version.TryGetInt32(out int number) && number > SchemaVersion)
            {
                throw new JsonException(FormattableString.Invariant(
                    $"It has the schema version {number}, and this module reads up to {SchemaVersion}."));
            }
        }
        BenchmarkRecord record = Wholeness.OfFile(JsonFormat.Read<BenchmarkRecord>(text));
        if (record.Runs.Count == 0) throw new JsonException("It has no runs.");
        foreach (RecordedRun run in record.Runs)
        {
            JsonFormat.RequireTime("seconds", run.Seconds);
            JsonFormat.RequireTime("cpuSeconds", run.CpuSeconds);
            if (run.Seconds <= 0) throw new JsonException("A run of it took no time.");
        }
        return record with { Path = path };
    }

    private static string NameOf(BenchmarkRecord record)
    {
        string host = string.Concat(
            record.Node.Host.Take(LongestHost)
                .Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' ? sign : '_'));
        return string.Create(
            CultureInfo.InvariantCulture, $"{record.StartedUtc:yyyyMMdd'T'HHmmss'Z'}-{host}-{record.Id}.json");
    }
}
