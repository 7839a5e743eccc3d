using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Results;

/// <summary>
/// What tells of a run's end beside its results: processes, the module's records, and the marks that RELION's pipeline
/// leaves.
/// </summary>
internal sealed record RunEvidence
{
    /// <summary>Clocks of node and file server may differ by so much.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>RELION's marks (pipeline_control.h) in the folder of a job.</summary>
    private const string FailureMark = "RELION_JOB_EXIT_FAILURE", AbortMark = "RELION_JOB_EXIT_ABORTED";

    public IReadOnlyList<int> ProcessIds { get; init; } = [];

    public string? RecordPath { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>How it went wrong; null where nothing says so.</summary>
    public string? Failure { get; init; }

    /// <summary>Who says that it was stopped; null where nothing does.</summary>
    public string? Cancellation { get; init; }

    public string? Version { get; init; }

    /// <summary>What the run's output says, as its record has it; null where no record has it.</summary>
    public RunLog? Log { get; init; }

    /// <summary>
    /// Path of the output of a run without such a record, without the endings; null where none is known.
    /// </summary>
    public string? LogPrefix { get; init; }

    /// <summary>The last start that a record tells of.</summary>
    public DateTime? StartedUtc { get; init; }

    /// <summary>Records that were set aside, since a later version of the module wrote them.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <param name="outputRoot">Full path of the root name.</param>
    /// <param name="files">What it has left; where their times are not true, the newest record counts.</param>
    public static RunEvidence Read(string outputRoot, RunFiles files)
    {
        int[] processes = [.. RunProcesses.Of(outputRoot)];
        DateTime last = files is { AreTimesTrue: true, Current: [.., var end] } ? end.WrittenUtc : DateTime.MinValue;
        var problems = new List<string>();
        RunEvidence evidence = FromRecord(outputRoot, last, problems)
            ?? FromJob(outputRoot, last, problems)
            ?? FromMarks(Path.GetDirectoryName(outputRoot) ?? "/", last)
            ?? new RunEvidence();
        return evidence with { ProcessIds = processes, Problems = problems };
    }

    /// <summary>
    /// The newest record that lies beside the results and is of this root. One that ended before the last file was
    /// written is of an earlier start.
    /// </summary>
    private static RunEvidence? FromRecord(string outputRoot, DateTime last, List<string> problems)
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/", name = Path.GetFileName(outputRoot);
        foreach (string path in RunFileNames.Records(folder, name))
        {
            try
            {
                RunRecord record = RunRecord.FromJson(PlainFile.ReadText(path));
                if (!IsOf(record, outputRoot)) continue;
                // One that was not started has touched nothing.
                if (record.Run.ExitCode is null) continue;
                DateTime ended = record.Run.StartedUtc.ToUniversalTime().AddSeconds(record.Run.Seconds ?? 0);
                if (Later(ended, File.GetLastWriteTimeUtc(path)) + Tolerance < last) return null;
                return new RunEvidence
                {
                    RecordPath = path,
                    ExitCode = record.Run.ExitCode,
                    StartedUtc = record.Run.StartedUtc.ToUniversalTime(),
                    Log = new RunLog(record.Run.Notes, record.Run.GpuThreads, null)
                    {
                        GpuUse = record.Run.GpuUse,
                    },
                    Version = record.RelionVersion is "Unknown" ? null : record.RelionVersion,
                    Failure = record.Status == RunStatus.Failed
                        ? record.Run.ErrorMessage ?? "its record says Failed"
                        : null,
                    Cancellation = record.Status == RunStatus.Cancelled
                        ? "its record says that it was stopped"
                            + (record.Run.StopReason is { } reason ? $" ({reason})" : "")
                        : null,
                };
            }
            catch (NewerRecordException newer)
            {
                problems.Add(
                    RunErrors.RecordSchemaUnknown(outputRoot, path, newer.Found, newer.Known, newer).Message);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
                or JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
            {
                // It may have been the one that tells how the run ended.
                problems.Add(RunErrors.RecordInvalid(path, exception).Message);
            }
        }
        return null;
    }

    /// <summary>
    /// True where it is of this root, or of one of the same name in a folder that is not here: it came with its
    /// results.
    /// </summary>
    private static bool IsOf(RunRecord record, string outputRoot)
    {
        if (ArgumentReader.ValueOf(record.Command, OptionTable.Output) is not { } root) return false;
        string recorded = Path.GetFullPath(Path.Combine(record.WorkingDirectory, root));
        return recorded == outputRoot
            || (Path.GetFileName(recorded) == Path.GetFileName(outputRoot)
                && !Directory.Exists(Path.GetDirectoryName(recorded)));
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    /// <summary>The record that a job of Submit-RelionJob wrote, or what its logs tell where it wrote none.</summary>
    private static RunEvidence? FromJob(string outputRoot, DateTime last, List<string> problems)
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/";
        string? job = Directory.EnumerateDirectories(
            folder, Path.GetFileName(outputRoot) + "_job_*").Max(StringComparer.Ordinal);
        if (job is null) return null;
        try
        {
            if (JobRecord.Read(job)?.Runs[^1] is not { } run
                || run.StartedUtc.AddSeconds(run.Seconds) + Tolerance < last)
            {
                // None, or of an earlier run of the job.
                return JobLog.Read(job, last > DateTime.MinValue ? last - Tolerance : last);
            }
            return new RunEvidence
            {
                RecordPath = Path.Combine(job, JobRecord.FileName),
                LogPrefix = Path.Combine(job, run.Name),
                ExitCode = run.ExitCode,
                StartedUtc = run.StartedUtc.ToUniversalTime(),
                Failure = run.Status is "Completed" or "Cancelled"
                    ? null
                    : FormattableString.Invariant($"the job's record says {run.Status}, exit code {run.ExitCode}"),
                Cancellation = run.Status == "Cancelled" ? "the job's record says that it was stopped" : null,
            };
        }
        catch (RelionException exception)
        {
            problems.Add(exception.Message);
            return null;
        }
    }

    private static RunEvidence? FromMarks(string folder, DateTime last)
    {
        if (IsMarked(FailureMark)) return new RunEvidence { Failure = $"RELION left {FailureMark}{LastError(folder)}" };
        return IsMarked(AbortMark) ? new RunEvidence { Cancellation = $"RELION left {AbortMark}" } : null;

        bool IsMarked(string mark) =>
            new FileInfo(Path.Combine(folder, mark)) is { Exists: true } file
                && file.LastWriteTimeUtc + Tolerance >= last;
    }

    /// <summary>What RELION's pipeline keeps of standard error.</summary>
    private static string LastError(string folder)
    {
        const int linesShown = 3;
        string path = Path.Combine(folder, "run.err");
        if (!PlainFile.IsAt(path)) return "";
        string[] lines =
        [
            .. PlainFile.ReadLines(path)
                .Select(line => line.Trim())
                .Where(line => line.Length > 0)
                .TakeLast(linesShown),
        ];
        return lines.Length == 0 ? "" : $": {string.Join(" / ", lines)}";
    }
}
