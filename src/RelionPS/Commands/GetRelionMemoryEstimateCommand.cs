using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Views;
using RelionPS.Core.Errors;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Commands;

/// <summary>
/// Get-RelionMemoryEstimate: what each kind of rank is expected to hold, or the fullest node over ranks and threads.
/// </summary>
[Cmdlet(VerbsCommon.Get, "RelionMemoryEstimate", DefaultParameterSetName = OptionSet)]
[OutputType(typeof(RankMemory), typeof(NodeMemory), typeof(string))]
public sealed class GetRelionMemoryEstimateCommand : DataOptionCommandBase
{
    private const string CommandSet = "Command";

    /// <summary>A command of New-RelionRefineCommand: its plan is estimated as it is.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public RefineCommand? Command { get; set; }

    /// <summary>The node; this machine where none is given.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipeline = true)]
    [Alias("Node")]
    [ValidateNotNull]
    public NodeProfile? NodeProfile { get; set; }

    /// <summary>Options that are known for a job; what is given beside wins.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [ValidatePreset]
    [ArgumentCompleter(typeof(PresetCompleter))]
    public string Preset { get; set; } = "None";

    /// <summary>A job of RELION's GUI, with the options that its version writes; what is given beside wins.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    public RefineJobType JobType { get; set; }

    /// <summary>How the job optimises; left out, as the version's GUI does by default.</summary>
    [Parameter(ParameterSetName = OptionSet)]
    public RefineAlgorithm Algorithm { get; set; }

    /// <summary>
    /// The version of RELION, such as 3.1, 4.0 or 5.0.1; left out, the installation's, else the program's.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GuiVersionCompleter))]
    public string? RelionVersion { get; set; }

    /// <summary>The accelerated CPU code, or the original; left out, the preset decides.</summary>
    [Parameter(ParameterSetName = OptionSet)]
    public Acceleration Acceleration { get; set; }

    /// <summary>The installation, for its version and precision.</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [ValidateNotNull]
    [InstallationOfBuild]
    public RelionInstallation? Installation { get; set; }

    /// <summary>Nodes of the job.</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [ValidateRange(1, 100000)]
    public int NodeCount { get; set; } = 1;

    /// <summary>Compute ranks on each node, several for a table; in place of the plan's.</summary>
    [Parameter]
    [Alias("RankPerNode", "RanksPerNode")]
    [ValidateRange(1, 4096)]
    public int[]? Rank { get; set; }

    /// <summary>Threads of each rank, several for a table; in place of the plan's.</summary>
    [Parameter]
    [Alias("j")]
    [ValidateRange(1, 4096)]
    public int[]? Thread { get; set; }

    /// <summary>Pool, in place of the plan's.</summary>
    [Parameter]
    [ValidateRange(1, 100000)]
    public int Pool { get; set; }

    /// <summary>
    /// Widths of the images in use, in pixels (RELION's current size), in place of what follows from the resolution.
    /// </summary>
    [Parameter]
    [ValidateRange(4, 8192)]
    public int[]? CurrentSize { get; set; }

    /// <summary>Draws the table over ranks and threads as text.</summary>
    [Parameter]
    public SwitchParameter Chart { get; set; }

    private protected override void Execute()
    {
        RefineCommand command = Command ?? Plan();
        RefinementSize size = command.Size ?? throw CommandErrors.BoxSizeUnknown(command);
        RankLayout plan = command.Plan.Layout;
        if (IsBound(nameof(Pool))) plan = plan with { Pool = Pool };
        foreach (int current in CurrentSize ?? [size.CurrentSize])
        {
            RefinementSize sized = size with { CurrentSize = Math.Min(current, size.BoxSize) };
            if (Rank is null && Thread is null && !Chart)
            {
                long? gpu = command.Plan.Gpu?.BytesOfFollower(sized);
                WriteObject(
                    MemoryModel.Estimate(sized, plan).Ranks.Select(
                        rank => rank.Kind == RankKind.Leader ? rank : rank with { GpuBytes = gpu }),
                    enumerateCollection: true);
            }
            else WriteTable(sized, plan, NodeMemoryLimit.Of(command.Node));
        }
    }

    private void WriteTable(RefinementSize size, RankLayout plan, long? limit)
    {
        List<NodeMemory> nodes =
        [
            .. from ranks in Rank
                ?? [plan.RanksPerNode] from threads in Thread
                    ?? [plan.Threads] select MemoryModel.Node(size, With(plan, ranks, threads), limit),
        ];
        if (Chart) WriteObject(MemoryChart.Render(nodes), enumerateCollection: true);
        else WriteObject(nodes, enumerateCollection: true);
    }

    /// <summary>
    /// This machine, for a job on GPUs as if it did not tell of its own: that it has none says nothing of where the job
    /// is to run. Null leaves it as it is.
    /// </summary>
    private IReadOnlyList<NodeProfile>? Elsewhere() =>
        IsBound(nameof(Acceleration)) && Acceleration == Acceleration.Gpu
            ? [NodeProfileReader.Read("/") with { Gpu = new GpuFacts() }]
            : null;

    /// <summary>More than one rank needs MPI; a single one stays what the plan makes of it.</summary>
    private static RankLayout With(RankLayout plan, int ranks, int threads) =>
        plan with
        {
            RanksPerNode = ranks,
            Threads = threads,
            UsesMpi = plan.NodeCount * ranks > 1 || (plan.UsesMpi && ranks == plan.RanksPerNode),
        };

    /// <summary>
    /// The plan that New-RelionRefineCommand would make. It is of no session, so that a scheduler's hosts are not asked
    /// for; and it need not say where its results go.
    /// </summary>
    private RefineCommand Plan()
    {
        RefineOptions options = GivenOptions();
        var request = new CommandRequest
        {
            CurrentDirectory = CurrentDirectory,
            WorkingDirectory = Dataset?.WorkingDirectory,
            Nodes = NodeProfile is not null ? [NodeProfile] : Elsewhere(),
            NodeCount = NodeCount,
            Preset = IsBound(nameof(Preset)) ? Preset : null,
            JobType = Given(nameof(JobType), JobType),
            Algorithm = Given(nameof(Algorithm), Algorithm),
            RelionVersion = RelionVersion,
            Dataset = Dataset,
            Options = options with { OutputRoot = options.OutputRoot ?? (options.InputStar is null ? null : "run") },
            Data = GivenData(),
            Acceleration = Given(nameof(Acceleration), Acceleration),
            RanksPerNode = Rank is [var ranks] ? ranks : null,
            Thread = Thread is [var threads] ? threads : null,
            Pool = Given(nameof(Pool), Pool),
            Installation = Installation,
        };
        if (Dataset is ContinuedDataset set) request = set.Request(request);
        return Await((_, token) => new CommandMaker(_ => null).PlanAsync(request, token));
    }
}
