using System.Text.Json;
using RelionPS.Core.Files;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>What the times of a run's files can tell.</summary>
/// <param name="outputRoot">Full path of the root name.</param>
internal sealed class RunTimes(string outputRoot)
{
    /// <summary>File servers may put the times of files that were written together out of order.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>The clocks of two nodes, and the files of one copy, are not further apart.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <summary>What is less may be a file system's rounding.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private List<Start>? _starts;

    /// <summary>A start of the run that something beside its results tells of.</summary>
    private readonly record struct Start(DateTime Utc, int? ContinuedFrom);

    /// <summary>
    /// True where the files' times are those of a copy. RELION writes an iteration's optimiser file before its model
    /// file; a copy in the order of the names does it the other way round.
    /// </summary>
    public static bool AreOfCopy(IReadOnlyCollection<RunFile> files)
    {
        int told = 0, contrary = 0;
        foreach (RunFile file in files)
        {
            if (ModelTime(file.Path) is not { } model || (model - file.WrittenUtc).Duration() > Apart) continue;
            told++;
            if (model + Least <= file.WrittenUtc) contrary++;
        }
        return told > 1 && 2 * contrary > told;
    }

    /// <summary>
    /// True where later iterations that are older than earlier ones are those of a run before. Times alone prove it
    /// where they lie far apart; else a start in between, or another command, has to.
    /// </summary>
    /// <param name="kept">The files in question are older than the last of these; their times rise.</param>
    /// <param name="older">The files in question, in order.</param>
    public bool AreOfEarlierRun(IReadOnlyList<RunFile> kept, IReadOnlyList<RunFile> older)
    {
        DateTime end = older.Max(file => file.WrittenUtc);
        if (kept.Where(file => file.WrittenUtc > end).MinBy(file => file.WrittenUtc) is not { } next) return false;
        if (next.WrittenUtc - end >= Apart && Rise(older)) return true;
        int before = older[0].Name.Iteration - 1;
        // What was continued from the last of them comes after it, whatever a clock says.
        if (Starts().Exists(
            start => start.ContinuedFrom == before && (start.Utc - next.WrittenUtc).Duration() < Apart
                && kept.Max(file => file.Name.Iteration) == before))
        {
            return false;
        }
        return Starts().Exists(start => end < start.Utc + Tolerance && start.Utc <= next.WrittenUtc + Tolerance)
            || (Command(older[0]) is { } command && Command(kept[^1]) is { } other && command != other);
    }

    private static bool Rise(IReadOnlyList<RunFile> files)
    {
        for (int index = 1; index < files.Count; index++)
        {
            if (files[index].WrittenUtc + Tolerance < files[index - 1].WrittenUtc) return false;
        }
        return true;
    }

    private static DateTime? ModelTime(string optimiser)
    {
        string prefix = optimiser[..^RunFileName.Optimiser.Length];
        foreach (string model in (string[])[prefix + "_model.star", prefix + "_half1_model.star"])
        {
            if (File.Exists(model)) return File.GetLastWriteTimeUtc(model);
        }
        return null;
    }

    /// <summary>
    /// The command that began the run, as its file has it; null where it has none, or one that continues.
    /// </summary>
    private static string? Command(RunFile file)
    {
        try
        {
            string? line = PlainFile.ReadLines(file.Path).Skip(1).FirstOrDefault();
            return line is not null && line.StartsWith("# --", StringComparison.Ordinal)
                && !line.Contains(OptionTable.Continue, StringComparison.Ordinal)
                ? line.Trim()
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private List<Start> Starts() => _starts ??= [.. FromRecords(), .. FromProcesses()];

    private IEnumerable<Start> FromRecords()
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/";
        foreach (string path in RunFileNames.Records(folder, Path.GetFileName(outputRoot)))
        {
            if (ReadStart(path) is { } start) yield return start;
        }
    }

    private static Start? ReadStart(string path)
    {
        try
        {
            RunRecord record = RunRecord.FromJson(PlainFile.ReadText(path));
            if (record.Run.ExitCode is null) return null;
            string? optimiser = ArgumentReader.ValueOf(record.Command, OptionTable.Continue);
            return new Start(
                record.Run.StartedUtc.ToUniversalTime(),
                optimiser is null ? null : RunFileName.Parse(Path.GetFileName(optimiser))?.Iteration);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or JsonException or NotSupportedException or ArgumentException or NewerRecordException)
        {
            // Not a record of this module; it tells nothing.
            return null;
        }
    }

    private IEnumerable<Start> FromProcesses()
    {
        foreach (int id in RunProcesses.Of(outputRoot))
        {
            DateTime? started = null;
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                started = process.StartTime.ToUniversalTime();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException
                or System.ComponentModel.Win32Exception)
            {
                // It has ended meanwhile.
            }
            if (started is { } time) yield return new Start(time, null);
        }
    }
}
