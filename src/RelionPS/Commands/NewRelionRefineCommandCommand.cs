using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Inputs;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Studies.Search;

namespace RelionPS.Commands;

/// <summary>New-RelionRefineCommand: plans a refinement for a node, by the guide's rules, and renders its command.</summary>
[Cmdlet(VerbsCommon.New, "RelionRefineCommand")]
[OutputType(typeof(RefineCommand))]
public sealed class NewRelionRefineCommandCommand : DataOptionCommandBase
{
    /// <summary>
    /// The node to plan for; this machine where none is given. Several in an array are the nodes of one job, by name: where they differ, the plan is made
    /// for the weakest, with a warning. Several in the pipeline get a command each.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Node")]
    [ValidateNotNullOrEmpty]
    public NodeProfile[]? NodeProfile { get; set; }

    /// <summary>Refuses nodes that differ.</summary>
    [Parameter]
    public SwitchParameter RequireEqualNodes { get; set; }

    /// <summary>Options that are known for a job; what is given beside wins.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidatePreset]
    [ArgumentCompleter(typeof(PresetCompleter))]
    public string Preset { get; set; } = "None";

    /// <summary>The accelerated CPU code, the original, or CUDA; left out, the preset decides.</summary>
    [Parameter]
    public Acceleration Acceleration { get; set; }

    /// <summary>Compute ranks on each node, in place of the rule's number.</summary>
    [Parameter]
    public int RanksPerNode { get; set; }

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

    /// <summary>Host names, the leader's first; Slurm's lists are understood (<c>n[01-04]</c>). Without them, a plan for this machine takes the scheduler's allocation, if there is one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ComputerName { get; set; }

    /// <summary>A host file, one host a line; it is named in the command as it is given here.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HostFile { get; set; }

    /// <summary>The refinement program, a name on PATH or a path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Executable { get; set; }

    /// <summary>An installation of Get-RelionInstallation or Invoke-RelionBuild: its program, launcher and options, and what its version lacks.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [InstallationOfBuild]
    public RelionInstallation? Installation { get; set; }

    /// <summary>The launcher: <c>Auto</c> takes that of the library the program is linked with, <c>None</c> the threads-only program.</summary>
    [Parameter]
    [MpiName]
    [ArgumentCompleter(typeof(MpiNameCompleter))]
    public string Mpi { get; set; } = "Auto";

    /// <summary>The launcher's program in place of the usual one, a name on PATH or a path, for example <c>mpirun.openmpi</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Launcher { get; set; }

    /// <summary>Main version of the launcher: Open MPI 5 has other spellings than 4.</summary>
    [Parameter]
    [ValidateRange(1, 5000)]
    public int MpiVersion { get; set; }

    /// <summary>Memory allocator of RELION's processes, by their environment: <c>Glibc</c> makes the original code up to twice as fast and changes nothing for <c>--cpu</c>.</summary>
    [Parameter]
    [AllocatorName]
    [ArgumentCompleter(typeof(AllocatorNameCompleter))]
    public string Allocator { get; set; } = Allocators.Default;

    /// <summary>Whether the launcher binds ranks to their cores.</summary>
    [Parameter]
    public RankBinding Binding { get; set; }

    /// <summary>
    /// A file of Optimize-RelionRefineCommand with measured settings: used where processor, program and kind of job are those it was measured for.
    /// Where it is left out, and the node profile was imported from a file, <c>tuning.json</c> in that file's folder.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TuningFile { get; set; }

    /// <summary>Value of I_MPI_FABRICS, for example <c>shm:ofi</c> (Intel MPI).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Fabric { get; set; }

    /// <summary>Value of I_MPI_DEBUG; 5 prints the pinning, 0 leaves the variable out (Intel MPI).</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MpiDebugLevel { get; set; } = 5;

    /// <summary>The guide's fuller listing (5.3) or its shorter one (3.4); Intel MPI alone knows the shorter launcher.</summary>
    [Parameter]
    public ListingStyle ListingStyle { get; set; }

    /// <summary>Folder the run starts in; paths of the options are relative to it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? WorkingDirectory { get; set; }

