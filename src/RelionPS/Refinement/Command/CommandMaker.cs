using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>Makes the command of what a user asked for.</summary>
/// <param name="variable">
/// Gives a variable of the session's environment, in which a scheduler names its hosts; null for all where the command
/// is not to depend on the session.
/// </param>
internal sealed class CommandMaker(Func<string, string?> variable)
{
    /// <summary>The request to the rules: every value is settled that does not follow from a plan.</summary>
    /// <exception cref="RelionException">What was asked for contradicts itself, or a file can't be read.</exception>
    public RefineRequest Request(CommandRequest asked)
    {
        if (asked is { Installation: not null, Executable: { } executable })
        {
            throw RefineCommandErrors.InstallationAndExecutable(executable);
        }
        if (asked.Options.Iteration is < 1 and var iteration) throw RefineCommandErrors.IterationInvalid(iteration);
        TargetVersion.Check(asked);
        asked = GpuArgument.Lifted(asked);
        string workingDirectory =
            asked.WorkingDirectory ?? asked.Original?.WorkingDirectory ?? asked.CurrentDirectory;
        Preset preset = WithDataset(Preset(asked), asked.Dataset);
        RefineOptions given = Explicit(asked);
        RefineOptions merged = JobRules.Merge(preset, given, asked.Original is not null);
        var request = new RefineRequest
        {
            Plan = Plan(
                asked, workingDirectory,
                JobRules.IsGradient(asked.Remembered is { } remembered ? Replan.Merge(remembered, merged) : merged)),
            Preset = preset,
            Explicit = given,
            Remembered = asked.Remembered,
            Data = Data(asked, workingDirectory),
            Acceleration = asked.Acceleration,
            Gpu = asked.Gpu,
            GpuCount = asked.GpuCount,
            Executable = asked.Executable,
            Installation = asked.Installation,
            RelionVersion = asked.RelionVersion,
            VersionNotes = asked.VersionNotes,
            Mpi = asked.IsMpiOpen || asked.IsWithoutMpi ? null : asked.Mpi,
            Launcher = asked.Launcher,
            MpiVersion = asked.MpiVersion,
            IsUnderSlurm = variable("SLURM_JOB_ID") is { Length: > 0 },
            Fabric = asked.Fabric,
            MpiDebugLevel = asked.MpiDebugLevel is > 0 and var level ? level : null,
            Style = asked.Style,
            WorkingDirectory = workingDirectory,
            HasOwnDirectory = workingDirectory != asked.CurrentDirectory,
            IsRoot = Environment.IsPrivilegedProcess,
            Allocator = asked.Allocator ?? asked.Original?.Allocator ?? Allocators.Default,
            Binding = asked.Binding ?? asked.Original?.Binding ?? RankBinding.Plan,
        };
        return asked.Original is { } command ? Replan.Request(request, command) : request;
    }

    /// <summary>The command, with measured settings where they hold, held against the program that is here.</summary>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="measured">The settings that the site has measured.</param>
    /// <param name="reporter">Where it says which settings are used, and what the program lacks.</param>
    /// <param name="cancellationToken">Ends a look at the program.</param>
    /// <exception cref="RelionException">What was asked for contradicts itself, or can't be run.</exception>
    public async Task<RefineCommand> MakeAsync(
        CommandRequest asked, IMeasuredSettings measured, IReporter reporter, CancellationToken cancellationToken)
    {
        asked = await TargetVersion.FindAsync(asked, cancellationToken).ConfigureAwait(false);
        MeasuredRequest request = Measured(asked, Request(asked), measured);
        if (request.Says is { } says) reporter.Verbose(says);
        RefineCommand command = RefineCommandBuilder.Build(request.Request);
        command = await WithinReachAsync(request.Request, command, reporter, cancellationToken).ConfigureAwait(false);
        return request.Apply(command) with { Origin = asked.Original?.Origin };
    }

    /// <summary>The same without measured settings, and not held against the program.</summary>
    /// <exception cref="RelionException">What was asked for contradicts itself.</exception>
    public async Task<RefineCommand> PlanAsync(CommandRequest asked, CancellationToken cancellationToken) =>
        RefineCommandBuilder.Build(
            Request(await TargetVersion.FindAsync(asked, cancellationToken).ConfigureAwait(false)));

    /// <summary>What was measured takes the place of the rules, as a whole.</summary>
    private static MeasuredRequest Measured(CommandRequest asked, RefineRequest request, IMeasuredSettings measured) =>
        (asked.TuningFile ?? measured.Beside(request.Plan.Node)) is { } path
            ? measured.Apply(request, path, asked.GivenOfSetting)
            : new MeasuredRequest(request);

