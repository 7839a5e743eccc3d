using RelionPS.Core.Errors;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Benchmarks;

/// <summary>
/// Measures one command by runs of its session, warm-ups first, up to the first that does not complete.
/// </summary>
internal sealed class BenchmarkRunner
{
    private readonly RunSession _session;
    private readonly BenchmarkOptions _options;
    private readonly List<BenchmarkRun> _runs = [];
    private RelionException? _error;

    /// <param name="session">The command made ready, or refused.</param>
    /// <param name="options">How it is measured.</param>
    public BenchmarkRunner(RunSession session, BenchmarkOptions options)
    {
        (_session, _options) = (session, options);
        if (session.Refused is { } refused) Add(refused);
    }

    /// <summary>True while another run makes sense: the checks passed and no run has failed.</summary>
    public bool CanGoOn => _runs.TrueForAll(run => run.Status == RunStatus.Completed);

    /// <summary>One run of a command that can go on.</summary>
    /// <param name="index">The run's place among the command's, from 0; the warm-ups are the first.</param>
    /// <param name="runsBefore">Runs of all commands before it.</param>
    /// <param name="runs">All runs of all commands.</param>
    /// <param name="machine">What the machine showed before the first run.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task RunOnceAsync(
        int index,
        int runsBefore,
        int runs,
        IReadOnlyList<BenchmarkWarning> machine,
        CancellationToken cancellationToken)
    {
        bool isWarmup = index < _options.Warmup;
        int number = isWarmup ? index + 1 : index - _options.Warmup + 1;
        var turn = new RunTurn(number, isWarmup, runsBefore, runs) { MachineWarnings = machine };
        Add(await _session.RunAsync(turn, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What the runs so far show; there is one at least, if only one that did not start.</summary>
    public BenchmarkOutcome Outcome() => new(
        BenchmarkResults.Of(
            _session.Command, _runs, _session.Capability.Version ?? "Unknown", _options.FullIterations),
        _error);

    private void Add(RunResult result)
    {
        _runs.Add(result.Run);
        _error = result.Error;
    }
}
