using System.Globalization;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Locks;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// A submitted job's claim on its output root, written beside it: it holds from the submission until Slurm says that
/// the job has ended.
/// </summary>
internal sealed class JobClaims : IDisposable
{
    /// <summary>
    /// A job after whose end another begins, in Slurm's words: <c>afterok:123:124</c>. <c>after:</c> waits for a start
    /// only.
    /// </summary>
    private static readonly Regex Waits =
        new(@"after(any|ok|notok|corr|burstbuffer)(?<ids>(:\d+(_[\d*]+)?(\+\d+)?)+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly string _root;
    private readonly OutputLock? _held;
    private readonly LockOwner _owner;

    private JobClaims(string root, OutputLock? held, LockOwner owner) => (_root, _held, _owner) = (root, held, owner);

    /// <summary>Takes the root for a job, before its submission.</summary>
    /// <param name="root">Full path of <c>--o</c>.</param>
    /// <param name="draft">The job.</param>
    /// <param name="reporter">Told where the root can't be claimed from here.</param>
    /// <param name="cancellationToken">Ends the questions to Slurm.</param>
    /// <returns>Null where this machine can't write there: the nodes may.</returns>
    /// <exception cref="RelionException"><c>RelionRunBusy</c>, <c>RelionResultsExist</c> or
    /// <c>RelionOutputNotWritable</c>.</exception>
    public static async Task<JobClaims?> TakeAsync(
        string root, JobDraft draft, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            WritableFolder.Ensure(Path.GetDirectoryName(root)!);
        }
        catch (RelionException exception)
        {
            reporter.Verbose(exception.Message);
            return null;
        }
        LockOwner owner = LockOwner.Here(LockKind.Job) with { JobId = 0, JobFolder = draft.Folder };
        OutputLock? held = OutputLock.TryTake(root, owner, out LockOwner? holder);
        try
        {
            IReadOnlyList<JobClaim> alive = await AliveJobs.OfAsync(
                holder, reporter, cancellationToken).ConfigureAwait(false);
            HashSet<long> awaited = AwaitedJobs(draft.WaitsFor);
            if (alive.FirstOrDefault(claim => !awaited.Contains(claim.JobId)) is { } other)
            {
                throw RunLock.Busy(root, holder, other);
            }
            // What works there is the job that this one is to follow.
            bool isFollowing = alive.Count > 0;
            if (held is null && !(isFollowing && holder?.KindValue == LockKind.Job)) throw RunLock.Busy(root, holder);
            if (!isFollowing)
            {
                RunLock.RefuseProcesses(root);
                if (!draft.IsForced) EarlierResults.RefuseForeign(root, held!, recordFolder: null);
            }
            return new JobClaims(root, held, owner with { EarlierJobs = isFollowing ? alive : null });
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Numbers of the jobs whose end a dependency waits for.</summary>
    internal static HashSet<long> AwaitedJobs(IEnumerable<string> dependencies) =>
        [.. dependencies.SelectMany(text => Waits.Matches(text))
            .SelectMany(match => Regex.Matches(match.Groups["ids"].Value, @":(\d+)"))
            .Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>The job has been submitted: from now on the claim is its own.</summary>
    public void Leave(long jobId)
    {
        LockOwner owner = _owner with { JobId = jobId };
        if (_held is not null) _held.Leave(owner);
        else OutputLock.Announce(_root, owner);
    }

    public void Dispose() => _held?.Dispose();
}
