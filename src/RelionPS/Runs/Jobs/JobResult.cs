using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// A finished refinement's result, from what is in its job's folder: the manifest, the record that the job wrote, and
/// RELION's output.
/// </summary>
internal static class JobResult
{
    /// <summary>The record of a job that has ended.</summary>
    /// <exception cref="RelionException"><c>RelionJobNotEnded</c> or <c>RelionJobWithoutRecord</c>.</exception>
    public static JobRecord Record(RelionJob job)
    {
        if (!job.IsEnded && job.State != RelionJobState.Unknown) throw JobErrors.JobNotEnded(job);
        string log = Path.Combine(job.Path, "slurm.out");
        return JobRecord.Read(job.Path) is { } record && record.JobId == job.Id
            ? record
            : throw JobErrors.JobWithoutRecord(job, log, LastLinesOf(log));
    }

    /// <inheritdoc cref="Record"/>
    public static BenchmarkOutcome Read(RelionJob job, JobManifest manifest)
    {
        JobRecord record = Record(job);
        JobRefinement refinement = manifest.Refinement!;
        RefineCommand command = refinement.Record.ToCommand();
        var runs = new List<BenchmarkRun>();
        RelionException? error = null;
        var before = new HashSet<WrittenIteration>();
        foreach (JobRun recorded in record.Runs)
        {
            bool isLast = recorded == record.Runs[^1];
            IReadOnlyList<WrittenIteration> written =
            [
                .. RelionIterationReader.ParseTimes(
                    refinement.OutputRoot,
                    Text(job.FileOf(recorded.Name, "times")),
                    recorded.StartedUtc).Where(before.Add),
            ];
            (BenchmarkRun run, RelionException? fault) = Run(job, recorded, command, written, isLast);
            runs.Add(run);
            // The script goes on where the exit code was 0, whatever the output says.
            error ??= fault;
        }
        if (error is null && runs.Count < manifest.Runs.Count)
        {
            error = JobErrors.JobStopped(job, job.Reason);
            runs.Add(
                Named(manifest.Runs[runs.Count]) with
                {
                    Status = IsCancelled(job) ? RunStatus.Cancelled : RunStatus.Failed,
                    ErrorId = error.ErrorId,
                    ErrorMessage = error.Message,
                });
        }
        return new BenchmarkOutcome(
            BenchmarkResults.Of(command, runs, Version(Text(runs[0].StandardOutputPath))), error);
    }

    /// <summary>The last lines of a file; empty where it is not there.</summary>
    public static string LastLinesOf(string path) => LastLines.Of(Text(path));

    public static string Text(string? path) => path is not null && PlainFile.IsAt(path) ? PlainFile.ReadText(path) : "";

    private static byte[] Bytes(string path) => PlainFile.IsAt(path) ? PlainFile.ReadBytes(path) : [];

    public static bool IsCancelled(RelionJob job) => job.State is RelionJobState.Cancelled or RelionJobState.TimedOut;

    /// <param name="job">The job.</param>
    /// <param name="recorded">What it recorded of the run.</param>
    /// <param name="command">What was run.</param>
    /// <param name="written">The optimiser files that the run wrote, in order.</param>
    /// <param name="hasResults">True for the last run, whose results are still there.</param>
    private static (BenchmarkRun Run, RelionException? Error) Run(
        RelionJob job,
        JobRun recorded,
        RefineCommand command,
        IReadOnlyList<WrittenIteration> written,
        bool hasResults)
    {
        string output = job.FileOf(recorded.Name, "out"), errors = job.FileOf(recorded.Name, "err");
        var warnings = new RelionOutputWarnings(command.Plan.Ranks);
        warnings.ReadOutput(Text(output));
        warnings.ReadError(Text(errors));
        warnings.Finish();
        string lastErrorLines = ErrorLines.Readable(LastLinesOf(errors));
        (RunStatus status, RelionException? error) = RunVerdict.Of(command, new RunEnd
        {
            ExitCode = recorded.ExitCode,
            IsStopped = recorded.Status == "Cancelled" || (recorded.Status != "Completed" && IsCancelled(job)),
            Faults = warnings.Faults,
            LastErrorLines = lastErrorLines,
            RankSignal = warnings.Signal,
            LogPath = Path.ChangeExtension(errors, null),
            Last = written is [.., var last] ? last : null,
            HasResults = hasResults,
        });
        RelionStepClock? clock = OutputClock.Of(
            Bytes(output), Text(job.FileOf(recorded.Name, "clock")), recorded.StartedUtc, recorded.Seconds,
            RunVerdict.ExpectedIterations(command));
        IReadOnlyList<StepTime> steps = clock?.Finish(recorded.Seconds) ?? [];
        IReadOnlyList<IterationTime> ofFiles = RelionIterationReader.Times(written);
        // Who stopped it is Slurm's to say, and no one has seen it here.
        if (status == RunStatus.Cancelled) error = JobErrors.JobStopped(job, job.State.ToString());
        return (Named(recorded.Name) with
        {
            Status = status,
            StartedUtc = recorded.StartedUtc,
            Seconds = recorded.Seconds,
            Iterations = clock?.Iterations(ofFiles, steps) ?? ofFiles,
            Steps = steps,
            StepSource = steps.Count > 0
                ? $"the job's script noted when output arrived, to {OutputClockScript.Interval} s"
                : "none: the job's script has no notes of when output arrived",
            ExitCode = recorded.ExitCode,
            Warnings = warnings.Warnings,
            Notes =
            [
                .. warnings.Notes,
                .. GpuMapCheck.Difference(command, warnings.GpuThreads) is { } other ? [other] : (RunNote[])[],
            ],
            GpuThreads = warnings.GpuThreads,
            LastErrorLines = lastErrorLines,
            RecordPath = job.RecordPath,
            StandardOutputPath = output,
            StandardErrorPath = errors,
            ErrorId = error?.ErrorId,
            ErrorMessage = error?.Message,
        }, error);
    }

    /// <summary>A run by its name: <c>run</c>, <c>w01</c>, <c>r02</c>.</summary>
    private static BenchmarkRun Named(string name) => new()
    {
        Number = int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 1,
        IsWarmup = name.StartsWith('w'),
        Status = RunStatus.Failed,
        StartedUtc = DateTime.UtcNow,
    };

    /// <summary>The MPI program says its version first: <c>RELION version: 3.1.3 </c>.</summary>
    private static string Version(string output)
    {
        const string mark = "RELION version:";
        int at = output.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "Unknown" : output[(at + mark.Length)..].Split('\n')[0].Trim();
    }
}
