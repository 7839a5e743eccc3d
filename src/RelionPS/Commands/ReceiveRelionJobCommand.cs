using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Results;
using RelionPS.Runs.Slurm;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">The result of jobs that have ended, from the record that each wrote.</para>
/// <para type="description">A refinement or benchmark that failed or was stopped is an error and a result with that
/// status; a build that failed is an error.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "RelionJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(BenchmarkResult), typeof(BuildResult))]
public sealed class ReceiveRelionJobCommand : JobCommandBase
{
    private protected override void Execute(RelionJob job)
    {
        JobManifest manifest = JobManifest.Read(job.Path);
        if (manifest.Build is { } build)
        {
            WriteObject(Await((_, token) => JobBuildResult.ReadAsync(job, build, token)));
            return;
        }
        BenchmarkOutcome outcome = JobResult.Read(job, manifest);
        if (outcome.Error is { } error) WriteError(ErrorRecords.From(error));
        JobEnergy energy = Await((reporter, token) => SlurmEnergy.ReadAsync(job.Id, reporter, token));
        WriteObject(outcome.Result with { Energy = energy });
    }
}
