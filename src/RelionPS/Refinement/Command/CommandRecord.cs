using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Reasons;
using RelionPS.Core.Text;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Command;

/// <summary>
/// A command in JSON, the same in the record of a run and in the file of a job: what is started, how it was planned,
/// why, and what it was asked for. The command that is read back is whole and can be planned again.
/// </summary>
internal record CommandRecord
{
    /// <summary>
    /// Version 2 of a run's record has steps, current sizes and machine warnings of the run. Version 3 has what a
    /// command is read back from: in files before it, that is worked out from the tokens.
    /// </summary>
    public const int CurrentSchemaVersion = 3;

    private const int FirstWholeVersion = 3;

    [JsonConstructor]
    public CommandRecord()
    {
    }

    /// <summary>The record of a command.</summary>
    [SetsRequiredMembers]
    public CommandRecord(RefineCommand command)
    {
        Name = command.Name;
        Command = [.. command.LauncherArguments, command.Executable, .. command.Arguments];
        CommandLine = command.CommandLine;
        Environment = EnvironmentVariable.Of(command.Variables);
        WorkingDirectory = command.WorkingDirectory;
        Options = command.Options;
        Acceleration = command.Acceleration;
        Mpi = command.Mpi;
        Plan = command.Plan with { Decisions = [] };
        Decisions = [.. command.Decisions.Select(DecisionFacts.Of)];
        Node = command.Node;
        LauncherArguments = command.LauncherArguments;
        Program = command.Executable;
        Arguments = command.Arguments;
        LaunchFiles = command.LaunchFiles;
        HasOwnDirectory = command.HasOwnDirectory;
        IsAccelerationExplicit = command.IsAccelerationExplicit;
        IsInputForced = command.IsInputForced;
        Allocator = command.Allocator;
        Binding = command.Binding;
        PlanDecisions = [.. command.Plan.Decisions.Select(DecisionFacts.Of)];
        Size = command.Size;
        Launch = LaunchFacts.Of(command.LauncherRequest);
        Request = command.Request;
        Origin = command.Origin;
    }

