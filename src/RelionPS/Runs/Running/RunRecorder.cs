using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>Writes the record of each run of a session, of one that could not start too.</summary>
/// <param name="asked">The command that was asked for.</param>
/// <param name="setup">What it is run for.</param>
/// <param name="startedUtc">The session's start, in the names of all its records.</param>
/// <param name="reporter">Takes a warning where a record can't be written.</param>
internal sealed class RunRecorder(RefineCommand asked, RunSetup setup, DateTime startedUtc, IReporter reporter)
{
    private PreparedRun? _prepared;
    private ProgramFacts? _executable;
    private ProgramFacts? _launcher;
    private string _folder = "";

    /// <summary>Takes what the checks found, for the records to come.</summary>
    /// <param name="prepared">The command as it runs.</param>
    /// <param name="folder">Full path of the folder for records and output.</param>
    /// <param name="executable">The refinement program's file.</param>
    /// <param name="launcher">The launcher's file; null without MPI.</param>
    public void Prepared(PreparedRun prepared, string folder, ProgramFacts executable, ProgramFacts? launcher)
    {
        RelionCapability capability = prepared.Capability;
        (_prepared, _folder, _launcher) = (prepared, folder, launcher);
        _executable = executable with
        {
            Version = capability.Version,
            Precision = capability.Precision,
            HasAltCpu = capability.HasAltCpu,
        };
    }

    /// <summary>Takes names for the files of a run.</summary>
    public RunFileNames Reserve(RunTurn turn) => RunFileNames.Reserve(
        _folder, Path.GetFileName(asked.OutputRoot), startedUtc, turn.Number, turn.IsWarmup, setup.Label);

    /// <summary>
    /// Writes a run's record; the run with the record's path, or without where it could not be written.
    /// </summary>
    public BenchmarkRun Keep(BenchmarkRun run, RunFileNames files)
    {
        run = run with { RecordPath = files.RecordPath };
        try
        {
            Record(run).Write(files.RecordPath);
            return run;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return KeepElsewhere(run, files, exception.Message);
        }
    }

    /// <summary>
    /// A record that its folder does not take: a full disk, a folder that was deleted. What it tells is worth a second
    /// place.
    /// </summary>
    private BenchmarkRun KeepElsewhere(BenchmarkRun run, RunFileNames files, string reason)
    {
        string lost = files.RecordPath, name = Path.GetFileName(lost);
        foreach (string folder in Places().Where(folder => folder != Path.GetDirectoryName(lost)))
        {
            string path = Path.Combine(folder, name);
            try
            {
                WritableFolder.Ensure(folder);
                run = run with { RecordPath = path };
                Record(run).Write(path);
                reporter.Warning(RunningErrors.RecordElsewhere(lost, reason, path));
                return run;
            }
            catch (Exception exception)
                when (exception is IOException or UnauthorizedAccessException or RelionException)
            {
                // The next one, then.
            }
        }
        reporter.Warning(RunningErrors.RecordNotWritten(lost, reason));
        return run with { RecordPath = null };
    }

    /// <summary>The record of a run whose folder takes no files any more, in another one.</summary>
    /// <param name="turn">The run's place.</param>
    /// <param name="cause">What the folder's file system says.</param>
    public RunResult KeepWithoutFolder(RunTurn turn, Exception cause)
    {
        RelionException error = RunningErrors.RunFolderGone(_folder, cause.Message, cause);
        var run = new BenchmarkRun
        {
            Number = turn.Number,
            IsWarmup = turn.IsWarmup,
            Status = RunStatus.Failed,
            StartedUtc = DateTime.UtcNow,
            ErrorId = error.ErrorId,
            ErrorMessage = error.Message,
        };
        if (FolderForRecord(_folder) is not { } folder) return new RunResult(run, error);
        RunFileNames files = RunFileNames.Reserve(
            folder, Path.GetFileName(asked.OutputRoot), startedUtc, turn.Number, turn.IsWarmup, setup.Label);
        File.Delete(files.StandardOutputPath);
        File.Delete(files.StandardErrorPath);
        run = Keep(run, files);
        if (run.RecordPath is { } path) reporter.Warning(RunningErrors.RecordElsewhere(_folder, cause.Message, path));
        return new RunResult(run, error);
    }

    /// <summary>Writes the record of a run that could not start, where any folder takes one.</summary>
    /// <param name="status">Failed or cancelled.</param>
    /// <param name="error">What kept it from its start; null where it was cancelled.</param>
    public RunResult KeepNotStarted(RunStatus status, RelionException? error)
    {
        var run = new BenchmarkRun
        {
            Number = 1,
            IsWarmup = false,
            Status = status,
            StartedUtc = startedUtc,
            StopReason = status == RunStatus.Cancelled ? SessionEnd.Reason ?? SingleRun.StoppedByUser : null,
            ErrorId = error?.ErrorId,
            ErrorMessage = error?.Message,
        };
        if (FolderForRecord() is not { } folder) return new RunResult(run, error);
        _folder = folder;
        RunFileNames files = Reserve(RunTurn.Only);
        File.Delete(files.StandardOutputPath);
        File.Delete(files.StandardErrorPath);
        return new RunResult(Keep(run, files), error);
    }

    /// <summary>
    /// Where a record can go though the run could not start: a record is worth an unusual place. Makes no working
    /// folder that the user misspelt.
    /// </summary>
    /// <param name="without">A folder that is known to take none; null for no such one.</param>
    private string? FolderForRecord(string? without = null)
    {
        string? first = Directory.Exists(asked.WorkingDirectory) ? Path.GetDirectoryName(asked.OutputRoot) : null;
        foreach (string folder in new[] { setup.RecordFolder, first }.OfType<string>().Concat(Places()))
        {
            // Where it was deleted it is not made again: nobody would look there.
            if (folder == without) continue;
            try
            {
                WritableFolder.Ensure(folder);
                return folder;
            }
            catch (RelionException)
            {
                // The next one, then.
            }
        }
        return null;
    }

    /// <summary>Places for a record that its own folder does not take, the best first.</summary>
    private IEnumerable<string> Places()
    {
        if (Directory.Exists(asked.WorkingDirectory)) yield return asked.WorkingDirectory;
        yield return Path.GetTempPath();
    }

    private RunRecord Record(BenchmarkRun run)
    {
        RunRecord record = RunRecord.Of(_prepared?.Command ?? asked, run);
        return record with
        {
            RelionVersion = _prepared?.Capability.Version ?? record.RelionVersion,
            Executable = _executable,
            Launcher = _launcher,
            Command = _prepared?.Tokens ?? record.Command,
            Inputs = _prepared?.Inputs ?? [],
        };
    }
}