    /// <summary>
    /// A plan for this very machine is held against the program that is on it: the accelerated code is used where the
    /// program has it and nobody asked for another, and given up where only the preset wants it and the program lacks
    /// it; options are those of its version. A plan for other machines is left as it is; a run looks again where it
    /// starts.
    /// </summary>
    private static async Task<RefineCommand> WithinReachAsync(
        RefineRequest request, RefineCommand command, IReporter reporter, CancellationToken cancellationToken)
    {
        bool isForHere = command is
        {
            Request.Installation: null,
            Node.IsThisNode: true,
            Plan: { NodeCount: 1, Hosts.Count: 0 },
        };
        if (!isForHere || ProgramFinder.Find(command.Executable, command.WorkingDirectory) is not { } program)
        {
            return command;
        }
        RelionCapability capability = await RelionProbe.ProbeAsync(program, cancellationToken).ConfigureAwait(false);
        if (capability.Version is not { } version) return command;
        // Another version was asked for than is here: the plan is for elsewhere.
        if (request.RelionVersion is { } wanted && !TargetVersion.IsOf(version, wanted)) return command;
        bool isAskedFor = command is { IsAccelerationExplicit: true, Acceleration: Acceleration.Cpu };
        if (isAskedFor && capability.HasAltCpu == false)
        {
            reporter.Warning(RefineCommandErrors.BinaryLacksAltCpu(program).Message);
            return command;
        }
        if (AccelerationFallback.Lacking(command, program, capability) is { } lacking)
        {
            reporter.Warning(lacking.Message);
            return command;
        }
        bool isToBeMadeAgain = (capability.HasAltCpu == true && command is
        {
            Acceleration: Acceleration.None, IsAccelerationExplicit: false,
        })
            || ToolVersion.Parse(version) >= ToolVersion.Parse("4.0");
        if (isToBeMadeAgain)
        {
            RefineCommand made = RefineCommandBuilder.Build(request with { Program = FoundProgram.Of(capability) });
            OptionVersions.RefuseUnknown(made.Arguments, program, capability);
            return made;
        }
        return AccelerationFallback.Told(AccelerationFallback.Apply(command, capability), capability);
    }

    private PlanRequest Plan(CommandRequest asked, string workingDirectory, bool isOneProcess)
    {
        if (asked is { HostFile: { } file, ComputerName: not null })
        {
            throw RefineCommandErrors.HostsTwice(file);
        }
        IReadOnlyList<NodeProfile> nodes = asked.Nodes ?? [NodeProfileReader.Read("/")];
        if (asked.RequireEqualNodes) NodeSet.RequireAlike(nodes);
        (IReadOnlyList<string> hosts, string from, IReadOnlyList<Decision> notes) =
            Hosts(asked, nodes, isOneProcess);
        return new PlanRequest
        {
            Node = NodeSet.Weakest(nodes),
            Nodes = nodes.Count > 1 ? nodes : [],
            ReserveCore = asked.ReserveCore ?? 0,
            ParticleCount = asked.RunParticleCount ?? asked.Data.ParticleCount ?? asked.Dataset?.ParticleCount,
            NodeCount = asked.NodeCount,
            Hosts = hosts,
            HostsFrom = from,
            HostNotes = notes,
            HostFile = workingDirectory == asked.CurrentDirectory ? asked.HostFile : asked.HostFilePath,
            RanksPerNode = asked.RanksPerNode,
            Thread = asked.Thread,
            Pool = asked.Pool,
            UseMpi = asked.IsMpiOpen ? null : !asked.IsWithoutMpi,
        };
    }

    /// <summary>
    /// The hosts' names, what named them (the user, the scheduler, or several profiles), and what is amiss with them.
    /// </summary>
    private (IReadOnlyList<string> Hosts, string From, IReadOnlyList<Decision> Notes) Hosts(
        CommandRequest asked, IReadOnlyList<NodeProfile> nodes, bool isOneProcess)
    {
        if (asked.HostFilePath is { } file) return (HostFile.Read(file), "-HostFile", []);
        if (asked.ComputerName is { } names) return ([.. names.SelectMany(HostName.Expand)], "-ComputerName", []);
        if (FindAllocation(asked, nodes) is { } found)
        {
            // One process runs here, whatever else the scheduler gave.
            if (isOneProcess) found = found.ForOneProcess();
            return (found.Hosts, found.Variable, found.Notes);
        }
        return (nodes.Count > 1 ? [.. nodes.Select(node => node.Name)] : [], "-NodeProfile", []);
    }

