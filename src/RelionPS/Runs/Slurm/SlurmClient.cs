using System.Collections;
using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Slurm;

/// <summary>Slurm's own programs: sbatch, scontrol, scancel.</summary>
internal static class SlurmClient
{
    private static readonly string[] ForeignPrefixes = ["SLURM_", "SBATCH_", "SQUEUE_", "SCANCEL_", "SALLOC_", "SRUN_"];

    /// <summary>States by Slurm's words (slurm_protocol_defs.c, job_state_string).</summary>
    private static readonly Dictionary<string, RelionJobState> States = new(StringComparer.Ordinal)
    {
        ["PENDING"] = RelionJobState.Pending,
        ["CONFIGURING"] = RelionJobState.Pending,
        ["REQUEUED"] = RelionJobState.Pending,
        ["RUNNING"] = RelionJobState.Running,
        ["SUSPENDED"] = RelionJobState.Running,
        ["COMPLETING"] = RelionJobState.Running,
        ["COMPLETED"] = RelionJobState.Completed,
        ["FAILED"] = RelionJobState.Failed,
        ["OUT_OF_MEMORY"] = RelionJobState.Failed,
        ["BOOT_FAIL"] = RelionJobState.NodeFailed,
        ["NODE_FAIL"] = RelionJobState.NodeFailed,
        ["CANCELLED"] = RelionJobState.Cancelled,
        ["PREEMPTED"] = RelionJobState.Cancelled,
        ["TIMEOUT"] = RelionJobState.TimedOut,
        ["DEADLINE"] = RelionJobState.TimedOut,
    };

    /// <summary>
    /// What sbatch says where its request went out and no answer came (slurm_errno.c): Slurm may take it, at once or
    /// when it reads it.
    /// </summary>
    private static readonly string[] Unanswered =
        ["Socket timed out", "Zero Bytes were transmitted", "(receive failure)", "(shutdown failure)"];

    /// <summary>What Slurm says of one job.</summary>
    internal sealed record Answer(RelionJobState State, string Reason, int? ExitCode, string NodeList);

