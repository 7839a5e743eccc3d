using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Runs.Jobs;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Waits for the end of jobs and shows their progress from RELION's own output.</para>
/// <para type="description">Ctrl+C ends the waiting, not the job.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "RelionJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(RelionJob))]
public sealed class WaitRelionJobCommand : JobCommandBase
{
    /// <summary>Longest time to wait for each job; without it, as long as it takes.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Timeout { get; set; }

    /// <inheritdoc/>
    private protected override string? AfterStop() => CommandErrors.WaitStopped();

    private protected override void Execute(RelionJob job)
    {
        try
        {
            TimeSpan? timeout = IsBound(nameof(Timeout)) ? Timeout : null;
            WriteObject(Await((reporter, token) => new JobWaiter(job, reporter).WaitAsync(timeout, token)));
        }
        catch (TimeoutException)
        {
            throw JobErrors.JobNotEnded(job);
        }
    }
}
