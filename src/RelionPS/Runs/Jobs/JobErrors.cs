using RelionPS.Core.Errors;

namespace RelionPS.Runs.Jobs;

/// <summary>Errors of jobs.</summary>
internal static class JobErrors
{
    public static RelionException JobNotEnded(RelionJob job) =>
        new("RelionJobNotEnded", ErrorKind.ResourceBusy, job, [job.Id, job.State, job.Reason]);
}
