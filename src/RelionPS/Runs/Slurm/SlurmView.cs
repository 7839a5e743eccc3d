using System.Diagnostics;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Slurm;

/// <summary>
/// What Slurm said of all jobs at once, for a command that looks at many of them: the controller of a large cluster is
/// not to be asked for each.
/// </summary>
internal sealed class SlurmView
{
    /// <summary>How long what was said holds for a command that goes on.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private IReadOnlyDictionary<long, SlurmClient.Answer>? _answers;
    private long _asked;

    /// <summary>What Slurm says of a job.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="isRecorded">True where the job has left a record: then it may well be forgotten.</param>
    /// <param name="reporter">Told what is asked.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<SlurmClient.Reply> QueryAsync(
        long id, bool isRecorded, IReporter reporter, CancellationToken cancellationToken)
    {
        if (_answers is null || Stopwatch.GetElapsedTime(_asked) > Fresh)
        {
            _answers = await SlurmClient.QueryAllAsync(reporter, cancellationToken).ConfigureAwait(false);
            _asked = Stopwatch.GetTimestamp();
        }
        if (_answers?.GetValueOrDefault(id) is { } answer) return new SlurmClient.Reply(answer, null);
        // It may be newer than the view, or Slurm does not answer: its words for this one tell.
        return _answers is not null && isRecorded
            ? new SlurmClient.Reply(null, null)
            : await SlurmClient.QueryAsync(id, reporter, cancellationToken).ConfigureAwait(false);
    }
}
