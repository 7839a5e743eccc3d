using System.Collections.Specialized;
using RelionPS.Benchmarking;
using RelionPS.Errors;
using RelionPS.Refine;

namespace RelionPS.Slurm;

/// <summary>A finished job's result, from what is in its folder: the manifest, the record that the job wrote, and RELION's output.</summary>
internal static class JobResult
{
    /// <exception cref="RelionException"><c>RelionJobNotEnded</c> or <c>RelionJobWithoutRecord</c>.</exception>
    public static BenchmarkOutcome Read(RelionJob job)
    {
        if (!job.IsEnded && job.State != RelionJobState.Unknown) throw new RelionException("RelionJobNotEnded", job, job.Id, job.State, job.Reason);
        JobManifest manifest = JobManifest.Read(job.Path);
        JobRecord record = JobRecord.Read(job.Path) ?? throw new RelionException("RelionJobWithoutRecord", job, job.Id, job.Reason, Path.Combine(job.Path, "slurm.out"), LastLines(Path.Combine(job.Path, "slurm.out")));
        RefineCommand command = Command(manifest);

        var warnings = new RelionOutputWarnings(command.Plan.Ranks);
        string output = Text(job.StandardOutputPath);
        warnings.ReadOutput(output);
        warnings.ReadError(Text(job.StandardErrorPath));
        warnings.Finish();
        IReadOnlyList<IterationTime> iterations = RelionIterationReader.ReadSince(manifest.OutputRoot, record.StartedUtc);
        bool isCancelled = record.Status == "Cancelled" || job.State is RelionJobState.Cancelled or RelionJobState.TimedOut;
        RelionException? error = isCancelled ? new RelionException("RelionJobStopped", job, job.Id, job.State) : Verdict(job, record, warnings);
        BenchmarkStatus status = isCancelled ? BenchmarkStatus.Cancelled : error is null ? BenchmarkStatus.Completed : BenchmarkStatus.Failed;
        var run = new BenchmarkRun
        {
            Number = 1,
            IsWarmup = false,
            Status = status,
            StartedUtc = record.StartedUtc,
            Seconds = record.Seconds,
            Iterations = iterations,
            ExitCode = record.ExitCode,
            Warnings = warnings.Warnings,
            LastErrorLines = LastLines(job.StandardErrorPath),
            RecordPath = job.RecordPath,
            StandardOutputPath = job.StandardOutputPath,
            StandardErrorPath = job.StandardErrorPath,
            ErrorId = error?.ErrorId,
            ErrorMessage = error?.Message,
        };
        string version = Version(output);
        bool isDone = status == BenchmarkStatus.Completed;
        return new BenchmarkOutcome(
            new BenchmarkResult
            {
                Name = command.Name,
                Command = command,
                Seconds = isDone ? [record.Seconds] : [],
                MedianSeconds = isDone ? record.Seconds : null,
                MinSeconds = isDone ? record.Seconds : null,
                MaxSeconds = isDone ? record.Seconds : null,
                Iterations = iterations,
                ExitCode = record.ExitCode,
                Status = status,
                RecordPath = job.RecordPath,
                Runs = [run],
                RelionVersion = version,
                Summary = isDone ? BenchmarkSummary.Render(command, version, iterations.Count, record.Seconds) : null,
            },
            error);
    }

    private static RelionException? Verdict(RelionJob job, JobRecord record, RelionOutputWarnings warnings)
    {
        string logs = Path.ChangeExtension(job.StandardOutputPath, null);
        if (warnings.Faults is [var (id, value), ..]) return new RelionException(id, value, value, record.ExitCode, logs);
        return record.ExitCode != 0 ? new RelionException("RelionRunFailed", job, record.ExitCode, logs, LastLines(job.StandardErrorPath)) : null;
    }

    private static RefineCommand Command(JobManifest manifest)
    {
        BenchmarkRecord record = manifest.ReadRecord();
        var environment = new OrderedDictionary();
        foreach (EnvironmentVariable variable in record.Environment) environment.Add(variable.Name, variable.Value);
        return new RefineCommand
        {
            Name = record.Name,
            Plan = record.Plan,
            Decisions = [.. record.Decisions.Select(decision => new Decision(decision.Name, decision.Value, decision.Rule, decision.Reason, decision.Source, decision.IsWarning))],
            Executable = record.Command[manifest.LauncherTokens],
            Arguments = [.. record.Command.Skip(manifest.LauncherTokens + 1)],
            LauncherArguments = [.. record.Command.Take(manifest.LauncherTokens)],
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

    /// <summary>The MPI program says its version first: <c>RELION version: 3.1.3 </c>.</summary>
    private static string Version(string output)
    {
        const string mark = "RELION version:";
        int at = output.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "Unknown" : output[(at + mark.Length)..].Split('\n')[0].Trim();
    }

    private static string Text(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static string LastLines(string path) => string.Join('\n', Text(path).TrimEnd().Split('\n').TakeLast(20));
}
