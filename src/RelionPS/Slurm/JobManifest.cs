using System.Text.Json;
using RelionPS.Benchmarking;
using RelionPS.Errors;

namespace RelionPS.Slurm;

/// <summary><c>job.json</c> in a job's folder: what was submitted. The record of the run is written by the job itself, beside it.</summary>
/// <param name="SchemaVersion">Version of this file.</param>
/// <param name="Id">Slurm's number; 0 where sbatch did not take it.</param>
/// <param name="Name">Name of the job.</param>
/// <param name="SubmittedUtc">When.</param>
/// <param name="OutputRoot">Full path of <c>--o</c>.</param>
/// <param name="Iterations">Iterations asked for.</param>
/// <param name="LauncherTokens">How many tokens of the record's command are the launcher's.</param>
/// <param name="Record">The command, plan and node, as in the record of a benchmark.</param>
internal sealed record JobManifest(int SchemaVersion, long Id, string Name, DateTime SubmittedUtc, string OutputRoot, int? Iterations, int LauncherTokens, JsonElement Record)
{
    public const string FileName = "job.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <exception cref="RelionException"><c>RelionJobNotFound</c>.</exception>
    public static JobManifest Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<JobManifest>(File.ReadAllBytes(Path.Combine(folder, FileName)), Format) ?? throw new JsonException();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RelionException("RelionJobNotFound", folder, exception, [folder]);
        }
    }

    public void Write(string folder)
    {
        string partial = Path.Combine(folder, FileName + ".partial");
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(this, Format));
        File.Move(partial, Path.Combine(folder, FileName), overwrite: true);
    }

    public BenchmarkRecord ReadRecord() => BenchmarkRecord.FromJson(Record.GetRawText());
}

/// <summary><c>record.json</c>: what the batch script writes at its end.</summary>
internal sealed record JobRecord(int SchemaVersion, long JobId, string Status, DateTime StartedUtc, double Seconds, int ExitCode, string Nodes)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Null where the job has not written one.</summary>
    public static JobRecord? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<JobRecord>(File.ReadAllBytes(Path.Combine(folder, "record.json")), Format);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
