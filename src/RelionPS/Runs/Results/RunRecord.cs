using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Files;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;

namespace RelionPS.Runs.Results;

/// <summary>
/// The JSON record of one run: all that is needed to understand its time later, or to run it again. Times are UTC,
/// sizes bytes.
/// A record is written whole or not at all, and never over another.
/// </summary>
internal sealed record RunRecord : CommandRecord
{
    [JsonConstructor]
    public RunRecord()
    {
    }

    [SetsRequiredMembers]
    private RunRecord(RefineCommand command, BenchmarkRun run)
        : base(command)
    {
        Run = run;
        RelionVersion = "Unknown";
        Inputs = [];
    }

    /// <summary>How the run ended; beside the name, so that a person who opens the record sees it at once.</summary>
    [JsonPropertyOrder(3)]
    public RunStatus Status => Run.Status;

    [JsonPropertyOrder(4)]
    public required BenchmarkRun Run { get; init; }

    [JsonPropertyOrder(5)]
    public required string RelionVersion { get; init; }

    [JsonPropertyOrder(6)]
    public ProgramFacts? Executable { get; init; }

    [JsonPropertyOrder(7)]
    public ProgramFacts? Launcher { get; init; }

    [JsonPropertyOrder(12)]
    public required IReadOnlyList<InputFacts> Inputs { get; init; }

    /// <summary>The machine that started it.</summary>
    [JsonPropertyOrder(19)]
    public string Host { get; init; } = System.Environment.MachineName;

    protected override string? ProgramPath => Executable?.Path;

    /// <summary>
    /// The record of a run of the command, without what only a check before its start can tell: versions, hashes, input
    /// files.
    /// </summary>
    public static RunRecord Of(RefineCommand command, BenchmarkRun run) => new(command, run);

    public string ToJson() => JsonSerializer.Serialize(this, JsonFormat.Indented);

    /// <exception cref="JsonException">It is no record, or lacks a part of one.</exception>
    /// <exception cref="NewerRecordException">It is of a later version of the module.</exception>
    public static RunRecord FromJson(string json)
    {
        using JsonDocument document = JsonFormat.Parse(json);
        RefuseNewer(document.RootElement);
        RunRecord record = document.Deserialize<RunRecord>(JsonFormat.Indented)
            ?? throw new JsonException("The record is empty.");
        record = Loaded(record);
        JsonFormat.RequireTime("run.seconds", record.Run.Seconds);
        return record;
    }

    /// <summary>A reader sees the whole record or none.</summary>
    public void Write(string path) => WholeFile.WriteJson(path, this, overwrite: false);
}

/// <summary>A program file, so that a rebuilt binary under the old name is told from it.</summary>
internal sealed record ProgramFacts(
    string Path,
    long Bytes,
    DateTime ModifiedUtc,
    string Sha256,
    string? Version = null,
    string? Precision = null,
    bool? HasAltCpu = null);

/// <summary>An input file; <c>Role</c> is the option that names it.</summary>
internal sealed record InputFacts(string Role, string Path, long Bytes, DateTime ModifiedUtc);
