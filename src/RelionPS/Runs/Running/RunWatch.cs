using System.Diagnostics;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// Reads a run's output while it runs: progress, steps on the clock, warnings, and faults that end it at once.
/// </summary>
/// <param name="command">What runs.</param>
/// <param name="machine">The machine whose clocks are read.</param>
/// <param name="progress">Takes the progress.</param>
/// <param name="stall">Is told of each piece of output.</param>
internal sealed class RunWatch(RefineCommand command, NodeFiles machine, RunProgress progress, StallWatch stall)
    : IDisposable
{
    /// <summary>
    /// Below it the bar of the expectation step has just begun, and the clock is not that of full work yet.
    /// </summary>
    private const double MiddleOfStep = 0.5;

    private readonly RelionProgressParser _parser = new(RunVerdict.ExpectedIterations(command));
    private readonly RelionOutputWarnings _warnings = new(command.Plan.Ranks);
    private readonly MpiBanner _banner = new();
    private readonly RelionStepClock _steps = new();
    private readonly List<long> _clocks = [];
    private readonly CancellationTokenSource _hopeless = new();
    private int? _clockIteration;
    private long _started;

    /// <summary>Cancelled where going on can only do harm.</summary>
    public CancellationToken Hopeless => _hopeless.Token;

    /// <summary>RELION's warnings, each once.</summary>
    public IReadOnlyList<string> Warnings => _warnings.Warnings;

    /// <summary>What the output proves wrong.</summary>
    public IReadOnlyList<OutputFault> Faults => _warnings.Faults;

    /// <inheritdoc cref="RelionOutputWarnings.GpuThreads"/>
    public IReadOnlyList<GpuThread> GpuThreads => _warnings.GpuThreads;

    /// <summary>What else the output says, and where it is not as planned.</summary>
    public IReadOnlyList<RunNote> Notes =>
        [.. _warnings.Notes, .. GpuMapCheck.Difference(command, GpuThreads) is { } other ? [other] : (RunNote[])[]];

    /// <inheritdoc cref="RelionOutputWarnings.Signal"/>
    public int? Signal => _warnings.Signal;

    /// <summary>The fastest CPU's clock in kHz in the middle of expectation steps.</summary>
    public IReadOnlyList<long> Clocks => _clocks;

    /// <summary>Where ranks run on other hosts than planned, in a sentence; null where they do not.</summary>
    public string? Misplacement => _banner.Difference(command);

    /// <summary>The program starts now.</summary>
    public void Begin() => _started = Stopwatch.GetTimestamp();

    public void ReadOutput(ReadOnlySpan<char> text)
    {
        stall.Touch();
        _warnings.ReadOutput(text);
        _banner.ReadOutput(text);
        if (Faults.Any(fault => fault.Signature.IsHopeless)) _hopeless.Cancel();
        _parser.Read(text, state =>
        {
            _steps.Read(state, Stopwatch.GetElapsedTime(_started).TotalSeconds);
            ReadClock(state);
            progress.Report(state);
        });
    }

    public void ReadError(ReadOnlySpan<char> text)
    {
        stall.Touch();
        _warnings.ReadError(text);
    }

    /// <summary>The output has ended; the steps of the run, from start to end.</summary>
    /// <param name="seconds">How long the run took.</param>
    public IReadOnlyList<StepTime> Finish(double seconds)
    {
        _warnings.Finish();
        return _steps.Finish(seconds);
    }

    /// <summary>The iterations' times, by files and output together.</summary>
    /// <param name="ofFiles">Times by the files.</param>
    /// <param name="steps">The run's steps.</param>
    public IReadOnlyList<IterationTime> Iterations(
        IReadOnlyList<IterationTime> ofFiles, IReadOnlyList<StepTime> steps) => _steps.Iterations(ofFiles, steps);

    public void Dispose() => _hopeless.Dispose();

    private void ReadClock(RelionProgress state)
    {
        // Once an iteration: a clock is a file a CPU, and the run must not notice.
        if (state.StepFraction < MiddleOfStep || state.Iteration == _clockIteration) return;
        if (!state.IsExpectation) return;
        _clockIteration = state.Iteration;
        if (MachineSnapshot.ClockKilohertz(machine) is { } clock) _clocks.Add(clock);
    }
}
