using System.Collections.Specialized;
using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Jobs;

/// <summary>A finished refinement's result, from what is in its job's folder: the manifest, the record that the job wrote, and RELION's output.</summary>
internal static class JobResult
{
    /// <summary>The record of a job that has ended.</summary>
    /// <exception cref="RelionException"><c>RelionJobNotEnded</c> or <c>RelionJobWithoutRecord</c>.</exception>
    public static JobRecord Record(RelionJob job)
    {
        if (!job.IsEnded && job.State != RelionJobState.Unknown) throw new RelionException("RelionJobNotEnded", job, job.Id, job.State, job.Reason);
        string log = Path.Combine(job.Path, "slurm.out");
        return JobRecord.Read(job.Path) is { } record && record.JobId == job.Id ? record : throw new RelionException("RelionJobWithoutRecord", job, job.Id, job.Reason, log, LastLines(log));
    }

    /// <inheritdoc cref="Record"/>
    public static BenchmarkOutcome Read(RelionJob job, JobManifest manifest)
    {
        JobRecord record = Record(job);
        JobRefinement refinement = manifest.Refinement!;
        RefineCommand command = Command(refinement);
        var runs = new List<BenchmarkRun>();
        RelionException? error = null;
        var before = new HashSet<WrittenIteration>();
        foreach (JobRun recorded in record.Runs)
        {
            bool isLast = recorded == record.Runs[^1];
            IReadOnlyList<WrittenIteration> written = [.. RelionIterationReader.ParseTimes(refinement.OutputRoot, Text(job.FileOf(recorded.Name, "times")), recorded.StartedUtc).Where(before.Add)];
            (BenchmarkRun run, error) = Run(job, recorded, command, written, isLast ? refinement.OutputRoot : null);
            runs.Add(run);
        }
        if (error is null && runs.Count < manifest.Runs.Count)
        {
            error = new RelionException("RelionJobStopped", job, job.Id, job.Reason);
            runs.Add(Named(manifest.Runs[runs.Count]) with { Status = IsCancelled(job) ? RunStatus.Cancelled : RunStatus.Failed, ErrorId = error.ErrorId, ErrorMessage = error.Message });
        }
        return new BenchmarkOutcome(BenchmarkResults.Of(command, runs, Version(Text(runs[0].StandardOutputPath))), error);
    }

    /// <summary>The last lines of a file; empty where it is not there.</summary>
    public static string LastLines(string path) => string.Join('\n', Text(path).TrimEnd().Split('\n').TakeLast(20));

    public static string Text(string? path) => File.Exists(path) ? File.ReadAllText(path) : "";

    public static bool IsCancelled(RelionJob job) => job.State is RelionJobState.Cancelled or RelionJobState.TimedOut;

    private static (BenchmarkRun Run, RelionException? Error) Run(RelionJob job, JobRun recorded, RefineCommand command, IReadOnlyList<WrittenIteration> written, string? resultRoot)
    {
        string output = job.FileOf(recorded.Name, "out"), errors = job.FileOf(recorded.Name, "err");
        var warnings = new RelionOutputWarnings(command.Plan.Ranks);
        warnings.ReadOutput(Text(output));
        warnings.ReadError(Text(errors));
        warnings.Finish();
        bool isCancelled = recorded.Status == "Cancelled" || (recorded.Status != "Completed" && IsCancelled(job));
        RelionException? error = isCancelled ? new RelionException("RelionJobStopped", job, job.Id, job.State) : Verdict(recorded, warnings, command, errors, written, resultRoot);
        return (Named(recorded.Name) with
        {
            Status = isCancelled ? RunStatus.Cancelled : error is null ? RunStatus.Completed : RunStatus.Failed,
            StartedUtc = recorded.StartedUtc,
            Seconds = recorded.Seconds,
            Iterations = RelionIterationReader.Times(written),
            ExitCode = recorded.ExitCode,
            Warnings = warnings.Warnings,
            LastErrorLines = ErrorLines.Readable(LastLines(errors)),
            RecordPath = job.RecordPath,
            StandardOutputPath = output,
            StandardErrorPath = errors,
            ErrorId = error?.ErrorId,
            ErrorMessage = error?.Message,
        }, error);
    }

    /// <summary>What proves a run wrong; whether its results are whole can only be told of the last one, which are still there.</summary>
    private static RelionException? Verdict(JobRun recorded, RelionOutputWarnings warnings, RefineCommand command, string errors, IReadOnlyList<WrittenIteration> written, string? resultRoot)
    {
        string logs = Path.ChangeExtension(errors, null);
        if (warnings.Faults is [var (id, value), ..]) return new RelionException(id, value, value, recorded.ExitCode, logs);
        if (recorded.ExitCode != 0) return new RelionException("RelionRunFailed", command, recorded.ExitCode, logs, ErrorLines.Readable(LastLines(errors)));
        return resultRoot is not null && SingleRun.MissingResult(command, resultRoot, written.LastOrDefault()?.Iteration, written.LastOrDefault()?.Path) is { } file
            ? new RelionException("RelionOutputIncomplete", file, file, recorded.ExitCode, logs)
            : null;
    }

    /// <summary>A run by its name: <c>run</c>, <c>w01</c>, <c>r02</c>.</summary>
    private static BenchmarkRun Named(string name) => new()
    {
        Number = int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 1,
        IsWarmup = name.StartsWith('w'),
        Status = RunStatus.Failed,
        StartedUtc = DateTime.UtcNow,
    };

    private static RefineCommand Command(JobRefinement refinement)
    {
        RunRecord record = refinement.ReadRecord();
        var environment = new OrderedDictionary();
        foreach (EnvironmentVariable variable in record.Environment) environment[variable.Name] = variable.Value;
        return new RefineCommand
        {
            Name = record.Name,
            Plan = record.Plan,
            Decisions = Decisions(record.Decisions),
            Executable = record.Command[refinement.LauncherTokens],
            Arguments = [.. record.Command.Skip(refinement.LauncherTokens + 1)],
            LauncherArguments = [.. record.Command.Take(refinement.LauncherTokens)],
            Environment = environment.AsReadOnly(),
            WorkingDirectory = record.WorkingDirectory,
            CommandLine = record.CommandLine,
            Options = record.Options,
            Acceleration = record.Acceleration,
            IsAccelerationExplicit = true,
            Mpi = record.Mpi,
            Node = record.Node,
        };
    }

    public static IReadOnlyList<Decision> Decisions(IEnumerable<DecisionFacts> facts) =>
        [.. facts.Select(decision => new Decision(decision.Name, decision.Value, decision.Rule, decision.Reason, decision.Source, decision.IsWarning))];

    /// <summary>The MPI program says its version first: <c>RELION version: 3.1.3 </c>.</summary>
    private static string Version(string output)
    {
        const string mark = "RELION version:";
        int at = output.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "Unknown" : output[(at + mark.Length)..].Split('\n')[0].Trim();
    }
}
