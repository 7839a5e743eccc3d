using System.Management.Automation;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Finds jobs from their folders, and asks Slurm where they stand; the user's own where none is
/// named.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "RelionJob", DefaultParameterSetName = "Own")]
[OutputType(typeof(RelionJob))]
public sealed class GetRelionJobCommand : JobCommandBase
{
    private protected override void Execute(RelionJob job) => WriteObject(job);
}
