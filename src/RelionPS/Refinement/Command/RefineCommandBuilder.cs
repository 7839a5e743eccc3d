using System.Collections.Specialized;
using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>Makes a <see cref="RefineCommand"/> from plan, preset, options and launcher.</summary>
internal static class RefineCommandBuilder
{
    /// <summary>What the guide sets for every run (guide 3.4).</summary>
    private static readonly IReadOnlyList<KeyValuePair<string, string>> GuideEnvironment =
    [
        new("OMP_SCHEDULE", "dynamic"), new("KMP_BLOCKTIME", "0"),
    ];

    public static RefineCommand Build(RefineRequest request)
    {
        RefuseOptionsGivenTwice(request.Explicit);
        RefineOptions given = OptionTable.Lifted(request.Explicit);
        RefineOptions options = JobRules.Merge(request.Preset, request.Explicit, request.Original is not null);
        JobRules.Check(request, options);
        RelionInstallation? installation = request.Installation;
        LauncherChoice choice = LauncherChoice.Of(
            request,
            installation is not null
                ? InstalledProgram.Program(installation, usesMpi: true)
                : request.Executable ?? RefineProgram.Mpi);
        RelionCapability? capability = installation is null
            ? request.Program?.ToCapability()
            : InstalledProgram.Capability(installation);
        RefineOptions whole = request.Whole(options);
        AccelerationChoice code = AccelerationChoice.Of(request, whole, capability);
        Acceleration acceleration = code.Acceleration;
        RefinementSize? size = RefinementSizes.Of(
            request.Data.Or(request.Preset.Data),
            whole,
            acceleration,
            request.Version,
            capability?.Precision);
        var replanned = new List<Decision>();
        RunPlan plan = Planner.Plan(
            WithProgram(request) with
            {
                RankOrder = choice.Dialect.Order,
                IsAutoRefine = whole.AdditionalArgument?.Contains(OptionTable.AutoRefine) == true,
                IsGradient = JobRules.IsGradient(whole),
                Size = size,
                Gpu = code.Gpu,
            });
        if (request.Original is { } original)
        {
            plan = plan with { Decisions = original.Mark(plan.Decisions) };
            (options, IReadOnlyList<Decision> dropped) = Replan.WithoutTheJobs(options, original);
            replanned.AddRange(dropped);
        }
        Require(options);
        string executable = installation is not null ? InstalledProgram.Program(installation, plan.UsesMpi)
            : request.Executable ?? (plan.UsesMpi ? RefineProgram.Mpi : RefineProgram.ThreadsOnly);
        List<Decision> decisions =
        [
            .. plan.Decisions, .. code.Decisions, .. OptionDecisions(request, given),
            .. JobDecisions.Of(request, given, options), .. replanned,
        ];
        (options, IReadOnlyList<Decision> adapted) = OptionVersions.Adapt(options, given, request.Version);
        decisions.AddRange(adapted);

        if (Allocators.Decide(request.Allocator) is { } allocator) decisions.Add(allocator);
        List<KeyValuePair<string, string>> environment =
        [
            .. GuideEnvironment,
            .. InstalledProgram.Environment(installation),
            .. Allocators.Environment(request.Allocator),
            .. JobRules.BlushPath(options, executable),
        ];
        environment.AddRange(Replan.Kept(request.OriginalEnvironment, environment));
        IReadOnlyList<string> launcher = [];
        IReadOnlyList<LaunchFile> files = [];
        LauncherRequest? launcherRequest = null;
        string mpi = "None";
        if (plan.UsesMpi)
        {
            IMpiDialect dialect = choice.Dialect;
            decisions.Add(choice.Decision);
            // A program of the usual name on this machine says nothing of the machine that is planned for.
            bool isProgramMeant = request.Executable is not null || request.Plan.Node.IsThisNode;
            if (isProgramMeant && choice.Mismatch is { } mismatch) decisions.Add(mismatch);
            if (request.Binding == RankBinding.None)
            {
                decisions.Add(
                    new Decision(
                        nameof(RefineCommand.Binding),
                        RankBinding.None,
                        "Override",
                        "as asked for: the kernel moves the ranks' threads as it likes",
                        "-Binding"));
            }
            mpi = dialect.Name;
            launcherRequest = request.ForLauncher(plan, options.OutputRoot, choice.Library, environment);
            LauncherLine line = dialect.Render(launcherRequest);
            files = line.Files;
            launcher = request.Launcher is { } program ? [program, .. line.Tokens.Skip(1)] : line.Tokens;
            environment.AddRange(line.Environment);
            decisions.AddRange(line.Decisions);
            if (request.Executable is null && installation is null && dialect.IsOfGuide)
            {
                decisions.Add(
                    new Decision(
                        "Executable",
                        executable,
                        "LeftOut",
                        $"where the binary is was not said: '{executable}' must be on PATH. Name it with -Executable",
                        "guide 5.3",
                        IsWarning: true));
            }
        }
        var command = new RefineCommand
        {
            Name = request.Preset.Name,
            Plan = plan,
            Size = size,
            Decisions = request.Original?.Mark(decisions) ?? decisions,
            Executable = executable,
            Arguments = request.Original is { } job
                ? ReplannedArguments.Of(job.Arguments, Arguments(options, plan, acceleration, request))
                : Arguments(options, plan, acceleration, request),
            LauncherArguments = launcher,
            LaunchFiles = files,
            LauncherRequest = launcherRequest,
            Environment = Ordered(environment),
            WorkingDirectory = request.WorkingDirectory,
            HasOwnDirectory = request.HasOwnDirectory,
            Options = options,
            Acceleration = acceleration,
            IsAccelerationExplicit = code.IsAskedFor,
            Mpi = mpi,
            Allocator = Allocators.Get(request.Allocator).Name,
            Binding = plan.UsesMpi ? request.Binding : RankBinding.Plan,
            Request = request,
            Node = request.Plan.Node,
        };
        // A value that no shell can be given is refused here, and not when the line is first read.
        CommandLineRenderer.Render(command);
        if (capability is null)
        {
            OptionVersions.RefuseUnknown(command.Arguments, request.Version, executable);
            return command;
        }
        OptionVersions.RefuseUnknown(command.Arguments, installation?.Path ?? executable, capability);
        return AccelerationFallback.Told(AccelerationFallback.Apply(command, capability), capability);
    }

