using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RelionPS.Core.Files;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>
/// What the logs of a job tell of its end where it left no record: Slurm killed the batch script itself, at a limit or
/// with its node.
/// </summary>
internal static partial class JobLog
{
    /// <summary>What Slurm writes stands at the end.</summary>
    private const int BytesRead = 1 << 16;

    /// <summary>How the job ended; null where no log tells, or where it is older than the results.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="written">A log that was written to before then is of an earlier job.</param>
    public static RunEvidence? Read(string folder, DateTime written)
    {
        FileInfo[] logs =
        [
            .. new DirectoryInfo(folder).EnumerateFiles()
                .Where(file => file.Name == "slurm.out" || file.Extension is ".err" or ".out")
                .Where(file => PlainFile.IsAt(file.FullName) && file.LastWriteTimeUtc >= written)
                .OrderBy(file => file.Name != "slurm.out")
                .ThenByDescending(file => file.LastWriteTimeUtc),
        ];
        // Slurm's own words first: what a launcher says of a signal is then how Slurm did it.
        foreach (FileInfo log in logs)
        {
            if (OfSlurm(End(log), written) is { } end) return end;
        }
        foreach (FileInfo log in logs)
        {
            if (RankSignal.Of(End(log)) is { } signal)
            {
                return new RunEvidence
                {
                    Failure = string.Create(
                        CultureInfo.InvariantCulture,
                        $"the job left no record, and '{log.Name}' says that signal {signal} ended a rank"),
                };
            }
        }
        return null;
    }

    private static RunEvidence? OfSlurm(string text, DateTime written)
    {
        const string says = "the job left no record, and Slurm's log says that";
        if (Cancelled().Matches(text).LastOrDefault(match => !IsBefore(match, written)) is { } cancelled)
        {
            return cancelled.Groups["why"].Value.Trim() switch
            {
                "TIME LIMIT" => new RunEvidence { Cancellation = $"{says} it reached its time limit" },
                "" => new RunEvidence { Cancellation = $"{says} it was cancelled" },
                "NODE FAILURE" => new RunEvidence { Failure = $"{says} its node failed" },
                var why => new RunEvidence
                {
                    Cancellation = $"{says} it was cancelled due to {why.ToLowerInvariant()}",
                },
            };
        }
        return OutOfMemory().IsMatch(text)
            ? new RunEvidence { Failure = $"{says} it was killed for want of memory (oom-kill)" }
            : null;
    }

    /// <summary>Slurm writes its node's local time, without saying so.</summary>
    private static bool IsBefore(Match cancelled, DateTime written) =>
        DateTime.TryParseExact(
            cancelled.Groups["at"].Value, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out DateTime at)
        && at < written;

    private static string End(FileInfo log)
    {
        try
        {
            using FileStream stream = log.OpenRead();
            stream.Seek(-Math.Min(stream.Length, BytesRead), SeekOrigin.End);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(
        @"^slurmstepd[^:]*: error: \*\*\* (JOB|STEP) \S+ ON \S+ CANCELLED AT (?<at>\S+)( DUE TO (?<why>[A-Z ]+?))?"
        + @" \*\*\*",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Cancelled();

    [GeneratedRegex(
        @"^(slurmstepd|srun)[^:]*: .*(oom-kill|oom_kill|Out Of Memory)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex OutOfMemory();
}
