using System.Security.Cryptography;
using RelionPS.Errors;
using RelionPS.Installations;
using RelionPS.Mpi;
using RelionPS.Processes;

namespace RelionPS.Benchmarking;

/// <summary>How a command is measured.</summary>
/// <param name="Repeat">Runs that count, at least 1.</param>
/// <param name="Warmup">Runs before them that do not.</param>
/// <param name="OutputPath">Full path of the folder for records and output; null is the folder of <c>--o</c>.</param>
/// <param name="Label">What the runs are for, in the names of their records.</param>
internal sealed record BenchmarkOptions(int Repeat, int Warmup, string? OutputPath, string Label = BenchmarkFiles.Benchmark);

/// <summary>The result, and the error that ended the runs where one did.</summary>
internal sealed record BenchmarkOutcome(BenchmarkResult Result, RelionException? Error);

/// <summary>
/// Runs a command, warm-ups first, and writes a record of each run. All runs write the same root name, as in the guide: the results are
/// the last run's, the records and output files are each run's own. The runs stop at the first that does not complete.
/// </summary>
internal sealed class BenchmarkRunner(RefineCommand command, BenchmarkOptions options, IReporter reporter)
{
    private readonly DateTime _startedUtc = DateTime.UtcNow;
    private readonly List<BenchmarkRun> _runs = [];
    private string _folder = "";
    private ProgramFacts? _executable;
    private ProgramFacts? _launcher;

    /// <summary>Runs to the end. A failed check, a failed run and a cancellation are outcomes with a record, not exceptions.</summary>
    public async Task<BenchmarkOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            PreparedRun prepared = await PrepareAsync(cancellationToken).ConfigureAwait(false);
            RelionException? error = await RunAllAsync(prepared, cancellationToken).ConfigureAwait(false);
            return new BenchmarkOutcome(Result(prepared.Command, prepared.Capability), error);
        }
        catch (RelionException error)
        {
            return NotStarted(BenchmarkStatus.Failed, error);
        }
        catch (OperationCanceledException)
        {
            return NotStarted(BenchmarkStatus.Cancelled, null);
        }
    }

    private async Task<RelionException?> RunAllAsync(PreparedRun prepared, CancellationToken cancellationToken)
    {
        int all = options.Warmup + options.Repeat;
        for (int index = 0; index < all; index++)
        {
            bool isWarmup = index < options.Warmup;
            int number = isWarmup ? index + 1 : index - options.Warmup + 1;
            BenchmarkFiles files = BenchmarkFiles.Reserve(_folder, Path.GetFileName(prepared.OutputRoot), _startedUtc, number, isWarmup, options.Label);
            var progress = new BenchmarkProgress($"RELION: {command.Name}", index, all, reporter);
            (BenchmarkRun run, RelionException? error) = await new SingleRun(prepared, files, progress, reporter).RunAsync(number, isWarmup, cancellationToken).ConfigureAwait(false);
            bool isLast = index == all - 1 || run.Status != BenchmarkStatus.Completed;
            if (isLast) progress.End();
            Keep(run, files, prepared);
            if (isLast) return error;
        }
        return null;
    }

    private async Task<PreparedRun> PrepareAsync(CancellationToken cancellationToken)
    {
        PreparedRun prepared = await BenchmarkPreflight.CheckAsync(command, cancellationToken).ConfigureAwait(false);
        _folder = options.OutputPath ?? Path.GetDirectoryName(prepared.OutputRoot)!;
        BenchmarkPreflight.EnsureWritable(_folder);
        LaunchFiles.Write(prepared.Command);
        foreach (Decision decision in prepared.Command.Decisions.Skip(command.Decisions.Count)) reporter.Warning(decision.Reason);
        RelionCapability capability = prepared.Capability;
        if (capability.Version is null) reporter.Debug($"{prepared.ExecutablePath} does not say its version; what it can do is unknown.");
        _executable = await FactsAsync(prepared.ExecutablePath, cancellationToken).ConfigureAwait(false) with
        {
            Version = capability.Version,
            Precision = capability.Precision,
            HasAltCpu = capability.HasAltCpu,
        };
        if (prepared.LauncherPath is { } launcher) _launcher = await FactsAsync(launcher, cancellationToken).ConfigureAwait(false);
        return prepared;
    }

    private BenchmarkOutcome NotStarted(BenchmarkStatus status, RelionException? error)
    {
        var run = new BenchmarkRun { Number = 1, IsWarmup = false, Status = status, StartedUtc = _startedUtc, ErrorId = error?.ErrorId, ErrorMessage = error?.Message };
        if (FolderForRecord() is { } folder)
        {
            _folder = folder;
            BenchmarkFiles files = BenchmarkFiles.Reserve(folder, Path.GetFileName(BenchmarkPreflight.OutputRoot(command)), _startedUtc, 1, isWarmup: false, options.Label);
            File.Delete(files.StandardOutputPath);
            Keep(run, files, null);
        }
        else
        {
            _runs.Add(run);
        }
        return new BenchmarkOutcome(Result(command, RelionCapability.Unknown), error);
    }

    /// <summary>Where a record can go though the run could not start: a record is worth an unusual place. Makes no working folder that the user misspelt.</summary>
    private string? FolderForRecord()
    {
        bool hasWorkingDirectory = Directory.Exists(command.WorkingDirectory);
        string?[] candidates =
        [
            options.OutputPath,
            hasWorkingDirectory ? Path.GetDirectoryName(BenchmarkPreflight.OutputRoot(command)) : null,
            hasWorkingDirectory ? command.WorkingDirectory : null,
            Path.GetTempPath(),
        ];
        foreach (string folder in candidates.OfType<string>())
        {
            try
            {
                BenchmarkPreflight.EnsureWritable(folder);
                return folder;
            }
            catch (RelionException)
            {
                // The next one, then.
            }
        }
        return null;
    }

    private void Keep(BenchmarkRun run, BenchmarkFiles files, PreparedRun? prepared)
    {
        run = run with { RecordPath = files.RecordPath };
        try
        {
            Record(run, prepared).Write(files.RecordPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reporter.Warning(Messages.Format("RelionRecordNotWritten", files.RecordPath, exception.Message));
            run = run with { RecordPath = null };
        }
        _runs.Add(run);
    }

    private BenchmarkRecord Record(BenchmarkRun run, PreparedRun? prepared)
    {
        RefineCommand ran = prepared?.Command ?? command;
        BenchmarkRecord record = BenchmarkRecord.Of(ran, run);
        return record with
        {
            RelionVersion = prepared?.Capability.Version ?? record.RelionVersion,
            Executable = _executable,
            Launcher = _launcher,
            Command = prepared is null ? record.Command : SingleRun.Tokens(prepared),
            Inputs = prepared?.Inputs ?? [],
        };
    }

    private BenchmarkResult Result(RefineCommand ran, RelionCapability capability) => BenchmarkResults.Of(ran, _runs, capability.Version ?? "Unknown");

    private static async Task<ProgramFacts> FactsAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        await using FileStream stream = file.OpenRead();
        byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        return new ProgramFacts(path, file.Length, file.LastWriteTimeUtc, Convert.ToHexString(hash).ToLowerInvariant());
    }
}
