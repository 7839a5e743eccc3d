using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>One run of a prepared command: starts it, watches it, and judges what it left.</summary>
internal sealed class SingleRun(PreparedRun prepared, RunFileNames files, BenchmarkProgress progress, IReporter reporter)
{
    /// <summary>Options with which <c>--iter</c> is no promise of that many iterations.</summary>
    private static readonly string[] OpenEndedFlags = ["--auto_refine", "--sgd", "--grad"];

    /// <summary>Below it the bar of the expectation step has just begun, and the clock is not that of full work yet.</summary>
    private const double MiddleOfStep = 0.5;

    /// <summary>The machine whose counters are compared before and after the run.</summary>
    public NodeFiles Machine { get; init; } = new("/");

    /// <summary>The lock of the output root, which the programs inherit.</summary>
    public required OutputLock Lock { get; init; }

    /// <summary>What is started, token by token, programs with their full paths.</summary>
    public static IReadOnlyList<string> Tokens(PreparedRun prepared) =>
        prepared.LauncherPath is { } launcher
            ? [launcher, .. prepared.Command.LauncherArguments.Skip(1), prepared.ExecutablePath, .. prepared.Command.Arguments]
            : [prepared.ExecutablePath, .. prepared.Command.Arguments];

    /// <summary>Runs to the end; failure and cancellation are in what is returned, with the error beside it.</summary>
    public async Task<(BenchmarkRun Run, RelionException? Error)> RunAsync(int number, bool isWarmup, CancellationToken cancellationToken)
    {
        RefineCommand command = prepared.Command;
        var parser = new RelionProgressParser(ExpectedIterations(command));
        var warnings = new RelionOutputWarnings(command.Plan.Ranks);
        var banner = new MpiBanner();
        using var failFast = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var iterations = new RelionIterationReader(prepared.OutputRoot);
        var steps = new RelionStepClock();
        var clocks = new List<long>();
        int? clockIteration = null;
        long started = 0;
        IReadOnlyList<string> tokens = Tokens(prepared);
        var request = new ProcessRequest(tokens[0], [.. tokens.Skip(1)])
        {
            WorkingDirectory = command.WorkingDirectory,
            Environment = [.. command.Variables.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))],
            StandardOutputPath = files.StandardOutputPath,
            StandardErrorPath = files.StandardErrorPath,
            InheritedFiles = [Lock.File],
            OnOutput = text =>
            {
                warnings.ReadOutput(text.Span);
                banner.ReadOutput(text.Span);
                // n programs that each think they are alone would each do all of the work, and write over each other's results.
                if (warnings.Faults.Any(fault => fault.ErrorId == "RelionWrongMpiLauncher")) failFast.Cancel();
                parser.Read(text.Span, state =>
                {
                    steps.Read(state, Stopwatch.GetElapsedTime(started).TotalSeconds);
                    ReadClock(state);
                    progress.Report(state);
                });
            },
            OnError = text => warnings.ReadError(text.Span),
        };
        reporter.Verbose(CommandLineRenderer.Render(command with
        {
            Executable = prepared.ExecutablePath,
            LauncherArguments = prepared.LauncherPath is { } launcher ? [launcher, .. command.LauncherArguments.Skip(1)] : [],
        }));
        progress.Begin();
        var run = new BenchmarkRun { Number = number, IsWarmup = isWarmup, Status = RunStatus.Cancelled, StartedUtc = DateTime.UtcNow };
        MachineSnapshot before = MachineSnapshot.Read(Machine);
        long? groupPeakBefore = ControlGroups.MemoryPeakBytes(Machine);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Lock.MarkUsed();
            started = Stopwatch.GetTimestamp();
            ProcessOutcome outcome = await ProcessRunner.RunAsync(request, failFast.Token).ConfigureAwait(false);
            MachineSnapshot after = MachineSnapshot.Read(Machine);
            warnings.Finish();
            IReadOnlyList<IterationTime> times = iterations.Read();
            bool isCancelled = outcome.IsCancelled && cancellationToken.IsCancellationRequested;
            if (banner.Difference(command) is { } difference) reporter.Warning(difference);
            RelionException? error = isCancelled ? null : Verdict(outcome, warnings, iterations);
            IReadOnlyList<IterationSize> sizes = IterationSize.Read(prepared.OutputRoot, times.Select(time => time.Iteration));
            IReadOnlyList<RankMemoryUse> memory = MemoryUse.Of(prepared, outcome.Processes, sizes);
            bool isWhole = !isCancelled && error is null;
            return (run with
            {
                Status = isCancelled ? RunStatus.Cancelled : error is null ? RunStatus.Completed : RunStatus.Failed,
                Seconds = outcome.Elapsed.TotalSeconds,
                Iterations = times,
                Steps = steps.Finish(outcome.Elapsed.TotalSeconds),
                Sizes = sizes,
                RankMemory = memory,
                CgroupPeakBytes = ControlGroups.MemoryPeakBytes(Machine) is { } peak && peak > groupPeakBefore ? peak : null,
                MachineWarnings = [.. MachineRules.During(before, after, clocks).Concat(isWhole ? MemoryUse.Warnings(memory) : []).Select(warning => warning with { RunNumber = isWarmup ? null : number })],
                ExitCode = outcome.ExitCode,
                CpuSeconds = outcome.CpuTime.TotalSeconds,
                PeakMemoryBytes = outcome.PeakMemoryBytes,
                Warnings = warnings.Warnings,
                LastErrorLines = ErrorLines.Readable(outcome.StandardError),
                StandardOutputPath = files.StandardOutputPath,
                StandardErrorPath = files.StandardErrorPath,
                ErrorId = error?.ErrorId,
                ErrorMessage = error?.Message,
            }, error);
        }
        catch (OperationCanceledException)
        {
            return (run, null);
        }
        catch (RelionException error)
        {
            return (run with { Status = RunStatus.Failed, ErrorId = error.ErrorId, ErrorMessage = error.Message }, error);
        }

        void ReadClock(RelionProgress state)
        {
            // Once an iteration: a clock is a file a CPU, and the run must not notice.
            if (state.StepFraction < MiddleOfStep || state.Iteration == clockIteration || !state.Step.StartsWith("Expectation", StringComparison.Ordinal)) return;
            clockIteration = state.Iteration;
            if (MachineSnapshot.ClockKilohertz(Machine) is { } clock) clocks.Add(clock);
        }
    }

    /// <summary>What proves the run wrong; a signature says more than an exit code, and an exit code of 0 says little.</summary>
    private RelionException? Verdict(ProcessOutcome outcome, RelionOutputWarnings warnings, RelionIterationReader iterations)
    {
        string logs = Path.ChangeExtension(files.StandardOutputPath, null);
        if (warnings.Faults is [var (id, value), ..]) return new RelionException(id, value, value, outcome.ExitCode, logs);
        if (outcome.ExitCode != 0) return new RelionException("RelionRunFailed", prepared.Command, outcome.ExitCode, logs, ErrorLines.Readable(outcome.StandardError));
        return MissingResult(prepared.Command, prepared.OutputRoot, iterations.LastIteration(), iterations.LastWritten()) is { } file ? new RelionException("RelionOutputIncomplete", file, file, outcome.ExitCode, logs) : null;
    }

    /// <summary>The first file of the results that is missing or cut short; null where they are whole.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outputRoot">Full path of <c>--o</c>.</param>
    /// <param name="last">The last iteration that the run wrote; null where it wrote none.</param>
    /// <param name="optimiser">Its optimiser file.</param>
    public static string? MissingResult(RefineCommand command, string outputRoot, int? last, string? optimiser)
    {
        int expected = ExpectedIterations(command) ?? 0;
        return optimiser is not null && last >= expected
            ? RelionResultCheck.FindIncomplete(optimiser, command.WorkingDirectory)
            : string.Create(CultureInfo.InvariantCulture, $"{outputRoot}_it{expected:000}_optimiser.star");
    }

    private static int? ExpectedIterations(RefineCommand command) =>
        !command.Arguments.Any(OpenEndedFlags.Contains)
        && int.TryParse(ArgumentReader.ValueOf(command.Arguments, "--iter"), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            ? iterations
            : null;
}
