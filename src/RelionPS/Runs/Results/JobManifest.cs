using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Reasons;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;

namespace RelionPS.Runs.Results;

/// <summary>
/// <c>job.json</c> in a job's folder: what was submitted. The record of the runs is written by the job itself, beside
/// it.
/// </summary>
internal sealed record JobManifest
{
    public const string FileName = "job.json";

    /// <summary>
    /// Version of this file: in those of version 2 the command is in a record of a run that never was.
    /// </summary>
    public int SchemaVersion { get; init; } = CommandRecord.CurrentSchemaVersion;

    /// <summary>Slurm's number; 0 where the module has not submitted it, or sbatch did not take it.</summary>
    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Full path of the batch script.</summary>
    public string ScriptPath { get; init; } = "";

    /// <summary>When it was submitted, or exported.</summary>
    public DateTime SubmittedUtc { get; init; } = DateTime.UtcNow;

    /// <summary>Names of its runs, in order.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobRefinement? Refinement { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobBuild? Build { get; init; }

    [JsonIgnore]
    public RelionJobKind Kind =>
        Build is not null ? RelionJobKind.Build : Runs.Count > 1 ? RelionJobKind.Benchmark : RelionJobKind.Refinement;

    /// <exception cref="RelionException"><c>RelionJobNotFound</c> or <c>RelionRecordSchemaUnknown</c>.</exception>
    public static JobManifest Read(string folder)
    {
        try
        {
            string path = Path.Combine(folder, FileName);
            using JsonDocument document = JsonFormat.Parse(PlainFile.ReadText(path));
            CommandRecord.RefuseNewer(document.RootElement);
            JobManifest manifest = document.Deserialize<JobManifest>(JsonFormat.Indented) ?? throw new JsonException();
            manifest = manifest with { Refinement = manifest.Refinement?.Loaded() };
            bool isWhole = Wholeness.OfFile(manifest) is { Runs.Count: > 0 }
                and ({ Refinement: not null } or { Build: not null });
            return isWhole ? manifest : throw new JsonException();
        }
        catch (NewerRecordException exception)
        {
            string path = Path.Combine(folder, FileName);
            throw RunErrors.RecordSchemaUnknown(folder, path, exception.Found, exception.Known, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw RunErrors.JobNotFound(folder, exception);
        }
    }

    /// <summary>
    /// True where a folder's file may be a manifest: other programs have a file of that name too (cryoSPARC), which
    /// says nothing of what this one must. One that is damaged may be.
    /// </summary>
    public static bool MayBeIn(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return false;
        try
        {
            using JsonDocument document = JsonFormat.Parse(PlainFile.ReadText(path));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("schemaVersion", out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or RelionException)
        {
            return true;
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
        WholeFile.WriteJson(Path.Combine(folder, FileName), this, overwrite: true);
}

/// <summary>The refinement of a job.</summary>
/// <param name="OutputRoot">Full path of <c>--o</c>.</param>
/// <param name="Iterations">Iterations asked for; null where the command does not say.</param>
/// <param name="LauncherTokens">How many tokens of the record's command are the launcher's.</param>
/// <param name="Record">The command, plan and node, as in the record of a run.</param>
internal sealed record JobRefinement(
    string OutputRoot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Iterations,
    int LauncherTokens,
    CommandRecord Record)
{
    /// <summary>As it was read, with all that its record lacks where it is of an earlier version.</summary>
    /// <exception cref="JsonException">There is no program behind the launcher's tokens, or a part is
    /// missing.</exception>
    internal JobRefinement Loaded()
    {
        if (Record is null) throw new JsonException("Record has no value.");
        CommandRecord record = CommandRecord.Loaded(Record, LauncherTokens);
        bool hasProgram = LauncherTokens >= 0 && LauncherTokens < record.Command.Count;
        return hasProgram ? this with { Record = record } : throw new JsonException("The command has no program.");
    }
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LibraryPath,
    string SourcePath,
    string WorkFolder,
    string InstallPath,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> CMakeArguments,
    IReadOnlyList<DecisionFacts> Decisions);
