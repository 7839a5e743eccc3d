using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;

namespace RelionPS.Runs.Results;

/// <summary><c>record.json</c>, which the batch script writes after each run.</summary>
internal sealed record JobRecord(int SchemaVersion, long JobId, string Nodes, IReadOnlyList<JobRun> Runs)
{
    public const string FileName = "record.json";

    private const int CurrentSchemaVersion = 2;

    private static readonly string[] Statuses = ["Completed", "Failed", "Cancelled"];

    /// <summary>Null where the job has not written one.</summary>
    /// <exception cref="RelionException"><c>RelionRecordInvalid</c> or <c>RelionRecordSchemaUnknown</c>.</exception>
    public static JobRecord? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            JobRecord record = Wholeness.OfFile(JsonFormat.Read<JobRecord>(PlainFile.ReadText(path)));
            if (record.SchemaVersion > CurrentSchemaVersion)
            {
                throw new NewerRecordException(record.SchemaVersion, CurrentSchemaVersion);
            }
            record.RequireTrue();
            return record;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (NewerRecordException exception)
        {
            throw RunErrors.RecordSchemaUnknown(folder, path, exception.Found, exception.Known, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw RunErrors.RecordInvalid(path, exception);
        }
    }

    /// <summary>The record of a job, whose runs are the first of those that it was to do.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static JobRecord? Read(string folder, JobManifest manifest)
    {
        JobRecord? record = Read(folder);
        if (record is null
            || record.Runs.Select(run => run.Name).SequenceEqual(manifest.Runs.Take(record.Runs.Count)))
        {
            return record;
        }
        string runs = string.Join(", ", record.Runs.Select(run => run.Name));
        throw RunErrors.RecordInvalid(
            Path.Combine(folder, FileName),
            new JsonException($"runs are {runs}, and the job's are {string.Join(", ", manifest.Runs)}."));
    }

    /// <summary>The record; null where there is none that can be used.</summary>
    public static JobRecord? TryRead(string folder)
    {
        try
        {
            return Read(folder);
        }
        catch (RelionException)
        {
            return null;
        }
    }

    /// <exception cref="JsonException">It says what no job writes.</exception>
    private void RequireTrue()
    {
        if (SchemaVersion < 1) throw new JsonException($"schemaVersion is {SchemaVersion}.");
        if (JobId < 1) throw new JsonException($"jobId is {JobId}.");
        if (Runs.Count == 0) throw new JsonException("runs is empty.");
        for (int index = 0; index < Runs.Count; index++)
        {
            JobRun run = Runs[index];
            string at = $"runs[{index}]";
            // It is the name of the run's files in the job's folder.
            if (run.Name.Length == 0 || !run.Name.All(char.IsAsciiLetterOrDigit))
            {
                throw new JsonException($"{at}.name is '{run.Name}', which is no run's.");
            }
            if (!Statuses.Contains(run.Status)) throw new JsonException($"{at}.status is '{run.Status}'.");
            if (run.StartedUtc.Year is < 2000 or > 9000)
            {
                throw new JsonException($"{at}.startedUtc is no time of a run.");
            }
            JsonFormat.RequireTime($"{at}.seconds", run.Seconds);
            if (run.ExitCode is < 0 or > 255) throw new JsonException($"{at}.exitCode is {run.ExitCode}.");
        }
    }

    /// <summary>
    /// How the job stands by its record alone, for Slurm forgets jobs minutes after their end. Too few runs of which
    /// none failed tell nothing.
    /// </summary>
    public RelionJobState State(JobManifest manifest) => Runs[^1].Status switch
    {
        "Completed" => Runs.Count == manifest.Runs.Count ? RelionJobState.Completed : RelionJobState.Unknown,
        "Cancelled" => RelionJobState.Cancelled,
        _ => RelionJobState.Failed,
    };
}

/// <summary>One run of it.</summary>
internal sealed record JobRun(string Name, string Status, DateTime StartedUtc, double Seconds, int ExitCode);
