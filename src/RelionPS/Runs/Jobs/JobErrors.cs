using RelionPS.Core.Errors;

namespace RelionPS.Runs.Jobs;

/// <summary>Errors of jobs.</summary>
internal static class JobErrors
{
    public static RelionException JobNotEnded(RelionJob job) =>
        new("RelionJobNotEnded", ErrorKind.ResourceBusy, job, [job.Id, job.State, job.Reason]);

    public static RelionException JobStopped(RelionJob job, string reason) =>
        new("RelionJobStopped", ErrorKind.OperationStopped, job, [job.Id, reason]);

    public static RelionException JobWithoutRecord(RelionJob job, string log, string lastLines) =>
        new(
            "RelionJobWithoutRecord", ErrorKind.ObjectNotFound, job,
            [job.Id, job.Reason, log, VisibleText.Said(lastLines)]);

    public static RelionException OptionNotForScheduler(string option, string value, BatchScheduler scheduler) =>
        new("RelionOptionNotForScheduler", ErrorKind.InvalidArgument, value, [option, scheduler]);

    public static string SlurmSilent(RelionJob job, string words) =>
        Messages.Format("RelionSlurmSilent", job.Id, words);

    public static RelionException JobFolderTaken(string folder) =>
        new("RelionJobFolderTaken", ErrorKind.ResourceExists, folder, [folder]);
}
