using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Files;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Results;

/// <summary>
/// The JSON record of one run: all that is needed to understand its time later, or to run it again. Times are UTC, sizes bytes.
/// A record is written whole or not at all, and never over another.
/// </summary>
internal sealed record RunRecord
{
    /// <summary>Version 2 has steps, current sizes and machine warnings of the run; a record of version 1 is read with none of them.</summary>
    public const int CurrentSchemaVersion = 2;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    public string ModuleVersion { get; init; } = typeof(RunRecord).Assembly.GetName().Version?.ToString(3) ?? "Unknown";

    public required string Name { get; init; }

    /// <summary>How the run ended; beside the name, so that a person who opens the record sees it at once.</summary>
    public RunStatus Status => Run.Status;

    public required BenchmarkRun Run { get; init; }

    public required string RelionVersion { get; init; }

    public ProgramFacts? Executable { get; init; }

    public ProgramFacts? Launcher { get; init; }

    /// <summary>What was started, token by token.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public required string CommandLine { get; init; }

    public required IReadOnlyList<EnvironmentVariable> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required IReadOnlyList<InputFacts> Inputs { get; init; }

    public required RefineOptions Options { get; init; }

    public required Acceleration Acceleration { get; init; }

    public required string Mpi { get; init; }

    public required RunPlan Plan { get; init; }

    public required IReadOnlyList<DecisionFacts> Decisions { get; init; }

    /// <summary>The node the plan was made for.</summary>
    public required NodeProfile Node { get; init; }

    /// <summary>The machine that started it.</summary>
    public string Host { get; init; } = System.Environment.MachineName;

    /// <summary>The record of a run of the command, without what only a check before its start can tell: versions, hashes, input files.</summary>
    public static RunRecord Of(RefineCommand command, BenchmarkRun run) => new()
    {
        Name = command.Name,
        Run = run,
        RelionVersion = "Unknown",
        Command = [.. command.LauncherArguments, command.Executable, .. command.Arguments],
        CommandLine = command.CommandLine,
        Environment = [.. command.Variables.Select(pair => new EnvironmentVariable(pair.Key, pair.Value))],
        WorkingDirectory = command.WorkingDirectory,
        Inputs = [],
        Options = command.Options,
        Acceleration = command.Acceleration,
        Mpi = command.Mpi,
        Plan = command.Plan with { Decisions = [] },
        Decisions = [.. command.Decisions.Select(decision => new DecisionFacts(
            decision.Name, Convert.ToString(decision.Value, CultureInfo.InvariantCulture), decision.Rule, decision.Reason, decision.Source, decision.IsWarning))],
        Node = command.Node,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">It is no record, or lacks a part of one.</exception>
    public static RunRecord FromJson(string json) =>
        Wholeness.OfFile(
            JsonSerializer.Deserialize<RunRecord>(json, Json) ?? throw new JsonException("The record is empty."));

    /// <summary>A reader sees the whole record or none.</summary>
    public void Write(string path) => WholeFile.Write(path, ToJson() + "\n", overwrite: false);
}

/// <summary>A program file, so that a rebuilt binary under the old name is told from it.</summary>
internal sealed record ProgramFacts(string Path, long Bytes, DateTime ModifiedUtc, string Sha256, string? Version = null, string? Precision = null, bool? HasAltCpu = null);

/// <summary>An input file; <c>Role</c> is the option that names it.</summary>
internal sealed record InputFacts(string Role, string Path, long Bytes, DateTime ModifiedUtc);

internal sealed record EnvironmentVariable(string Name, string Value);

/// <summary>A decision with its value as text.</summary>
internal sealed record DecisionFacts(string Name, string? Value, string Rule, string Reason, string Source, bool IsWarning);
