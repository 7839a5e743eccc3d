using System.Management.Automation;
using RelionPS.Refine;
using RelionPS.Rendering;
using RelionPS.Slurm;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Submits refinements to Slurm.</para>
/// <para type="description">The job's folder, beside the results, holds the batch script, its output and its record; any later session finds the job there. The
/// hosts are those that Slurm gives, whatever the command names. <c>-WhatIf</c> shows the script.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Submit, "RelionJob", SupportsShouldProcess = true)]
[OutputType(typeof(RelionJob))]
public sealed class SubmitRelionJobCommand : SlurmOptionCommandBase
{
    /// <summary>The commands, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public RefineCommand[] InputObject { get; set; } = [];

    /// <summary>The job's folder; by default <c>…_job_&lt;time&gt;</c> beside the results.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    private protected override void Execute()
    {
        JobOptions options = Options();
        foreach (RefineCommand command in InputObject)
        {
            string folder = Path is null ? JobFolder.For(command, DateTime.UtcNow) : FullPath(Path);
            string script = SbatchScript.Render(RefineCommandBuilder.ForAllocation(command), folder, options);
            if (!ShouldProcess($"Submit to Slurm, with the folder '{folder}':\n{script}", $"Submit a job of {command.Plan} to Slurm, with the folder '{folder}'?", "Submit")) continue;
            WriteObject(Await((reporter, token) => JobFolder.SubmitAsync(command, options, folder, reporter, token)));
        }
    }
}
