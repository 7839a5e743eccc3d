using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Runs refinements, for the science and not for the clock.</para>
/// <para type="description">Each command runs once, with the checks, the progress and the record of
/// Measure-RelionBenchmark; the output is what the
/// run left. Results that are there are not written over. A run that fails is an error and, where it wrote something, a
/// run with that status.
/// Ctrl+C, and a signal that ends the session, end the whole process tree, and the record says so.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "RelionRefine", SupportsShouldProcess = true)]
[OutputType(typeof(RefineRun))]
public sealed class InvokeRelionRefineCommand : RelionCommandBase
{
    /// <summary>Root of the run at work; null where none is.</summary>
    private string? _begun;

    /// <summary>The commands to run, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public RefineCommand[] InputObject { get; set; } = [];

    /// <summary>Resumes the run of the command's output root from its last iteration whose files are whole.</summary>
    [Parameter]
    public SwitchParameter Continue { get; set; }

    /// <summary>Writes over the results of an earlier run.</summary>
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
        if (IsBound(nameof(StallTimeout)) && StallTimeout <= TimeSpan.Zero)
        {
            Refuse(CommandErrors.StallTimeoutInvalid(StallTimeout));
        }
        if (Continue && Force) Refuse(CommandErrors.ContinueAndForce());
        foreach (RefineCommand command in InputObject)
        {
            try
            {
                Run(command);
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    /// <inheritdoc/>
    private protected override string? AfterStop() => _begun is null
        ? null
        : CommandErrors.RunStopped(_begun, RunReader.Read(_begun)?.Iteration);

    private void Run(RefineCommand asked)
    {
        // Asked for only: nothing is locked, and no file made.
        if (IsWhatIf)
        {
            RefineStart shown = RefineRunner.Decide(asked, Continue, Force);
            ShouldProcess(shown.Command.CommandLine, shown.ContinuedFrom is null ? "Run" : "Continue");
            return;
        }
        using var locks = new RootLocks();
        Await((reporter, token) => locks.TakeAsync(asked, LockKind.Refine, reporter, token));
        if (Continue && RefineRunner.Recover(asked.OutputRoot) is { } recovered)
        {
            WriteWarning(RunningErrors.IterationRestored(recovered));
        }
        RefineStart start = RefineRunner.Decide(asked, Continue, Force);
        if (!ShouldProcess(start.Command.CommandLine, start.ContinuedFrom is null ? "Run" : "Continue")) return;
        if (start.ContinuedFrom is { } iteration) WriteWarning(CommandErrors.ContinueNotReproducing(iteration));
        foreach (string note in start.Notes) WriteWarning(note);
        TimeSpan? stall = IsBound(nameof(StallTimeout)) ? StallTimeout : null;
        _begun = start.Command.OutputRoot;
        RefineOutcome outcome = Await((reporter, token) => RefineRunner.RunAsync(start, locks, stall, reporter, token));
        StopToken.ThrowIfCancellationRequested();
        _begun = null;
        if (outcome.Error is { } error) WriteError(ErrorRecords.From(error));
        if (outcome.Run is { } run) WriteObject(run);
    }
}
