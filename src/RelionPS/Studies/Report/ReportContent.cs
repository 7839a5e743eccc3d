using RelionPS.Core.Files;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Report;

/// <summary>The objects that a report is made of, in the order they came.</summary>
internal sealed class ReportContent(IReadOnlyList<object> items)
{
    private readonly Dictionary<string, RunRecord?> _records = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>
    /// What a report was to show of files that are there and can't be read; the report is without it.
    /// </summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>All objects.</summary>
    public IReadOnlyList<object> Items { get; } = items;

    /// <summary>How the benchmarks of each job stand to the fastest.</summary>
    public IReadOnlyList<SpeedComparison> Speeds => field ??= SpeedComparison.Of(this);

    /// <summary>Every command, each once.</summary>
    public IReadOnlyList<NamedCommand> Commands => field ??= NamedCommand.Of(this);

    /// <summary>Those of a type.</summary>
    public IReadOnlyList<T> Of<T>() => [.. Items.OfType<T>()];

    /// <summary>How a benchmark stands to the others of its job; null where there are none.</summary>
    public SpeedStanding? Standing(BenchmarkResult result) =>
        Speeds.Select(speed => speed.StandingOf(result)).FirstOrDefault(standing => standing is not null);

    /// <summary>The record of a run; null where there is none that can be read.</summary>
    public RunRecord? Record(string? path)
    {
        if (path is null) return null;
        if (_records.TryGetValue(path, out RunRecord? known)) return known;
        try
        {
            return _records[path] = RunRecord.FromJson(PlainFile.ReadText(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Results were moved, or their records were: an object tells enough by itself.
            return _records[path] = null;
        }
        catch (NewerRecordException newer)
        {
            _problems.Add(
                RunErrors.RecordSchemaUnknown(Path.GetFileName(path), path, newer.Found, newer.Known, newer).Message);
            return _records[path] = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or System.Text.Json.JsonException or NotSupportedException or ArgumentException
            or InvalidOperationException)
        {
            _problems.Add(RunErrors.RecordInvalid(path, exception).Message);
            return _records[path] = null;
        }
    }

    /// <summary>
    /// A short name of each benchmark that tells it from the others: what they all share is left out.
    /// </summary>
    public IReadOnlyList<string> Labels() => CommandLabels.Of(
        Of<BenchmarkResult>().Select(result => (result.Name, result.Command, (string?)result.RelionVersion)));
}
