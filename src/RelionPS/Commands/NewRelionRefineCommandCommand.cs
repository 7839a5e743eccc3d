using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Inputs;
using RelionPS.Refinement.Launchers;
using RelionPS.Runs.Importing;
using RelionPS.Studies.Search;

namespace RelionPS.Commands;

/// <summary>
/// New-RelionRefineCommand: plans a refinement for a node, by the guide's rules, and renders its command.
/// </summary>
[Cmdlet(VerbsCommon.New, "RelionRefineCommand", DefaultParameterSetName = OptionSet)]
[OutputType(typeof(RefineCommand))]
public sealed class NewRelionRefineCommandCommand : DataOptionCommandBase
{
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The node to plan for; this machine where none is given. Several in an array are the nodes of one job, by name:
    /// where they differ, the plan is made for the weakest, with a warning. Several in the pipeline get a command each.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Node")]
    [ValidateNotNullOrEmpty]
    public NodeProfile[]? NodeProfile { get; set; }

    /// <summary>
    /// A command to plan again, of Import-RelionRefineCommand, of this cmdlet, or of a record: its options stay as they
    /// are, in their order; launcher, ranks, threads, pool and acceleration are decided anew.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNull]
    public RefineCommand? Command { get; set; }

    /// <summary>A run of Get-RelionRun, whose command is planned again.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public RefineRun? Run { get; set; }

    /// <summary>Refuses nodes that differ.</summary>
    [Parameter]
    public SwitchParameter RequireEqualNodes { get; set; }

    /// <summary>Options that are known for a job; what is given beside wins.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidatePreset]
    [ArgumentCompleter(typeof(PresetCompleter))]
    public string Preset { get; set; } = "None";

    /// <summary>A job of RELION's GUI, with the options that its version writes; what is given beside wins.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public RefineJobType JobType { get; set; }

    /// <summary>How the job optimises; left out, as the version's GUI does by default.</summary>
    [Parameter]
    public RefineAlgorithm Algorithm { get; set; }

    /// <summary>
    /// The version of RELION to write the command for, such as 3.1, 4.0 or 5.0.1; left out, the installation's, else
    /// that of the program on this machine.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GuiVersionCompleter))]
    public string? RelionVersion { get; set; }

    /// <summary>The accelerated CPU code, the original, or CUDA; left out, the program decides.</summary>
    [Parameter]
    public Acceleration Acceleration { get; set; }

    /// <summary>
    /// The GPUs in RELION's own spelling: <c>:</c> between followers, <c>,</c> between threads of one; left out, the
    /// plan writes it.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    [GpuList]
    [ArgumentCompleter(typeof(GpuNumberCompleter))]
    public string? Gpu { get; set; }

    /// <summary>GPUs to use on each node; left out, all that the session may use.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int GpuCount { get; set; }

    /// <summary>Compute ranks on each node, in place of the rule's number.</summary>
    [Parameter]
    [Alias("RanksPerNode")]
    public int RankPerNode { get; set; }

    /// <summary>Threads of each rank (<c>--j</c>), in place of the rule's number.</summary>
    [Parameter]
    [Alias("j")]
    public int Thread { get; set; }

    /// <summary>Pool (<c>--pool</c>), in place of the rule's number.</summary>
    [Parameter]
    public int Pool { get; set; }

    /// <summary>Cores of each node that no rank gets: for the system, a file server or a monitor.</summary>
    [Parameter]
    [ValidateRange(0, 4096)]
    public int ReserveCore { get; set; }

    /// <summary>Nodes of the job, all like the profile.</summary>
    [Parameter]
    public int NodeCount { get; set; }

    /// <summary>
    /// Host names, the leader's first; Slurm's lists are understood (<c>n[01-04]</c>). Without them, a plan for this
    /// machine takes the scheduler's allocation, if there is one.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[]? ComputerName { get; set; }

    /// <summary>A host file, one host a line; it is named in the command as it is given here.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HostFile { get; set; }

    /// <summary>The refinement program, a name on PATH or a path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Executable { get; set; }

    /// <summary>
    /// An installation of Get-RelionInstallation or Invoke-RelionBuild: its program, launcher and options, and what its
    /// version lacks.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [InstallationOfBuild]
    public RelionInstallation? Installation { get; set; }

    /// <summary>
    /// The launcher: <c>Auto</c> takes that of the library the program is linked with, <c>None</c> the threads-only
    /// program.
    /// </summary>
    [Parameter]
    [MpiName]
    [ArgumentCompleter(typeof(MpiNameCompleter))]
    public string Mpi { get; set; } = "Auto";

    /// <summary>
    /// The launcher's program in place of the usual one, a name on PATH or a path, for example <c>mpirun.openmpi</c>.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LauncherCompleter))]
    public string? Launcher { get; set; }

    /// <summary>Main version of the launcher: Open MPI 5 has other spellings than 4.</summary>
    [Parameter]
    [ValidateRange(1, 5000)]
    public int MpiVersion { get; set; }

    /// <summary>
    /// Memory allocator of RELION's processes, by their environment: <c>Glibc</c> makes the original code up to twice
    /// as fast and changes nothing for <c>--cpu</c>.
    /// </summary>
    [Parameter]
    [AllocatorName]
    [ArgumentCompleter(typeof(AllocatorNameCompleter))]
    public string Allocator { get; set; } = Allocators.Default;

