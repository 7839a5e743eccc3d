using System.Security.Cryptography;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Benchmarks;

/// <summary>How a command is measured.</summary>
/// <param name="Repeat">Runs that count, at least 1.</param>
/// <param name="Warmup">Runs before them that do not.</param>
/// <param name="OutputPath">Full path of the folder for records and output; null is the folder of <c>--o</c>.</param>
/// <param name="Label">What the runs are for, in the names of their records.</param>
internal sealed record BenchmarkOptions(int Repeat, int Warmup, string? OutputPath, string Label = RunFileNames.Benchmark)
{
    /// <summary>Runs of a command, warm-ups too.</summary>
    public int RunCount => Warmup + Repeat;

    /// <summary>How long the machine is watched before the first run; zero asks for no look.</summary>
    public TimeSpan MachineSample { get; init; }

    /// <summary>Iterations of the full run that a short one is projected to; null projects nothing.</summary>
    public int? FullIterations { get; init; }

    /// <summary>What the output root is locked for.</summary>
    public LockKind LockKind { get; init; } = LockKind.Benchmark;

    /// <summary>True where results that no benchmark left may be written over.</summary>
    public bool IsForced { get; init; }

    /// <summary>The folder that stands for <c>/</c> where the machine's counters are read.</summary>
    public string Root { get; init; } = "/";
}

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
    private PreparedRun? _prepared;
    private RelionException? _error;
    private OutputLock? _lock;

    /// <summary>The lock of the output root where the caller has it already; null where it is to be taken.</summary>
    public OutputLock? Lock { get; init; }

    /// <summary>True while another run makes sense: the checks passed and no run has failed.</summary>
    public bool CanGoOn => _prepared is not null && _runs.TrueForAll(run => run.Status == RunStatus.Completed);

    /// <summary>Runs to the end. A failed check, a failed run and a cancellation are outcomes with a record, not exceptions.</summary>
    public async Task<BenchmarkOutcome> RunAsync(CancellationToken cancellationToken) =>
        (await BenchmarkSchedule.RunAsync([this], options, reporter, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Checks the command; what is wrong with it is in the outcome.</summary>
    /// <param name="locks">Takes the lock of the output root, and gives it back when all runs are over.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    public async Task PrepareAsync(RootLocks locks, CancellationToken cancellationToken)
    {
        try
        {
            // First: nothing that is looked at before it is still so when the run begins.
            _lock = Lock
                ?? await locks.TakeAsync(command, options.LockKind, reporter, cancellationToken).ConfigureAwait(false);
            if (Lock is null && options is { LockKind: LockKind.Benchmark, IsForced: false })
            {
                EarlierResults.RefuseForeign(command.OutputRoot, _lock, options.OutputPath);
            }
            _prepared = await CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RelionException error)
        {
            _error = error;
            KeepNotStarted(RunStatus.Failed);
        }
        catch (OperationCanceledException)
        {
            KeepNotStarted(RunStatus.Cancelled);
        }
    }

    /// <summary>One run of a command that can go on.</summary>
    /// <param name="index">The run's place among the command's, from 0; the warm-ups are the first.</param>
    /// <param name="runsBefore">Runs of all commands before it.</param>
    /// <param name="runs">All runs of all commands.</param>
    /// <param name="machine">What the machine showed before the first run.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task RunOnceAsync(int index, int runsBefore, int runs, IReadOnlyList<BenchmarkWarning> machine, CancellationToken cancellationToken)
    {
        PreparedRun prepared = _prepared!;
        bool isWarmup = index < options.Warmup;
        int number = isWarmup ? index + 1 : index - options.Warmup + 1;
        RunFileNames files = RunFileNames.Reserve(_folder, Path.GetFileName(prepared.OutputRoot), _startedUtc, number, isWarmup, options.Label);
        var progress = new BenchmarkProgress($"RELION: {command.Name}", runsBefore, runs, reporter);
        (BenchmarkRun run, RelionException? error) =
            await new SingleRun(prepared, files, progress, reporter) { Machine = new(options.Root), Lock = _lock! }
                .RunAsync(number, isWarmup, cancellationToken).ConfigureAwait(false);
        if (runsBefore == runs - 1 || run.Status != RunStatus.Completed) progress.End();
        _error = error;
        Keep(run with { MachineWarnings = [.. machine, .. run.MachineWarnings] }, files, prepared);
    }

    /// <summary>What the runs so far show.</summary>
    public BenchmarkOutcome Outcome() => new(Result(_prepared?.Command ?? command, _prepared?.Capability ?? RelionCapability.Unknown), _error);

    private async Task<PreparedRun> CheckAsync(CancellationToken cancellationToken)
    {
        PreparedRun prepared = await BenchmarkPreflight.CheckAsync(command, cancellationToken).ConfigureAwait(false);
        _folder = options.OutputPath ?? Path.GetDirectoryName(prepared.OutputRoot)!;
        WritableFolder.Ensure(_folder);
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

    private void KeepNotStarted(RunStatus status)
    {
        var run = new BenchmarkRun { Number = 1, IsWarmup = false, Status = status, StartedUtc = _startedUtc, ErrorId = _error?.ErrorId, ErrorMessage = _error?.Message };
        if (FolderForRecord() is { } folder)
        {
            _folder = folder;
            RunFileNames files = RunFileNames.Reserve(folder, Path.GetFileName(command.OutputRoot), _startedUtc, 1, isWarmup: false, options.Label);
            File.Delete(files.StandardOutputPath);
            File.Delete(files.StandardErrorPath);
            Keep(run, files, null);
        }
        else
        {
            _runs.Add(run);
        }
    }

    /// <summary>Where a record can go though the run could not start: a record is worth an unusual place. Makes no working folder that the user misspelt.</summary>
    private string? FolderForRecord()
    {
        bool hasWorkingDirectory = Directory.Exists(command.WorkingDirectory);
        string?[] candidates =
        [
            options.OutputPath,
            hasWorkingDirectory ? Path.GetDirectoryName(command.OutputRoot) : null,
            hasWorkingDirectory ? command.WorkingDirectory : null,
            Path.GetTempPath(),
        ];
        foreach (string folder in candidates.OfType<string>())
        {
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

    private void Keep(BenchmarkRun run, RunFileNames files, PreparedRun? prepared)
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

    private RunRecord Record(BenchmarkRun run, PreparedRun? prepared)
    {
        RefineCommand ran = prepared?.Command ?? command;
        RunRecord record = RunRecord.Of(ran, run);
        return record with
        {
            RelionVersion = prepared?.Capability.Version ?? record.RelionVersion,
            Executable = _executable,
            Launcher = _launcher,
            Command = prepared is null ? record.Command : SingleRun.Tokens(prepared),
            Inputs = prepared?.Inputs ?? [],
        };
    }

    private BenchmarkResult Result(RefineCommand ran, RelionCapability capability) => BenchmarkResults.Of(ran, _runs, capability.Version ?? "Unknown", options.FullIterations);

    private static async Task<ProgramFacts> FactsAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        string hash = await HashAsync(path, cancellationToken).ConfigureAwait(false);
        return new ProgramFacts(path, file.Length, file.LastWriteTimeUtc, hash);
    }

    /// <summary>A program may be one that this user can execute and not read.</summary>
    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream stream = File.OpenRead(path);
            byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            return Convert.ToHexString(hash).ToLowerInvariant();
        }
        catch (UnauthorizedAccessException)
        {
            return "Unknown";
        }
    }
}
