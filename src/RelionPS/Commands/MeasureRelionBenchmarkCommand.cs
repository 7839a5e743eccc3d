using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Runs.Benchmarks;
using RelionPS.Studies.History;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Runs refinements, shows their progress, and times them (guide 5.2, 5.3).</para>
/// <para type="description">Each run leaves a JSON record, and standard output and error as the program wrote them. All
/// runs of a command write the same
/// root name of results, as in the guide: the maps are the last run's. A run that fails is an error and a result with
/// that status; the record is written.
/// Ctrl+C, and a signal that ends the session, end the whole process tree, and the record says so.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "RelionBenchmark", SupportsShouldProcess = true)]
[OutputType(typeof(BenchmarkResult))]
public sealed class MeasureRelionBenchmarkCommand : RelionCommandBase
{
    private static readonly TimeSpan MachineSample = TimeSpan.FromMilliseconds(200);

    private readonly List<RefineCommand> _commands = [];

    /// <summary>Where the records of the runs at work go; null where none was begun.</summary>
    private string? _recordFolder;

    /// <summary>The commands to run, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public RefineCommand[] InputObject { get; set; } = [];

    /// <summary>Runs that count.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Repeat { get; set; } = 1;

    /// <summary>Runs before them whose time does not count; they fill the file cache.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int Warmup { get; set; }

    /// <summary>
    /// Folder for records and output; made where it is missing. The folder of the results by default.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <summary>Folder of a history that each result is added to; made where it is missing.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HistoryPath { get; set; }

    /// <summary>
    /// Runs the commands of the pipeline in turn, A B A B …, against drift of the machine, and compares each with the
    /// first, pair by pair. Results come when all
    /// have ended, in the order of the commands.
    /// </summary>
    [Parameter]
    public SwitchParameter Interleave { get; set; }

    /// <summary>
    /// Foresees the time of a run of this many iterations from the shorter one that is measured, which needs four at
    /// least. A model with limits, never a multiple.
    /// </summary>
    [Parameter]
    [ValidateRange(5, 10_000)]
    public int FullIteration { get; set; }

    /// <summary>Writes over results that are there and that no benchmark left.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Ends a run that shows no sign of work for this long: no output, no new file, and its processes take no CPU time,
    /// are stopped or hang. Without it a warning tells of such a run after half an hour.
    /// </summary>
    [Parameter]
    [Duration]
    public TimeSpan StallTimeout { get; set; }

    private protected override void Execute()
    {
        RefuseStallTimeout();
        foreach (RefineCommand command in InputObject)
        {
            if (!ShouldProcess(command.CommandLine, "Run and time")) continue;
            if (Interleave) _commands.Add(command);
            else Run([command]);
        }
    }

    private void RefuseStallTimeout()
    {
        if (IsBound(nameof(StallTimeout)) && StallTimeout <= TimeSpan.Zero)
        {
            Refuse(CommandErrors.StallTimeoutInvalid(StallTimeout));
        }
    }

    private protected override void Finish()
    {
        if (_commands.Count > 0) Run(_commands);
    }

    /// <inheritdoc/>
    private protected override string? AfterStop() =>
        _recordFolder is null ? null : CommandErrors.BenchmarkStopped(_recordFolder);

    private void Run(IReadOnlyList<RefineCommand> commands)
    {
        var options = new BenchmarkOptions(Repeat, Warmup, OutputPath is null ? null : FullPath(OutputPath))
        {
            MachineSample = MachineSample,
            IsForced = Force,
            StallTimeout = IsBound(nameof(StallTimeout)) ? StallTimeout : null,
            FullIterations = IsBound(nameof(FullIteration)) ? FullIteration : null,
        };
        _recordFolder = options.OutputPath ?? System.IO.Path.GetDirectoryName(commands[0].OutputRoot);
        IReadOnlyList<BenchmarkOutcome> outcomes =
            Await((reporter, token) => BenchmarkSchedule.RunAsync(commands, options, reporter, token));
        StopToken.ThrowIfCancellationRequested();
        foreach (BenchmarkOutcome outcome in outcomes)
        {
            if (outcome.Error is { } error) WriteError(ErrorRecords.From(error));
            WriteObject(outcome.Result);
            if (HistoryPath is not null) Keep(FullPath(HistoryPath), outcome.Result);
        }
    }

    /// <summary>What was measured is not lost where the history can't be written: the result is out by now.</summary>
    private static void Keep(string folder, BenchmarkResult result)
    {
        if (RecordMaker.Of(result) is { } record) BenchmarkHistory.Add(folder, record);
    }
}
