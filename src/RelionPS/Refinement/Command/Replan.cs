using RelionPS.Core.Text;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// Plans a command that exists again: what a plan decides is decided anew, and all else stays, but for what the user
/// gives beside it.
/// </summary>
internal static class Replan
{
    private const string Rule = "PlannedAgain";

    /// <summary>Beginnings of variables that launchers read or set; the new one has its own.</summary>
    private static readonly string[] OfLaunchers =
        ["OMPI_", "PMIX_", "PRTE_", "I_MPI_", "HYDRA_", "MPICH_", "MPIR_", "PMI_", "SLURM_"];

    /// <summary>The command in the place of a preset: its options stand below what the user gives.</summary>
    public static Preset PresetOf(RefineCommand command) => Presets.Get(Presets.None) with
    {
        Name = command.Name,
        Options = OptionReader.Read(command.Arguments),
        Acceleration = command.Acceleration,
        Source = OriginalCommand.Of(command).Name,
    };

    /// <summary>What was asked for, where it is a command to plan again.</summary>
    /// <param name="asked">What the user asked for, with the command.</param>
    /// <param name="command">The command.</param>
    public static RefineRequest Request(RefineRequest asked, RefineCommand command)
    {
        RefineRequest? earlier = command.Request;
        OriginalCommand original = OriginalCommand.Of(command);
        bool hasProgram = asked.Executable is not null || asked.Installation is not null;
        bool hasNodes = asked.Plan.NodeCount is not null || asked.Plan.Hosts.Count > 0;
        return asked with
        {
            Plan = hasNodes || original.NodeCount == 0
                ? asked.Plan
                : asked.Plan with { NodeCount = original.NodeCount, NodeCountFrom = original.Name },
            Data = earlier is null ? asked.Data : asked.Data.Or(earlier.Data.Or(earlier.Preset.Data)),
            Installation = asked.Installation ?? (asked.Executable is null ? earlier?.Installation : null),
            Executable = asked.Executable
                ?? (asked.Installation is null && earlier?.Installation is null ? Program(command) : null),
            Original = original,
            OriginalEnvironment =
            [
                .. EnvironmentVariable.Of(command.Variables)
                    .Where(variable => !IsOfSettings(variable.Name, command, hasProgram)),
            ],
        };
    }

    /// <summary>The options of the command, with those that were given in their places.</summary>
    public static RefineOptions Merge(RefineOptions command, RefineOptions given)
    {
        RefineOptions merged = OptionTable.Merge(command, given);
        if (given.AdditionalArgument is null || command.AdditionalArgument is null) return merged;
        IReadOnlyList<OptionTokens> added = OptionTokens.Split(given.AdditionalArgument);
        var replaced = added.Select(option => option.Flag).ToHashSet(StringComparer.Ordinal);
        return merged with
        {
            AdditionalArgument =
            [
                .. OptionTokens.Split(command.AdditionalArgument)
                    .Where(option => !replaced.Contains(option.Flag))
                    .SelectMany(option => option.Tokens),
                .. given.AdditionalArgument,
            ],
        };
    }

    /// <summary>
    /// The options without those that belong to the job and not to what it computes: RELION's marks go into the job's
    /// folder, where they would tell of another run's end.
    /// </summary>
    public static (RefineOptions Options, IReadOnlyList<Decision> Decisions) WithoutTheJobs(
        RefineOptions options, OriginalCommand original)
    {
        if (ArgumentReader.ValueOf(options.AdditionalArgument ?? [], OptionTable.PipelineControl) is not { } folder)
        {
            return (options, []);
        }
        bool isSame = options.OutputRoot == original.OutputRoot;
        var decision = new Decision(
            "PipelineControl",
            isSame ? folder : null,
            Rule,
            isSame
                ? $"kept: the results are the job's own, and RELION's GUI learns of the run's end by it"
                : $"left out: the results are not the job's own, and RELION would leave its marks in {folder}",
            "RELION 3.1, src/pipeline_control.cpp")
        {
            Before = folder,
        };
        if (isSame) return (options, [decision]);
        RefineOptions without = options with
        {
            AdditionalArgument =
            [
                .. OptionTokens.Split(options.AdditionalArgument!)
                    .Where(option => option.Flag != OptionTable.PipelineControl)
                    .SelectMany(option => option.Tokens),
            ],
        };
        return (without, [decision]);
    }

    /// <summary>
    /// What the command set for RELION's ranks and is set by nothing else now; what launchers read is the new one's.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Kept(
        IReadOnlyList<EnvironmentVariable> original, IReadOnlyList<KeyValuePair<string, string>> now) =>
        [
            .. original
                .Where(variable => !now.Any(set => set.Key == variable.Name))
                .Where(variable => !OfLaunchers.Any(begin => variable.Name.StartsWith(begin, StringComparison.Ordinal)))
                .Select(variable => KeyValuePair.Create(variable.Name, variable.Value)),
        ];

    /// <summary>True where the variable follows from what is decided anew: the allocator, the program.</summary>
    private static bool IsOfSettings(string name, RefineCommand command, bool hasProgram)
    {
        AllocatorSetting allocator = Allocators.Get(command.Allocator);
        return allocator.Variables.Any(variable => variable.Key == name)
            || (allocator.Library is not null && name == "LD_PRELOAD")
            || (hasProgram && name == "LD_LIBRARY_PATH");
    }

    /// <summary>RELION's own name leaves it to the plan which of the two programs it is.</summary>
    private static string? Program(RefineCommand command) =>
        DerivedRequest.RelionNames.Contains(command.Executable) ? null : command.Executable;
}