    /// <summary>
    /// The same command on hosts that are known only when it starts: they are <c>#1</c>, <c>#2</c>, … in its launch
    /// files, for a batch script to fill in.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="folder">Full path of the folder for its launch files; null leaves them beside the results.</param>
    /// <param name="isPart">True where the job has a part of each node, and no CPU of it can be named.</param>
    public static RefineCommand ForAllocation(RefineCommand command, string? folder = null, bool isPart = false)
    {
        if (isPart) command = PartOfNode.Of(command);
        if (command.LauncherRequest is not { } request) return command;
        IReadOnlyList<string> hosts = [.. Enumerable.Range(1, command.Plan.NodeCount).Select(HostPlaceholder.Of)];
        Dictionary<string, string> numbers = command.Plan.Placement
            .Select(rank => rank.HostName)
            .Distinct()
            .Select((name, index) => (name, index))
            .ToDictionary(pair => pair.name, pair => hosts[pair.index]);
        RunPlan plan = command.Plan with
        {
            Hosts = hosts,
            HostFile = null,
            Placement = [.. command.Plan.Placement.Select(rank => rank with { HostName = numbers[rank.HostName] })],
        };
        LauncherLine line = MpiDialects.Get(command.Mpi).Render(request with
        {
            Plan = plan,
            NeedsHostFile = true,
            IsUnderSlurm = true,
            Style = ListingStyle.Full,
            FileRoot = folder is null ? request.FileRoot : Path.Combine(folder, "launch"),
        });
        return command with
        {
            Plan = plan,
            LauncherArguments = [command.LauncherArguments[0], .. line.Tokens.Skip(1)],
            LaunchFiles = line.Files,
            Environment = Ordered([.. request.Environment, .. line.Environment]),
        };
    }

