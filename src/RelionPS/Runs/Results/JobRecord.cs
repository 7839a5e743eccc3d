using System.Text.Json;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Results;

/// <summary><c>record.json</c>, which the batch script writes after each run.</summary>
internal sealed record JobRecord(int SchemaVersion, long JobId, string Nodes, IReadOnlyList<JobRun> Runs)
{
    public const string FileName = "record.json";

    /// <summary>Null where the job has not written one.</summary>
    public static JobRecord? Read(string folder)
    {
        try
        {
            byte[] text = File.ReadAllBytes(Path.Combine(folder, FileName));
            return JsonSerializer.Deserialize<JobRecord>(text, JsonFormat.Indented) is { Runs.Count: > 0 } record
                ? Wholeness.OfFile(record)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
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
