using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Data.Benchmarks;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Sizing;

/// <summary>Runs the preset of a synthetic set with RELION on this machine, as it would be planned.</summary>
internal sealed class SyntheticTrial : ISizingTrial, IDisposable
{
    private const string Purpose = "sizing-trial";

    /// <summary>The first iteration of the preset is another algorithm (<c>--firstiter_cc</c>).</summary>
    private const int TimedIteration = 2;

    private readonly SizedSet _sized;
    private readonly IReporter _reporter;
    private readonly string _folder;

    /// <param name="sized">What is to be sized.</param>
    /// <param name="reporter">Where progress goes.</param>
    public SyntheticTrial(SizedSet sized, IReporter reporter)
    {
        (_sized, _reporter) = (sized, reporter);
        string parent = Path.GetDirectoryName(sized.Folder) ?? "/";
        _folder = Path.Combine(parent, $".relionps-sizing-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(parent);
            OwnFolder.Make(_folder, Purpose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BenchmarkErrors.DatasetNotWritable(sized.Folder, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public async Task<SizingPoint> MeasureAsync(int particles, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(_folder, $"{particles}");
        BenchmarkDataset set = await SyntheticDataset.CreateAsync(
            folder, _sized.Parameters with { ParticleCount = particles }, _sized.Builds, _reporter, cancellationToken)
            .ConfigureAwait(false);
        RefineCommand command = await new CommandMaker(_ => null)
            .MakeAsync(
                new CommandRequest
                {
                    CurrentDirectory = folder,
                    WorkingDirectory = folder,
                    Dataset = set,
                    Options = new RefineOptions { Iteration = TimedIteration },
                    Installation = _sized.Installation,
                    Executable = _sized.Installation is null ? _sized.Program : null,
                },
                _sized.Measured, new Quiet(_reporter), cancellationToken)
            .ConfigureAwait(false);
        using RunSession session = await RunSession.PrepareAsync(
            command, new RunSetup(LockKind.Benchmark), new Quiet(_reporter), cancellationToken).ConfigureAwait(false);
        RunResult result = await session.RunAsync(RunTurn.Only, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (result.Error is { } error) throw error;
        StepTime[] steps = [.. result.Run.Steps.Where(step => step.Iteration == TimedIteration)];
        double expectation = Seconds(steps.Where(step => step.Step == RefineStep.Expectation));
        if (expectation <= 0) throw SizingErrors.TrialWithoutSteps(particles);
        var point = new SizingPoint(particles, expectation, Seconds(steps));
        _reporter.Verbose(point.ToString());
        Directory.Delete(folder, recursive: true);
        return point;
    }

    /// <summary>Takes the trials away.</summary>
    public void Dispose()
    {
        try
        {
            if (OwnFolder.IsOwn(_folder, Purpose)) Directory.Delete(_folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that was ended may still write; its folder tells by its name whose it is.
        }
    }

    private static double Seconds(IEnumerable<StepTime> steps) => steps.Sum(step => step.Seconds);

    /// <summary>A trial says nothing of its own that a user could act on: its command is not his.</summary>
    private sealed class Quiet(IReporter reporter) : IReporter
    {
        public void Progress(ProgressReport report) => reporter.Progress(report);

        public void Verbose(string message) => reporter.Verbose(message);

        public void Debug(string message) => reporter.Debug(message);

        public void Warning(string message) => reporter.Verbose(message);
    }
}
