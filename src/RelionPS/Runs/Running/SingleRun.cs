using System.Runtime.CompilerServices;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>One run of a prepared command: starts it, watches it, and judges what it left.</summary>
internal sealed class SingleRun(PreparedRun prepared, RunFileNames files, RunProgress progress, IReporter reporter)
{
    /// <summary>Why a run was stopped where nothing else says so.</summary>
    public const string StoppedByUser = "Ctrl+C, or the end of its pipeline";

    /// <summary>The machine whose counters are compared before and after the run.</summary>
    public NodeFiles Machine { get; init; } = new("/");

    /// <summary>The lock of the output root, which the programs inherit.</summary>
    public required OutputLock Lock { get; init; }

    /// <summary>Longest time without a sign of work; null lets a run stand.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>True where the run is for the clock: its time has to be that of what was asked for.</summary>
    public bool IsTimed { get; init; } = true;

    /// <summary>Runs to the end; failure and cancellation are in what is returned, with the error beside it.</summary>
    public async Task<RunResult> RunAsync(RunTurn turn, CancellationToken cancellationToken)
    {
        RefineCommand command = prepared.Command;
        using var stall = new StallWatch(prepared.OutputRoot, StallTimeout, reporter);
        using var watch = new RunWatch(command, Machine, progress, stall);
        var iterations = new RelionIterationReader(prepared.OutputRoot);
        var work = new RunWorkWatch(Machine, prepared.ExecutablePath);
        reporter.Verbose(CommandLineRenderer.Render(command with
        {
            Executable = prepared.ExecutablePath,
            LauncherArguments = prepared.Launcher,
        }));
        progress.Begin();
        var run = new BenchmarkRun
        {
            Number = turn.Number,
            IsWarmup = turn.IsWarmup,
            Status = RunStatus.Cancelled,
            StartedUtc = DateTime.UtcNow,
        };
        MachineSnapshot before = MachineSnapshot.Read(Machine);
        long? groupKillsBefore = ControlGroups.OomKills(Machine);
        long? machineKillsBefore = ControlGroups.MachineOomKills(Machine);
        long? groupPeakBefore = ControlGroups.MemoryPeakBytes(Machine);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Lock.MarkUsed();
            GpuSampler gpus = await GpuSampler.StartAsync(command, Machine, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable sampling = gpus.ConfigureAwait(false);
            // From here on: what came before is no part of the run's time.
            using CancellationTokenSource limit = turn.Limit is { } longest ? new(longest.Time, longest.Clock) : new();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken, limit.Token, watch.Hopeless, stall.Stalled);
            watch.Begin();
            gpus.Begin();
            work.Begin();
            ProcessOutcome outcome = await ProcessRunner.RunAsync(Request(watch, stall, gpus, work), end.Token)
                .ConfigureAwait(false);
            MachineSnapshot after = MachineSnapshot.Read(Machine);
            double seconds = outcome.Elapsed.TotalSeconds;
            string lastErrorLines = ErrorLines.Readable(outcome.StandardError);
            IReadOnlyList<StepTime> steps = watch.Finish(seconds);
            IReadOnlyList<IterationTime> times = watch.Iterations(iterations.Read(), steps);
            if (watch.Misplacement is { } difference) reporter.Warning(difference);
            IReadOnlyList<RunNote> notes = watch.Notes;
            IReadOnlyList<GpuUse> gpuUse = await gpus.FinishAsync(
                seconds, watch.GpuThreads, notes.All(note => note.Id != RunNote.GpuNotUsed)).ConfigureAwait(false);
            foreach (RunNote note in notes) Tell(note);
            string? stopReason = !outcome.IsCancelled ? null
                : SessionEnd.Reason is { } reason ? reason
                : cancellationToken.IsCancellationRequested ? StoppedByUser
                : limit.IsCancellationRequested ? "its time limit"
                : null;
            (RunStatus status, RelionException? error) = RunVerdict.Of(command, new RunEnd
            {
                ExitCode = outcome.ExitCode,
                IsStopped = stopReason is not null,
                Faults = watch.Faults,
                IsTimed = IsTimed,
                LastErrorLines = lastErrorLines,
                RankSignal = watch.Signal,
                LogPath = Path.ChangeExtension(files.StandardOutputPath, null),
                Last = iterations.Last(),
                Memory = new MemoryAtEnd
                {
                    GroupKills = ControlGroups.OomKills(Machine) - groupKillsBefore,
                    MachineKills = ControlGroups.MachineOomKills(Machine) - machineKillsBefore,
                    LimitBytes = ControlGroups.MemoryLimit(Machine),
                    EstimatedBytes = command.Plan.Memory?.NodeBytes,
                    PeakBytes = outcome.PeakMemoryBytes,
                },
            });
            if (outcome.IsCancelled && stopReason is null && stall.Stall is { } stood)
            {
                status = RunStatus.Failed;
                error = RunningErrors.RunStalledAndEnded(
                    command, prepared.OutputRoot, RunErrors.Duration(stood.Time), stood.States);
            }
            IReadOnlyList<IterationSize> sizes = IterationSize.Read(
                prepared.OutputRoot, times.Select(time => time.Iteration));
            IReadOnlyList<RankMemoryUse> memory = MemoryUse.Of(prepared, outcome.Processes, sizes);
            IEnumerable<BenchmarkWarning> warnings = MachineRules.During(before, after, watch.Clocks)
                .Concat(GpuMapCheck.Warnings(notes))
                .Concat(status == RunStatus.Completed ? MemoryUse.Warnings(memory) : []);
            run = run with
            {
                Status = status,
                StopReason = stopReason,
                Seconds = seconds,
                Iterations = times,
                Steps = steps,
                Sizes = sizes,
                RankMemory = memory,
                CgroupPeakBytes = ControlGroups.MemoryPeakBytes(Machine) is { } peak && peak > groupPeakBefore
                    ? peak : null,
                MachineWarnings =
                [
                    .. warnings.Select(warning => warning with { RunNumber = turn.IsWarmup ? null : turn.Number }),
                ],
                ExitCode = outcome.ExitCode,
                CpuSeconds = outcome.CpuTime.TotalSeconds,
                PeakMemoryBytes = outcome.PeakMemoryBytes,
                Work = work.Finish(seconds),
                Warnings = watch.Warnings,
                Notes = notes,
                GpuThreads = watch.GpuThreads,
                GpuUse = gpuUse,
                LastErrorLines = lastErrorLines,
                StandardOutputPath = files.StandardOutputPath,
                StandardErrorPath = files.StandardErrorPath,
                ErrorId = error?.ErrorId,
                ErrorMessage = error?.Message,
            };
            return new RunResult(run, error);
        }
        catch (OperationCanceledException)
        {
            return new RunResult(run with { StopReason = SessionEnd.Reason ?? StoppedByUser }, null);
        }
        catch (RelionException error)
        {
            return new RunResult(
                run with { Status = RunStatus.Failed, ErrorId = error.ErrorId, ErrorMessage = error.Message }, error);
        }
    }

    /// <summary>
    /// A benchmark's runs say the same again and again, and its result has it: only what is not as planned is a warning
    /// of each.
    /// </summary>
    private void Tell(RunNote note)
    {
        string sentence = char.ToUpperInvariant(note.Message[0]) + note.Message[1..];
        if (!IsTimed || note.Id == RunNote.GpuMapDiffers) reporter.Warning(sentence);
        else reporter.Verbose(sentence);
    }

    private ProcessRequest Request(RunWatch watch, StallWatch stall, GpuSampler gpus, RunWorkWatch work)
    {
        IReadOnlyList<string> tokens = prepared.Tokens;
        return new ProcessRequest(tokens[0], [.. tokens.Skip(1)])
        {
            WorkingDirectory = prepared.Command.WorkingDirectory,
            Environment =
            [
                .. prepared.Command.Variables.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)),
            ],
            StandardOutputPath = files.StandardOutputPath,
            StandardErrorPath = files.StandardErrorPath,
            InheritedFiles = [Lock.File],
            OnOutput = text => watch.ReadOutput(text.Span),
            OnSample = processes =>
            {
                stall.Sample(processes);
                gpus.Sample();
                work.Sample(processes);
            },
            OnError = text => watch.ReadError(text.Span),
        };
    }
}
