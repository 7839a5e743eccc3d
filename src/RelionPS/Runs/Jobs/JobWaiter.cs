using RelionPS.Builds.Building;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Output;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// Waits for the end of a job. Slurm has no way to be told, so it is asked, ever less often; what RELION has written
/// meanwhile, over the
/// file server, gives the progress.
/// </summary>
internal sealed class JobWaiter(RelionJob job, IReporter reporter)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500), Last = TimeSpan.FromSeconds(10);

    private string? _path;
    private long _read;
    private Action<string> _parse = _ => { };

    /// <exception cref="TimeoutException">The time is over before the job's end.</exception>
    public async Task<RelionJob> WaitAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var activity = $"Job {job.Id}: {job.Name}";
        DateTime? end = timeout is { } limit ? DateTime.UtcNow + limit : null;
        bool isWarned = false;
        for (TimeSpan pause = First; ; pause = pause * 1.3 < Last ? pause * 1.3 : Last)
        {
            RelionJob now = await JobFolder.ReadAsync(job.Path, reporter, cancellationToken).ConfigureAwait(false);
            ShowProgress(activity, now);
            // A controller that is down or busy tells nothing of the job, which works on meanwhile.
            bool isSilent = now is { Silence: not null, IsEnded: false } && ProgramFinder.Find("scontrol") is not null;
            if (isSilent && !isWarned) reporter.Warning(JobErrors.SlurmSilent(job, now.Silence!));
            isWarned = isSilent;
            // A job that Slurm never heard of, or has forgotten without a record, will not end any more.
            if (now.IsEnded || (now.State == RelionJobState.Unknown && !isSilent))
            {
                reporter.Progress(new ProgressReport(activity, "done", 100, IsCompleted: true));
                return now;
            }
            if (DateTime.UtcNow >= end) throw new TimeoutException();
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is new in the output of the run in work; a benchmark's next run has a file of its own.</summary>
    private void ShowProgress(string activity, RelionJob now)
    {
        if (now.StandardOutputPath != _path) Begin(activity, now);
        if (_path is not null && PlainFile.IsAt(_path))
        {
            using var file = new FileStream(
                _path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Min(_read, file.Length);
            using var reader = new StreamReader(file);
            _parse(reader.ReadToEnd());
            _read = file.Position;
        }
        if (_read == 0) reporter.Progress(new ProgressReport(activity, now.Reason));
    }

    private void Begin(string activity, RelionJob now)
    {
        (_path, _read) = (now.StandardOutputPath, 0);
        if (now.Kind == RelionJobKind.Build)
        {
            var build = new BuildProgress(activity, reporter);
            _parse = text => build.Append(text.AsMemory());
            return;
        }
        var parser = new RelionProgressParser(now.Iterations);
        var progress = new RunProgress(activity, Math.Min(now.RunsEnded, now.Runs.Count - 1), now.Runs.Count, reporter);
        _parse = text =>
        {
            RelionProgress? latest = null;
            parser.Read(text, step => latest = step);
            if (latest is { } step) progress.Report(step);
        };
    }
}
