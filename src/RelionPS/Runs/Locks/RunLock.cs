using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Locks;

/// <summary>
/// Sees to it that one run at a time writes to an output root: those of the module by a lock, others by what this
/// machine shows of them.
/// </summary>
internal static class RunLock
{
    /// <summary>Takes a root for a run.</summary>
    /// <exception cref="RelionException"><c>RelionRunBusy</c>, <c>RelionWorkingDirectoryNotFound</c>,
    /// <c>RelionOutputRootWithoutFolder</c> or <c>RelionOutputNotWritable</c>.</exception>
    public static async Task<OutputLock> TakeAsync(
        RefineCommand command, LockKind kind, IReporter reporter, CancellationToken cancellationToken)
    {
        string root = RootCheck.Check(command);
        OutputLock held = OutputLock.TryTake(root, LockOwner.Here(kind), out LockOwner? holder)
            ?? throw Busy(root, holder);
        try
        {
            RefuseProcesses(root);
            IReadOnlyList<JobClaim> jobs = await AliveJobs.OfAsync(held.Previous, reporter, cancellationToken)
                .ConfigureAwait(false);
            return jobs.Count == 0 ? held : throw Busy(root, held.Previous, jobs[0]);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <exception cref="RelionException"><c>RelionRunBusy</c>: a refinement program that someone started works on the
    /// root.</exception>
    public static void RefuseProcesses(string root)
    {
        int[] processes = [.. RunProcesses.Of(root)];
        if (processes.Length == 0) return;
        throw Busy(root, $"RELION works there, process {string.Join(", ", processes)} on {Environment.MachineName}");
    }

    /// <param name="root">The root name.</param>
    /// <param name="holder">Who holds it, as far as that is known.</param>
    /// <param name="claim">The job that is to write there; null where another holds the lock.</param>
    public static RelionException Busy(string root, LockOwner? holder, JobClaim? claim = null)
    {
        if (claim is not null && holder?.JobFolder != claim.JobFolder)
        {
            string job = claim.JobId > 0 ? FormattableString.Invariant($"Slurm job {claim.JobId}")
                : "a Slurm job whose number is not known";
            return Busy(root, $"{job} has claimed it (its folder is '{claim.JobFolder}')");
        }
        // A job's own script does not write who it is, and a program may stay behind when its run is over.
        if (claim is null && holder is not { EndedUtc: null, HasLeftPrograms: false })
        {
            string? processes = LockHolders.Describe(OutputLock.PathOf(root));
            if (holder is { EndedUtc: null })
            {
                return Busy(root, holder.Describe() + (processes is null ? "" : $": {processes}"));
            }
            return Busy(root, processes is null
                ? "another run or a batch job has its lock and has not said yet who it is"
                : $"{processes} has its lock, and a run that is over may have left it behind");
        }
        return Busy(root, holder!.Describe());
    }

    private static RelionException Busy(string root, string who) =>
        RootErrors.RunBusy(root, who, OutputLock.PathOf(root));
}
