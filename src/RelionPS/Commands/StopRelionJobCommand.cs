using System.Management.Automation;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Slurm;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Stops jobs, waiting or running.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "RelionJob", DefaultParameterSetName = "Job", SupportsShouldProcess = true)]
[OutputType(typeof(RelionJob))]
public sealed class StopRelionJobCommand : JobCommandBase
{
    /// <summary>Gives the jobs out as they stand afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute(RelionJob job)
    {
        if (job.IsEnded || !ShouldProcess($"{job.Id} {job.Name}", "Stop job"))
        {
            if (PassThru) WriteObject(job);
            return;
        }
        Await(async (reporter, token) =>
        {
            await SlurmClient.CancelAsync(job.Id, reporter, token).ConfigureAwait(false);
            return true;
        });
        if (PassThru) WriteObject(Await((reporter, token) => JobFolder.ReadAsync(job.Path, reporter, token)));
    }
}