    /// <summary>A program that was named decides whether MPI starts it.</summary>
    private static PlanRequest WithProgram(RefineRequest request)
    {
        if (request.Installation is { } installation) return InstalledProgram.WithPrograms(request.Plan, installation);
        bool? isMpi = RefineProgram.IsMpi(request.Executable);
        return (isMpi, request.Plan.UseMpi) switch
        {
            (false, true) => throw RefineCommandErrors.ProgramNotMpi(request.Executable, request.Mpi ?? "MPI"),
            (true, false) => throw RefineCommandErrors.ProgramIsMpi(request.Executable),
            ({ } fromName, null) => request.Plan with { UseMpi = fromName, UseMpiFrom = "-Executable" },
            _ => request.Plan,
        };
    }

    private static IReadOnlyList<string> Arguments(
        RefineOptions options, RunPlan plan, Acceleration acceleration, RefineRequest request)
    {
        IEnumerable<string> before = OptionTable.BeforePool.SelectMany(option => option.Tokens(options));
        string[] pool = [OptionTable.Pool, Text(plan.Pool)];
        string[] threads = [OptionTable.Threads, Text(plan.ThreadsPerRank)];
        IEnumerable<string> after =
        [
            .. OptionTable.Iteration.Tokens(options),
            .. AccelerationTokens(acceleration, plan),
            .. OptionTable.OutputRoot.Tokens(options),
            .. OptionTable.AfterOutput.SelectMany(option => option.Tokens(options)),
            .. options.AdditionalArgument ?? [],
        ];
        IReadOnlyList<string> tokens = request.Style == ListingStyle.Short
            ? [.. before, .. after, .. threads, .. pool]
            : [.. before, .. pool, .. threads, .. after];
        return request.Preset.Order.Count > 0 ? ArgumentLayout.InOrder(tokens, request.Preset.Order) : tokens;
    }

    private static IEnumerable<string> AccelerationTokens(Acceleration acceleration, RunPlan plan) =>
        acceleration switch
        {
            Acceleration.Cpu => [OptionTable.Cpu],
            Acceleration.Gpu when plan.Gpu is { List: { Length: > 0 } list } => [OptionTable.Gpu, list],
            Acceleration.Gpu => [OptionTable.Gpu],
            _ => [],
        };

    private static IEnumerable<Decision> OptionDecisions(RefineRequest request, RefineOptions explicitly)
    {
        if (request is { Original: null, Preset.Key: Presets.None }) yield break;
        string before = request.Original is { } original ? $"{original.Name} had" : "the preset says";
        foreach (RefineOption option in OptionTable.OfProperties)
        {
            object? fromPreset = option.Value(request.Preset.Options);
            object? given = option.Value(explicitly);
            if (given is not null && fromPreset is not null && !given.Equals(fromPreset))
            {
                yield return new Decision(
                    option.Property,
                    given,
                    "Override",
                    $"as asked for; {before} {Convert.ToString(fromPreset, CultureInfo.InvariantCulture)}",
                    $"-{option.Property}");
            }
        }
    }

    private static void RefuseOptionsGivenTwice(RefineOptions options)
    {
        ArgumentForms.RefuseTogether(options.AdditionalArgument ?? []);
        foreach (string token in options.AdditionalArgument ?? [])
        {
            RelionOption? row = OptionTable.Find(token);
            if (row?.Parameter is not { } parameter) continue;
            if (row is RefineOption { IsTakenAsToken: true } later && later.Value(options) is null) continue;
            throw RefineCommandErrors.OptionGivenTwice(token, parameter);
        }
    }

    /// <summary>
    /// RELION without input prints its help and exits 0, so a command without one is only a fragment: that is allowed
    /// where nothing of the kind was given.
    /// </summary>
    private static void Require(RefineOptions options)
    {
        if (options.AdditionalArgument?.Contains(OptionTable.Continue) == true) return;
        bool hasInput = options.InputStar is not null || ArgumentForms.HasSet(options.AdditionalArgument);
        if (!hasInput && options.OutputRoot is not null)
        {
            throw RefineCommandErrors.MissingOption(OptionTable.Input, nameof(RefineOptions.InputStar));
        }
        if (options.OutputRoot is null && hasInput)
        {
            throw RefineCommandErrors.MissingOption(OptionTable.Output, nameof(RefineOptions.OutputRoot));
        }
    }

    private static OrderedDictionary Ordered(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var ordered = new OrderedDictionary();
        foreach ((string name, string value) in variables) ordered.Add(name, value);
        return ordered.AsReadOnly();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