    /// <summary>Makes the command though a check of its input failed, and lets it run; what failed is a warning.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        if (Installation is not null && Executable is not null) throw new RelionException("RelionInstallationAndExecutable", Executable);
        string? folder = WorkingDirectory ?? Dataset?.WorkingDirectory;
        string workingDirectory = folder is null ? CurrentDirectory : FullPath(folder);
        TunedRequest tuned = Tuned(new RefineRequest
        {
            Plan = PlanRequest(workingDirectory),
            Preset = WithDataset(Presets.Get(IsBound(nameof(Preset)) ? Preset : Dataset?.Preset ?? Preset)),
            Explicit = GivenOptions(),
            Data = Data(workingDirectory),
            Acceleration = Given(nameof(Acceleration), Acceleration),
            Executable = Executable,
            Installation = Installation,
            Mpi = IsAuto || IsNone ? null : Mpi,
            Launcher = Launcher,
            MpiVersion = Given(nameof(MpiVersion), MpiVersion),
            IsUnderSlurm = Environment.GetEnvironmentVariable("SLURM_JOB_ID") is { Length: > 0 },
            Fabric = Fabric,
            MpiDebugLevel = MpiDebugLevel > 0 ? MpiDebugLevel : null,
            Style = ListingStyle,
            WorkingDirectory = workingDirectory,
            HasOwnDirectory = workingDirectory != CurrentDirectory,
            IsRoot = Environment.IsPrivilegedProcess,
            Allocator = Allocator,
            Binding = Binding,
        });
        RefineCommand command = Checked(tuned.Apply(WithinReach(RefineCommandBuilder.Build(tuned.Request))));
        foreach (Decision decision in command.Decisions)
        {
            if (decision.IsWarning) WriteWarning($"{decision.Name}: {decision.Reason} ({decision.Source}).");
            else WriteDebug(decision.ToString());
        }
        WriteVerbose(command.CommandLine);
        WriteObject(command);
    }

    /// <summary>What was measured takes the place of the rules, as a whole: with a part of it given otherwise, the rest has not been measured.</summary>
    private TunedRequest Tuned(RefineRequest request)
    {
        if ((TuningFile is null ? SearchFile.Beside(request.Plan.Node) : FullPath(TuningFile)) is not { } path) return new TunedRequest(request);
        string? given = new[] { nameof(RanksPerNode), nameof(Thread), nameof(Pool), nameof(Mpi), nameof(Allocator), nameof(Binding), nameof(ReserveCore) }.FirstOrDefault(IsBound);
        TunedRequest tuned = SearchFile.Read(path).Apply(request, path, given);
        WriteVerbose(tuned.Says!);
        return tuned;
    }

    /// <summary>
    /// A plan for this very machine is held against the program that is on it: acceleration that only the preset wants is given up where the
    /// program lacks it. A plan for other machines is left as it is; Measure-RelionBenchmark looks again where it runs.
    /// </summary>
    private RefineCommand WithinReach(RefineCommand command)
    {
        if (Installation is not null) return command;
        bool isForHere = command is { Acceleration: Acceleration.Cpu, Node.IsThisNode: true, Plan: { NodeCount: 1, Hosts.Count: 0 } };
        if (!isForHere || ProgramFinder.Find(command.Executable, command.WorkingDirectory) is not { } program) return command;
        RelionCapability capability = Await((_, token) => RelionProbe.ProbeAsync(program, token));
        if (!command.IsAccelerationExplicit) return AccelerationFallback.Apply(command, capability);
        if (capability.HasAltCpu == false) WriteWarning(Messages.Format("RelionBinaryLacksAltCpu", program));
        return command;
    }

    /// <summary>The checks that cost no time, on the files that are here; the run checks again.</summary>
    private RefineCommand Checked(RefineCommand command)
    {
        IReadOnlyList<Finding> findings = InputRules.Check(command, isDeep: false, StopToken);
        foreach (Finding finding in findings)
        {
            if (finding.Status == FindingStatus.Warn) WriteVerbose(InputRules.Sentence(finding));
            else if (finding.Status == FindingStatus.Fail && Force) WriteWarning(InputRules.Sentence(finding));
        }
        if (!Force) InputRules.Refuse(command, findings);
        return Force ? command with { IsInputForced = true } : command;
    }

    private bool IsAuto => Mpi.Equals("Auto", StringComparison.OrdinalIgnoreCase);

    private bool IsNone => Mpi.Equals("None", StringComparison.OrdinalIgnoreCase);

    private PlanRequest PlanRequest(string workingDirectory)
    {
        if (HostFile is not null && ComputerName is not null) throw new RelionException("RelionHostsTwice", HostFile);
        IReadOnlyList<NodeProfile> nodes = NodeProfile ?? [NodeProfileReader.Read("/")];
        if (RequireEqualNodes) NodeSet.RequireAlike(nodes);
        string? hostFile = HostFile is null ? null : FullPath(HostFile);
        Allocation? allocation = hostFile is null && ComputerName is null ? FindAllocation(nodes) : null;
        string[]? named = ComputerName is null ? null : [.. ComputerName.SelectMany(HostName.Expand)];
        return new PlanRequest
        {
            Node = NodeSet.Weakest(nodes),
            Nodes = nodes.Count > 1 ? nodes : [],
            ReserveCore = ReserveCore,
            ParticleCount = Given(nameof(ParticleCount), ParticleCount) ?? Dataset?.ParticleCount,
            NodeCount = Given(nameof(NodeCount), NodeCount),
            Hosts = hostFile is not null ? Refinement.Planning.HostFile.Read(hostFile) : named ?? allocation?.Hosts ?? (nodes.Count > 1 ? [.. nodes.Select(node => node.Name)] : []),
            HostNotes = allocation?.Notes ?? [],
            HostsFrom = hostFile is not null ? "-HostFile" : named is not null ? "-ComputerName" : allocation?.Variable ?? "-NodeProfile",
            HostFile = workingDirectory == CurrentDirectory ? HostFile : hostFile,
            RanksPerNode = Given(nameof(RanksPerNode), RanksPerNode),
            Thread = Given(nameof(Thread), Thread),
            Pool = Given(nameof(Pool), Pool),
            UseMpi = IsAuto ? null : !IsNone,
        };
    }

    /// <summary>A scheduler's hosts are those of a plan for this very machine, unless it is to run on one node alone.</summary>
    private Allocation? FindAllocation(IReadOnlyList<NodeProfile> nodes)
    {
        bool isForHere = nodes is [{ IsThisNode: true }] && !IsNone && RefineProgram.IsMpi(Executable) != false;
        if (!isForHere || Allocation.Find(Environment.GetEnvironmentVariable) is not { } found) return null;
        // One host is this one, and needs no launcher's list; what is amiss is told all the same.
        return found.Hosts.Count > 1 ? found : found with { Hosts = [] };
    }
}