    /// <summary>
    /// A scheduler's hosts are those of a plan for this very machine, unless it is to run on one node alone.
    /// </summary>
    private Allocation? FindAllocation(CommandRequest asked, IReadOnlyList<NodeProfile> nodes)
    {
        bool isForHere = nodes is [{ IsThisNode: true }]
            && !asked.IsWithoutMpi && RefineProgram.IsMpi(asked.Executable) != false;
        if (!isForHere || Allocation.Find(variable) is not { } found) return null;
        // One host is this one, and needs no launcher's list; what is amiss is told all the same.
        return found.Hosts.Count > 1 ? found : found with { Hosts = [] };
    }

    /// <summary>
    /// What was given, then what the data set says, then the reference's header, then the particles' STAR file, where
    /// they are there.
    /// </summary>
    private static DataSize Data(CommandRequest asked, string workingDirectory)
    {
        DataSize given = asked.Data;
        if (given.BoxSize is (< 4 or > 8192) and var box)
        {
            throw RefineCommandErrors.BoxSizeInvalid(box);
        }
        if (given.PixelSize is { } size && (!double.IsFinite(size) || size is <= 0 or > 100))
        {
            throw RefineCommandErrors.PixelSizeInvalid(size);
        }
        BenchmarkDataset? set = asked.Dataset;
        return given
            .Or(new DataSize(set?.BoxSize, set?.PixelSize, set?.ParticleCount))
            .Or(ReferenceSize.Find(
                Named(OptionTable.Reference, asked.Options.Reference ?? set?.Reference), workingDirectory))
            .Or(ParticleSize.Find(
                Named(OptionTable.Input, asked.Options.InputStar ?? set?.InputStar) ?? OptimisationSet.ValueOf(
                    asked.Options.AdditionalArgument ?? asked.Original?.Arguments,
                    workingDirectory,
                    asked.Installation?.Version,
                    OptionTable.Input),
                workingDirectory));

        string? Named(string flag, string? given) =>
            given ?? (asked.Original is { } command ? ArgumentReader.ValueOf(command.Arguments, flag) : null);
    }

    /// <summary>The job's, the one that was named, the data set's, or none.</summary>
    private static Preset Preset(CommandRequest asked)
    {
        if (asked.Original is { } command)
        {
            if (asked.JobType is { } other) throw RefineCommandErrors.CommandAndJobType(other);
            return Replan.PresetOf(command);
        }
        if (asked.JobType is not { } job)
        {
            if (asked.Algorithm is { } algorithm) throw RefineCommandErrors.AlgorithmWithoutJob(algorithm);
            return Presets.Get(asked.Preset ?? asked.Dataset?.Preset ?? Presets.None);
        }
        bool isOfSet = asked.Preset is null || asked.Preset == asked.Dataset?.Preset;
        if (!isOfSet && asked.Preset is { } named && !named.Equals(Presets.None, StringComparison.OrdinalIgnoreCase))
        {
            throw RefineCommandErrors.PresetAndJobType(named, job);
        }
        RefineOptions given = OptionTable.Lifted(asked.Options);
        Preset preset = JobPreset.Of(
            job, asked.Algorithm, asked.Installation?.Version ?? asked.RelionVersion ?? GuiJobs.Newest, given);
        bool hasInput = given.InputStar is not null || asked.Dataset is not null
            || ArgumentForms.HasSet(given.AdditionalArgument);
        return hasInput ? preset with { Options = preset.Options with { OutputRoot = $"{job}/run" } } : preset;
    }

    /// <summary>
    /// What the user gave. A data set's reference binds as if it was given, and is none of a job that begins without.
    /// </summary>
    private static RefineOptions Explicit(CommandRequest asked) =>
        !HasReference(asked.JobType) && asked.Options.Reference == asked.Dataset?.Reference
            ? asked.Options with { Reference = null }
            : asked.Options;

    private static bool HasReference(RefineJobType? job) =>
        job is not (RefineJobType.Class2D or RefineJobType.InitialModel);

    /// <summary>
    /// What a data set brings stands in place of the preset's values, and below what the user gave. A job that begins
    /// without a reference leaves the set's out.
    /// </summary>
    private static Preset WithDataset(Preset preset, BenchmarkDataset? set)
    {
        if (set is null) return preset;
        RefineOptions options = preset.Options with
        {
            InputStar = set.InputStar,
            ParticleDiameter = set.ParticleDiameter,
        };
        return preset with
        {
            Options = !HasReference(preset.JobType) ? options : options with
            {
                Reference = set.Reference,
                InitialHighResolution = set.InitialHighResolution ?? preset.Options.InitialHighResolution,
            },
        };
    }
}
