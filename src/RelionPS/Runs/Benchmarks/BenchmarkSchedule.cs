using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Benchmarks;

/// <summary>
/// The order in which runs of one or more commands take place: in turn, A B A B …, so that a drift of the machine
/// touches all alike. A command that fails
/// drops out, the others go on.
/// </summary>
internal static class BenchmarkSchedule
{
    /// <summary>
    /// Runs all commands in turn, warm-ups first; the first one is the baseline that the others are compared with. What
    /// was cancelled or failed is in the outcomes; each has a record of at least one run.
    /// </summary>
    public static async Task<IReadOnlyList<BenchmarkOutcome>> RunAsync(
        IReadOnlyList<RefineCommand> commands,
        BenchmarkOptions options,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        // Until all is over: commands that share a root take their turns on it.
        using var locks = new RootLocks();
        var setup = new RunSetup(LockKind.Benchmark)
        {
            RecordFolder = options.OutputPath,
            IsForced = options.IsForced,
            Locks = locks,
            StallTimeout = options.StallTimeout,
        };
        var runners = new List<BenchmarkRunner>();
        foreach (RefineCommand asked in commands)
        {
            RefineCommand command = BesideTheJob.Of(asked, options.OutputPath, reporter);
            RunSession session = await RunSession.PrepareAsync(command, setup, reporter, cancellationToken)
                .ConfigureAwait(false);
            runners.Add(new BenchmarkRunner(session, options));
        }
        IReadOnlyList<BenchmarkWarning> machine = await LookAsync(options, setup, cancellationToken)
            .ConfigureAwait(false);
        foreach (BenchmarkWarning warning in machine) reporter.Verbose($"{warning.Message} {warning.Remedy}");
        int runs = runners.Count * options.RunCount;
        for (int index = 0; index < options.RunCount; index++)
        {
            for (int place = 0; place < runners.Count; place++)
            {
                if (!runners[place].CanGoOn) continue;
                int runsBefore = (index * runners.Count) + place;
                // A run that does not begin any more says so itself: it leaves a record.
                await runners[place]
                    .RunOnceAsync(index, runsBefore, runs, index == 0 ? machine : [], cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        return Compare([.. runners.Select(runner => runner.Outcome())]);
    }

    /// <summary>Adds to each result but the first its ratio to the first, pair by pair.</summary>
    internal static IReadOnlyList<BenchmarkOutcome> Compare(IReadOnlyList<BenchmarkOutcome> outcomes)
    {
        BenchmarkResult baseline = outcomes[0].Result;
        return
        [
            .. outcomes.Select(
                (outcome, place) => place > 0 && PairedRatio.Of(Times(baseline), Times(outcome.Result)) is { } ratio
                ? outcome with
                {
                    Result = outcome.Result with
                    {
                        Comparison = new BenchmarkComparison(baseline.Command.CommandLine, ratio),
                    },
                }
                : outcome),
        ];

        static IReadOnlyList<double?> Times(BenchmarkResult result) =>
            [
                .. result.Runs
                    .Where(run => !run.IsWarmup)
                    .Select(run => run.Status == RunStatus.Completed ? run.Seconds : null),
            ];
    }

    private static async Task<IReadOnlyList<BenchmarkWarning>> LookAsync(
        BenchmarkOptions options, RunSetup setup, CancellationToken cancellationToken)
    {
        if (options.MachineSample == TimeSpan.Zero) return [];
        var files = new NodeFiles(setup.Root);
        MachineSnapshot first = MachineSnapshot.Read(files);
        // Not a wait for a state: counters tell a share only over a stretch of time.
        await Task.WhenAny(Task.Delay(options.MachineSample, cancellationToken)).ConfigureAwait(false);
        return [.. MachineRules.BeforeStart(first, MachineSnapshot.Read(files))];
    }
}
