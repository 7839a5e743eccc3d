using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Results;

/// <summary><c>job.json</c> in a job's folder: what was submitted. The record of the runs is written by the job itself, beside it.</summary>
internal sealed record JobManifest
{
    public const string FileName = "job.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Version of this file.</summary>
    public int SchemaVersion { get; init; } = 2;

    /// <summary>Slurm's number; 0 where the module has not submitted it, or sbatch did not take it.</summary>
    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Full path of the batch script.</summary>
    public string ScriptPath { get; init; } = "";

    /// <summary>When it was submitted, or exported.</summary>
    public DateTime SubmittedUtc { get; init; } = DateTime.UtcNow;

    /// <summary>Names of its runs, in order.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    public JobRefinement? Refinement { get; init; }

    public JobBuild? Build { get; init; }

    [JsonIgnore]
    public RelionJobKind Kind => Build is not null ? RelionJobKind.Build : Runs.Count > 1 ? RelionJobKind.Benchmark : RelionJobKind.Refinement;

    /// <exception cref="RelionException"><c>RelionJobNotFound</c>.</exception>
    public static JobManifest Read(string folder)
    {
        try
        {
            JobManifest manifest = JsonSerializer.Deserialize<JobManifest>(File.ReadAllBytes(Path.Combine(folder, FileName)), Format) ?? throw new JsonException();
            bool isWhole = Wholeness.OfFile(manifest) is { Runs.Count: > 0 }
                and ({ Refinement: not null } or { Build: not null })
                && manifest.Refinement?.IsWhole != false;
            return isWhole ? manifest : throw new JsonException();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new RelionException("RelionJobNotFound", folder, exception, [folder]);
        }
    }

    /// <summary>The manifest; null where there is none that can be read.</summary>
    public static JobManifest? TryRead(string folder)
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

    public void Write(string folder) =>
        WholeFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Format), overwrite: true);
}

/// <summary>The refinement of a job.</summary>
/// <param name="OutputRoot">Full path of <c>--o</c>.</param>
/// <param name="Iterations">Iterations asked for; null where the command does not say.</param>
/// <param name="LauncherTokens">How many tokens of the record's command are the launcher's.</param>
/// <param name="Record">The command, plan and node, as in the record of a benchmark.</param>
internal sealed record JobRefinement(string OutputRoot, int? Iterations, int LauncherTokens, JsonElement Record)
{
    /// <summary>True where the command has a program behind the launcher's tokens.</summary>
    /// <exception cref="JsonException">The record is none.</exception>
    internal bool IsWhole => LauncherTokens >= 0 && LauncherTokens < ReadRecord().Command.Count;

    public RunRecord ReadRecord() => RunRecord.FromJson(Record.GetRawText());
}

/// <summary>The build of a job.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Suffix">What follows RELION's names in those of the programs.</param>
/// <param name="Version">The source's version.</param>
/// <param name="NeedsAltCpu">True where the programs must know <c>--cpu</c>.</param>
/// <param name="WantsDownloads">True where make is to download libraries.</param>
/// <param name="LibraryPath">LD_LIBRARY_PATH that the programs need; null where none.</param>
/// <param name="SourcePath">The source tree.</param>
/// <param name="WorkFolder">The folder that CMake works in.</param>
/// <param name="InstallPath">The folder of the programs.</param>
/// <param name="Targets">RELION's targets; empty is all.</param>
/// <param name="CMakeArguments">What CMake is told.</param>
/// <param name="Decisions">Repairs and notes of the recipe.</param>
internal sealed record JobBuild(
    string Recipe,
    string Suffix,
    string Version,
    bool NeedsAltCpu,
    bool WantsDownloads,
    string? LibraryPath,
    string SourcePath,
    string WorkFolder,
    string InstallPath,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> CMakeArguments,
    IReadOnlyList<DecisionFacts> Decisions);