    /// <summary>Whether the launcher binds ranks to their cores.</summary>
    [Parameter]
    public RankBinding Binding { get; set; }

    /// <summary>
    /// A file of Optimize-RelionRefineCommand with measured settings: used where processor, program and kind of job are
    /// those it was measured for.
    /// Where it is left out, and the node profile was imported from a file, <c>tuning.json</c> in that file's folder.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TuningFile { get; set; }

    /// <summary>Value of I_MPI_FABRICS, for example <c>shm:ofi</c> (Intel MPI).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FabricCompleter))]
    public string? Fabric { get; set; }

    /// <summary>Value of I_MPI_DEBUG; 5 prints the pinning, 0 leaves the variable out (Intel MPI).</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MpiDebugLevel { get; set; } = 5;

    /// <summary>
    /// The guide's fuller listing (5.3) or its shorter one (3.4); Intel MPI alone knows the shorter launcher.
    /// </summary>
    [Parameter]
    public ListingStyle ListingStyle { get; set; }

    /// <summary>Folder the run starts in; paths of the options are relative to it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// Makes the command though a check of its input failed, and lets it run; what failed is a warning.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Begin()
    {
        // Before the first object of the pipeline, these are the user's own.
        _given.UnionWith(MyInvocation.BoundParameters.Keys);
        if (_given.Contains(nameof(WorkingDirectory)) && WorkingDirectory is not { Length: > 0 })
        {
            Refuse(CommandErrors.WorkingDirectoryEmpty());
        }
    }

    /// <summary>
    /// What a run, a command or a run's iteration in the pipeline has under the name of a parameter is not asked for:
    /// the iteration that a run has reached, for example.
    /// </summary>
    private protected override bool IsGiven(string parameter) =>
        Command is null && Run is null && Dataset is not ContinuedDataset
            ? base.IsGiven(parameter)
            : _given.Contains(parameter);

    private protected override void Execute()
    {
        CommandRequest request = Dataset is ContinuedDataset set && Command is null && Run is null
            ? set.Request(Request())
            : Request();
        var maker = new CommandMaker(Environment.GetEnvironmentVariable);
        RefineCommand command = Await(async (reporter, token) => InputRules.Accept(
            await maker.MakeAsync(request, new SiteSettings(), reporter, token).ConfigureAwait(false),
            Force, reporter, token));
        foreach (Decision decision in command.Decisions)
        {
            if (!decision.IsWarning)
            {
                WriteDebug(decision.ToString());
                continue;
            }
            string warning = $"{decision.Name}: {decision.Reason} ({decision.Source}).";
            if (IsAskedFor || SaidBefore.IsNew(warning)) WriteWarning(warning);
            else WriteVerbose(warning);
        }
        WriteVerbose(command.CommandLine);
        WriteObject(command);
    }

    /// <summary>True where the user says what becomes of warnings: he then wants them all.</summary>
    private bool IsAskedFor => _given.Contains("WarningAction") || _given.Contains("WarningVariable");

    private CommandRequest Request() => new()
    {
        CurrentDirectory = CurrentDirectory,
        WorkingDirectory =
            (WorkingDirectory is { Length: > 0 } given ? given : Dataset?.WorkingDirectory) is { } folder
                ? FullPath(folder)
                : null,
        Nodes = NodeProfile,
        RequireEqualNodes = RequireEqualNodes,
        NodeCount = Given(nameof(NodeCount), NodeCount),
        ComputerName = ComputerName,
        HostFile = HostFile,
        HostFilePath = HostFile is null ? null : FullPath(HostFile),
        Preset = IsGiven(nameof(Preset)) ? Preset : null,
        JobType = Given(nameof(JobType), JobType),
        Algorithm = Given(nameof(Algorithm), Algorithm),
        RelionVersion = RelionVersion,
        Dataset = Dataset,
        Original = Command ?? (Run is { } run ? CommandOfRun.Of(run, CurrentDirectory) : null),
        Options = GivenOptions(),
        Data = GivenData(),
        Acceleration = Given(nameof(Acceleration), Acceleration),
        Gpu = IsBound(nameof(Gpu)) ? Gpu : null,
        GpuCount = Given(nameof(GpuCount), GpuCount),
        RanksPerNode = Given(nameof(RankPerNode), RankPerNode),
        Thread = Given(nameof(Thread), Thread),
        Pool = Given(nameof(Pool), Pool),
        ReserveCore = Given(nameof(ReserveCore), ReserveCore),
        Executable = Executable,
        Installation = Installation,
        Mpi = IsBound(nameof(Mpi)) ? Mpi : null,
        Launcher = Launcher,
        MpiVersion = Given(nameof(MpiVersion), MpiVersion),
        Allocator = IsBound(nameof(Allocator)) ? Allocator : null,
        Binding = Given(nameof(Binding), Binding),
        TuningFile = TuningFile is null ? null : FullPath(TuningFile),
        Fabric = Fabric,
        MpiDebugLevel = MpiDebugLevel,
        Style = ListingStyle,
    };
}
