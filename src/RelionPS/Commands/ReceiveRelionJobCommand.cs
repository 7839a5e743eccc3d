using System.Management.Automation;
using RelionPS.Benchmarking;
using RelionPS.Errors;
using RelionPS.Slurm;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">The result of jobs that have ended, from the record that each wrote.</para>
/// <para type="description">A job that failed or was stopped is an error and a result with that status.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "RelionJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(BenchmarkResult))]
public sealed class ReceiveRelionJobCommand : JobCommandBase
{
    private protected override void Execute(RelionJob job)
    {
        BenchmarkOutcome outcome = JobResult.Read(job);
        if (outcome.Error is { } error) WriteError(ErrorRecords.From(error));
        WriteObject(outcome.Result);
    }
}