    /// <summary>Submits a script that no other job has; gives the job's number.</summary>
    /// <exception cref="RelionException"><c>RelionProgramNotFound</c> or <c>RelionSlurmFailed</c>: there is no job.
    /// <c>RelionSlurmAnswerUnread</c> or <c>RelionSlurmAnswerLost</c>: there may be one (<see
    /// cref="MayBeThere"/>).</exception>
    public static async Task<long> SubmitAsync(string script, IReporter reporter, CancellationToken cancellationToken)
    {
        string output;
        try
        {
            output = await RunAsync(
                "sbatch", ["--parsable", script], reporter, cancellationToken).ConfigureAwait(false);
        }
        catch (RelionException failure) when (failure.ErrorId == "RelionSlurmFailed")
        {
            // It may have failed after Slurm took the job: the queue knows.
            (_, long? queued) = await AskAsync(script, reporter, cancellationToken).ConfigureAwait(false);
            if (queued is { } there)
            {
                reporter.Warning(SlurmErrors.SubmittedAllTheSame(there, failure.Message));
                return there;
            }
            if (!Array.Exists(
                Unanswered, words => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase)))
            {
                throw;
            }
            throw SlurmErrors.AnswerLost(script, failure.Message);
        }
        // "id" or "id;cluster", among lines that a site's plugin may print.
        foreach (string line in Enumerable.Reverse(output.Split('\n')))
        {
            string id = line.Split(';')[0].Trim();
            if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return number;
        }
        throw SlurmErrors.AnswerUnread(script, output.Trim());
    }

    /// <summary>True where Slurm may have the job whose submission failed: it needs its folder then.</summary>
    public static bool MayBeThere(RelionException failure) =>
        failure.ErrorId is SlurmErrors.AnswerUnreadId or SlurmErrors.AnswerLostId;

    /// <summary>What came of asking for a job.</summary>
    /// <param name="Answer">What Slurm says of it; null where it has forgotten it, or did not answer.</param>
    /// <param name="Silence">Why it did not answer, which tells nothing of the job; null where it did.</param>
    internal sealed record Reply(Answer? Answer, string? Silence);

    /// <summary>
    /// What Slurm says of one job. Forgotten (minutes after its end), or never known, is only what it calls so.
    /// </summary>
    public static async Task<Reply> QueryAsync(long id, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            string output = await RunAsync(
                "scontrol", ["show", "job", Text(id)], reporter, cancellationToken).ConfigureAwait(false);
            return new Reply(ParseJob(output), null);
        }
        catch (RelionException exception) when (IsOfSlurm(exception))
        {
            reporter.Debug(exception.Message);
            return new Reply(null, IsForgotten(exception) ? null : exception.Message);
        }
    }

    /// <summary>
    /// What Slurm says of all its jobs, by number, asked once; null where it can't be asked. Jobs of an array, which
    /// have numbers of their own, are under theirs.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, Answer>?> QueryAllAsync(
        IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            return ParseJobs(
                await RunAsync("scontrol", ["--all", "show", "job"], reporter, cancellationToken)
                    .ConfigureAwait(false));
        }
        catch (RelionException exception) when (IsOfSlurm(exception))
        {
            reporter.Debug(exception.Message);
            return null;
        }
    }

    /// <summary>What <c>scontrol show job</c> prints of all jobs: a block each, an empty line between.</summary>
    internal static IReadOnlyDictionary<long, Answer> ParseJobs(string output)
    {
        var answers = new Dictionary<long, Answer>();
        foreach (string block in output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string text = block.TrimStart('\n');
            // A user's text may hold an empty line; what follows it does not begin like a job.
            if (text.StartsWith("JobId=", StringComparison.Ordinal)
                && long.TryParse(
                    text["JobId=".Length..].Split(' ', 2)[0],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long id)
                && ParseJob(text) is { } answer)
            {
                answers.TryAdd(id, answer);
            }
        }
        return answers;
    }

    private static bool IsOfSlurm(RelionException exception) =>
        exception.ErrorId is "RelionSlurmFailed" or "RelionProgramNotFound" or "RelionProgramNotStarted";

    /// <summary>Slurm's words for a job that it has forgotten, or never had (slurm_errno.c).</summary>
    private static bool IsForgotten(RelionException exception) =>
        exception.Message.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True where the job waits or runs, and where Slurm can't be asked; false where it has ended or Slurm does not
    /// know it any more.
    /// </summary>
    public static async Task<bool> IsAliveAsync(long id, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            string output = await RunAsync("scontrol", ["show", "job", Text(id)], reporter, cancellationToken)
                .ConfigureAwait(false);
            // Each job of an array has a line with its state.
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseJob).OfType<Answer>()
                .Select(answer => answer.State).DefaultIfEmpty(RelionJobState.Unknown)
                .Any(state => state is RelionJobState.Unknown or RelionJobState.Pending or RelionJobState.Running);
        }
        catch (RelionException exception) when (IsOfSlurm(exception))
        {
            reporter.Debug(exception.Message);
            return !IsForgotten(exception);
        }
    }

    /// <summary>
    /// The newest job that waits or runs with this batch script, null where there is none; and whether Slurm could be
    /// asked.
    /// </summary>
    public static async Task<(bool IsAnswered, long? Id)> AskAsync(
        string script, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            string output = await RunAsync(
                "squeue", ["--noheader", "--me", "--format=%i|%o"], reporter, cancellationToken).ConfigureAwait(false);
            return (true, ParseQueue(output, script));
        }
        catch (RelionException exception) when (IsOfSlurm(exception))
        {
            reporter.Debug(exception.Message);
            return (false, null);
        }
    }

    /// <summary>Batch scripts of the user's jobs that wait or run; none where Slurm does not answer.</summary>
    public static async Task<IReadOnlyList<string>> ScriptsAsync(
        IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            string output = await RunAsync(
                "squeue", ["--noheader", "--me", "--format=%o"], reporter, cancellationToken).ConfigureAwait(false);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (RelionException exception) when (IsOfSlurm(exception))
        {
            reporter.Debug(exception.Message);
            return [];
        }
    }

    /// <summary>Lines of number and command, as squeue prints them.</summary>
    internal static long? ParseQueue(string output, string script) => output.Split('\n')
        .Select(line => line.Split('|', 2))
        .Where(words => words.Length == 2 && words[1].Trim() == script)
        // Of an array, the number before that of the job in it: 7_3, 7_[4-9].
        .Select(
            words => long.TryParse(words[0].Split('_')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                ? id
                : (long?)null)
        .Max();

    public static Task CancelAsync(long id, IReporter reporter, CancellationToken cancellationToken) =>
        RunAsync("scancel", [Text(id)], reporter, cancellationToken);

    /// <summary>
    /// Runs one of Slurm's programs without the variables of an allocation that this session may be in.
    /// </summary>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, IReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Verbose(BashQuoting.Join([program, .. arguments]));
        var request = new ProcessRequest(ProgramFinder.Require(program), arguments)
        {
            Environment = Scrubbed(),
            CaptureText = true,
        };
        ProcessOutcome outcome = await ProcessRunner.RunAsync(request, cancellationToken).ConfigureAwait(false);
        if (outcome.IsCancelled) throw new OperationCanceledException(cancellationToken);
        if (outcome.ExitCode != 0)
        {
            throw SlurmErrors.SlurmFailed(program, program, outcome.ExitCode, outcome.StandardError.Trim());
        }
        return outcome.StandardOutput;
    }

    /// <summary>
    /// Options of another job are inherited as variables (sbatch reads SBATCH_*, srun SLURM_*); only where Slurm is
    /// stays.
    /// </summary>
    internal static IReadOnlyList<KeyValuePair<string, string?>> Scrubbed() =>
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key)
            .Where(
                name => name != "SLURM_CONF"
                    && ForeignPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(name => KeyValuePair.Create(name, (string?)null))];

    /// <summary>
    /// What <c>scontrol show job</c> prints. The first line has the job's name, which may look like any other part; the
    /// other texts that users give come behind all that is read here.
    /// </summary>
    internal static Answer? ParseJob(string output)
    {
        string[] lines = output.TrimEnd().Split('\n', 2);
        string line = lines[^1].Replace("\n", " ", StringComparison.Ordinal);
        if (Value(line, "JobState") is not { } word) return null;
        RelionJobState state = States.GetValueOrDefault(word, RelionJobState.Unknown);
        string reason = Value(line, "Reason") is { } text and not "None" ? $"{word} ({text})" : word;
        int? exitCode = state is RelionJobState.Completed or RelionJobState.Failed
            && Value(line, "ExitCode")?.Split(':') is [var first, var second]
                && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int signal)
            ? code > 0 ? code : signal == 0 ? 0 : 128 + signal
            : null;
        string nodes = Value(line, "NodeList") is { } list and not "(null)" ? list : "";
        return new Answer(state, reason, exitCode, nodes);
    }

    /// <summary>The value of <c>Key=value</c>; no value that is asked for here has blanks.</summary>
    internal static string? Value(string line, string key)
    {
        int at = (" " + line).IndexOf($" {key}=", StringComparison.Ordinal);
        if (at < 0) return null;
        string rest = line[(at + key.Length + 1)..];
        return rest.Split([' ', '\n'], 2)[0];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