    [JsonPropertyOrder(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    [JsonPropertyOrder(1)]
    public string ModuleVersion { get; init; } =
        typeof(CommandRecord).Assembly.GetName().Version?.ToString(3) ?? "Unknown";

    [JsonPropertyOrder(2)]
    public required string Name { get; init; }

    /// <summary>What was started, token by token; in the record of a run with the full paths of the programs.</summary>
    [JsonPropertyOrder(8)]
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The same as one bash line, for readers.</summary>
    [JsonPropertyOrder(9)]
    public required string CommandLine { get; init; }

    [JsonPropertyOrder(10)]
    public required IReadOnlyList<EnvironmentVariable> Environment { get; init; }

    [JsonPropertyOrder(11)]
    public required string WorkingDirectory { get; init; }

    [JsonPropertyOrder(13)]
    public required RefineOptions Options { get; init; }

    [JsonPropertyOrder(14)]
    public required Acceleration Acceleration { get; init; }

    [JsonPropertyOrder(15)]
    public required string Mpi { get; init; }

    /// <summary>The plan; its decisions are in <see cref="PlanDecisions"/>.</summary>
    [JsonPropertyOrder(16)]
    public required RunPlan Plan { get; init; }

    [JsonPropertyOrder(17)]
    public required IReadOnlyList<DecisionFacts> Decisions { get; init; }

    /// <summary>The node the plan was made for.</summary>
    [JsonPropertyOrder(18)]
    public required NodeProfile Node { get; init; }

    /// <summary>The launcher and its options, as the command has them.</summary>
    [JsonPropertyOrder(20)]
    public IReadOnlyList<string>? LauncherArguments { get; init; }

    /// <summary>The refinement program, as the command has it.</summary>
    [JsonPropertyOrder(21)]
    public string? Program { get; init; }

    /// <summary>The options of the refinement program.</summary>
    [JsonPropertyOrder(22)]
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Files that the launcher reads.</summary>
    [JsonPropertyOrder(23)]
    public IReadOnlyList<LaunchFile> LaunchFiles { get; init; } = [];

    /// <summary>True where the command has to change into its folder first.</summary>
    [JsonPropertyOrder(24)]
    public bool HasOwnDirectory { get; init; }

    /// <summary>True where the user asked for the acceleration; of files before version 3 it is not known.</summary>
    [JsonPropertyOrder(25)]
    public bool IsAccelerationExplicit { get; init; } = true;

    /// <summary>True where the checks of the input warn and do not refuse.</summary>
    [JsonPropertyOrder(26)]
    public bool IsInputForced { get; init; }

    /// <summary>The memory allocator, a name of <see cref="Allocators"/>.</summary>
    [JsonPropertyOrder(27)]
    public string Allocator { get; init; } = Allocators.Default;

    /// <summary>Whether the launcher binds ranks to their cores.</summary>
    [JsonPropertyOrder(28)]
    public RankBinding Binding { get; init; }

    /// <summary>The plan's own decisions.</summary>
    [JsonPropertyOrder(29)]
    public IReadOnlyList<DecisionFacts> PlanDecisions { get; init; } = [];

    /// <summary>What the memory of its ranks depends on; null where the box was not known.</summary>
    [JsonPropertyOrder(30)]
    public RefinementSize? Size { get; init; }

    /// <summary>What the launcher's options were rendered from; null without a launcher.</summary>
    [JsonPropertyOrder(31)]
    public LaunchFacts? Launch { get; init; }

    /// <summary>What was asked for; null for a command that was made by hand.</summary>
    [JsonPropertyOrder(32)]
    public RefineRequest? Request { get; init; }

    /// <summary>Where the command was read from; null for one that the module planned.</summary>
    [JsonPropertyOrder(33)]
    public CommandOrigin? Origin { get; init; }

    /// <summary>The refinement program's full path, where the record says it apart.</summary>
    protected virtual string? ProgramPath => null;

    /// <summary>Refuses a file of a version that is not known here: it may hold what a reader gets wrong.</summary>
    /// <exception cref="NewerRecordException">It is of a later version.</exception>
    public static void RefuseNewer(JsonElement file)
    {
        int number = 0;
        bool isOfNone = file.ValueKind == JsonValueKind.Object
            && file.TryGetProperty("schemaVersion", out JsonElement said)
            && (said.ValueKind != JsonValueKind.Number || !said.TryGetInt32(out int least) || least < 1);
        if (isOfNone) throw new JsonException("Its schemaVersion is none.");
        bool isNewer = file.ValueKind == JsonValueKind.Object
            && file.TryGetProperty("schemaVersion", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out number)
            && number > CurrentSchemaVersion;
        if (isNewer) throw new NewerRecordException(number, CurrentSchemaVersion);
    }

    /// <summary>A record as it was read, made whole: what a file of an earlier version lacks is worked out.</summary>
    /// <param name="read">What the file says.</param>
    /// <param name="launcherTokens">How many tokens are the launcher's; null where the file does not say.</param>
    /// <exception cref="JsonException">It lacks a part.</exception>
    public static T Loaded<T>(T read, int? launcherTokens = null)
        where T : CommandRecord
    {
        CommandRecord record = read;
        // The request leaves out the node, which is the record's.
        if (record.Request is { Plan: { } plan } request)
        {
            record = record with { Request = request with { Plan = plan with { Node = record.Node } } };
        }
        Wholeness.OfFile(record);
        if (record.SchemaVersion < FirstWholeVersion)
        {
            return (T)EarlierRecord.Filled(record, record.ProgramPath, launcherTokens);
        }
        string? missing = record.Program is null ? nameof(Program)
            : record.Arguments is null ? nameof(Arguments)
            : record.LauncherArguments is null ? nameof(LauncherArguments)
            : null;
        return missing is null ? (T)record : throw new JsonException($"{missing} has no value.");
    }

    /// <summary>The command.</summary>
    /// <exception cref="JsonException">The record, of an earlier version, does not tell its program.</exception>
    public RefineCommand ToCommand()
    {
        var environment = new OrderedDictionary();
        foreach (EnvironmentVariable variable in Environment) environment[variable.Name] = variable.Value;
        var command = new RefineCommand
        {
            Name = Name,
            Plan = Plan with { Decisions = [.. PlanDecisions.Select(decision => decision.ToDecision())] },
            Size = Size,
            Decisions = [.. Decisions.Select(decision => decision.ToDecision())],
            Executable = Program
                ?? throw new JsonException("The record does not tell which of its tokens is the program."),
            Arguments = Arguments!,
            LauncherArguments = LauncherArguments!,
            LaunchFiles = LaunchFiles,
            Environment = environment.AsReadOnly(),
            WorkingDirectory = WorkingDirectory,
            HasOwnDirectory = HasOwnDirectory,
            Options = Options,
            Acceleration = Acceleration,
            IsAccelerationExplicit = IsAccelerationExplicit,
            IsInputForced = IsInputForced,
            Mpi = Mpi,
            Allocator = Allocator,
            Binding = Binding,
            Node = Node,
            Origin = Origin,
        };
        RefineRequest request = Request ?? DerivedRequest.Of(command);
        return command with { Request = request, LauncherRequest = Launch?.ToRequest(command, request) };
    }
}

/// <summary>A variable of a command's environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record EnvironmentVariable(string Name, string Value)
{
    public static IReadOnlyList<EnvironmentVariable> Of(IEnumerable<KeyValuePair<string, string>> variables) =>
        [.. variables.Select(pair => new EnvironmentVariable(pair.Key, pair.Value))];
}

/// <summary>What a launcher's options were rendered from, beside the plan and what was asked for.</summary>
/// <param name="Library">The dialect of the program's MPI library; null where it is not known.</param>
/// <param name="Environment">Variables that RELION's ranks are to see, without the launcher's own.</param>
internal sealed record LaunchFacts(string? Library, IReadOnlyList<EnvironmentVariable> Environment)
{
    public static LaunchFacts? Of(LauncherRequest? request) =>
        request is null ? null : new LaunchFacts(request.Library, EnvironmentVariable.Of(request.Environment));

    /// <summary>What the launcher is asked for again, on other hosts for example.</summary>
    public LauncherRequest ToRequest(RefineCommand command, RefineRequest request) => request.ForLauncher(
        command.Plan, command.Options.OutputRoot, Library,
        Environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));
}

/// <summary>A file of a later version of the module.</summary>
/// <param name="found">The version of the file.</param>
/// <param name="known">The latest version that is read.</param>
internal sealed class NewerRecordException(int found, int known)
    : JsonException($"It has the schema version {found}, and this module reads up to {known}.")
{
    public int Found => found;

    public int Known => known;
}
