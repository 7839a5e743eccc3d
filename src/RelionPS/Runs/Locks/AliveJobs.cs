using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;
using RelionPS.Runs.Slurm;

namespace RelionPS.Runs.Locks;

/// <summary>Jobs that have claimed an output root and are not over.</summary>
internal static class AliveJobs
{
    /// <summary>
    /// The jobs that claim a root and wait or run. Slurm out of reach tells nothing, and a job then counts as one that
    /// does.
    /// </summary>
    public static async Task<IReadOnlyList<JobClaim>> OfAsync(
        LockOwner? owner, IReporter reporter, CancellationToken cancellationToken)
    {
        var alive = new List<JobClaim>();
        foreach (JobClaim claim in owner?.Claims ?? [])
        {
            long? found = claim.JobId > 0
                ? claim.JobId
                : await JobNumber.FindIdAsync(claim.JobFolder, reporter, cancellationToken).ConfigureAwait(false);
            if (found is not { } id)
            {
                alive.Add(claim);
                continue;
            }
            JobClaim known = claim with { JobId = id };
            if (id == 0 || HasRecordOfEnd(known)) continue;
            if (await SlurmClient.IsAliveAsync(id, reporter, cancellationToken).ConfigureAwait(false)) alive.Add(known);
        }
        return alive;
    }

    /// <summary>The job's own word, for a machine that can't ask Slurm.</summary>
    private static bool HasRecordOfEnd(JobClaim claim)
    {
        try
        {
            return JobRecord.TryRead(claim.JobFolder) is { } record && record.JobId == claim.JobId
                && record.State(JobManifest.Read(claim.JobFolder)) != RelionJobState.Unknown;
        }
        catch (RelionException)
        {
            return false;
        }
    }
}
