using RelionPS.Processes;
using RelionPS.Refine;

namespace RelionPS.Slurm;

/// <summary>
/// Waits for the end of a job. Slurm has no way to be told, so it is asked, ever less often; what RELION has written meanwhile, over the
/// file server, gives the progress.
/// </summary>
internal sealed class JobWaiter(RelionJob job, IReporter reporter)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500), Last = TimeSpan.FromSeconds(10);

    private readonly RelionProgressParser _parser = new(job.Iterations);
    private long _read;

    /// <exception cref="TimeoutException">The time is over before the job's end.</exception>
    public async Task<RelionJob> WaitAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var activity = $"Job {job.Id}: {job.Name}";
        DateTime? end = timeout is { } limit ? DateTime.UtcNow + limit : null;
        for (TimeSpan pause = First; ; pause = pause * 1.3 < Last ? pause * 1.3 : Last)
        {
            RelionJob now = await JobFolder.ReadAsync(job.Path, reporter, cancellationToken).ConfigureAwait(false);
            ShowProgress(activity, now);
            // A job that Slurm never heard of, or has forgotten without a record, will not end any more.
            if (now.IsEnded || now.State == RelionJobState.Unknown)
            {
                reporter.Progress(new ProgressReport(activity, "done", 100, IsCompleted: true));
                return now;
            }
            if (DateTime.UtcNow >= end) throw new TimeoutException();
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ShowProgress(string activity, RelionJob now)
    {
        RelionProgress? latest = null;
        if (File.Exists(now.StandardOutputPath))
        {
            using var file = new FileStream(now.StandardOutputPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Min(_read, file.Length);
            using var reader = new StreamReader(file);
            _parser.Read(reader.ReadToEnd(), progress => latest = progress);
            _read = file.Position;
        }
        if (latest is { } progress)
        {
            string iteration = progress.Iteration is { } number ? $"iteration {number}{(progress.Iterations is { } all ? $" of {all}" : "")}, " : "";
            reporter.Progress(new ProgressReport(activity, $"{iteration}{progress.Step}", progress.Percent));
        }
        else if (_read == 0)
        {
            reporter.Progress(new ProgressReport(activity, now.Reason));
        }
    }
}
