using System.Collections.Specialized;
using System.Globalization;
using RelionPS.Errors;
using RelionPS.Installations;
using RelionPS.Mpi;
using RelionPS.Processes;
using RelionPS.Rendering;
using RelionPS.Tuning;

namespace RelionPS.Refine;

/// <summary>Makes a <see cref="RefineCommand"/> from plan, preset, options and launcher.</summary>
internal static class RefineCommandBuilder
{
    /// <summary>What the guide sets for every run (guide 3.4).</summary>
    private static readonly IReadOnlyList<KeyValuePair<string, string>> GuideEnvironment = [new("OMP_SCHEDULE", "dynamic"), new("KMP_BLOCKTIME", "0")];

    public static RefineCommand Build(RefineRequest request)
    {
        RefuseOptionsGivenTwice(request.Explicit);
        RunPlan plan = Planner.Plan(WithProgram(request));
        RefineOptions options = Merge(request.Preset.Options, request.Explicit);
        Require(options);
        RelionInstallation? installation = request.Installation;
        string executable = installation is not null ? InstalledProgram.Program(installation, plan.UsesMpi)
            : request.Executable ?? (plan.UsesMpi ? RefineProgram.Mpi : RefineProgram.ThreadsOnly);
        Acceleration acceleration = request.Acceleration ?? request.Preset.Acceleration;
        List<Decision> decisions = [.. plan.Decisions, .. OptionDecisions(request, acceleration)];
        if (installation is not null)
        {
            (options, Decision? adapted) = OptionVersions.Adapt(options, request.Explicit.CtfCorrectedReference, installation);
            if (adapted is not null) decisions.Add(adapted);
        }

        List<KeyValuePair<string, string>> environment = [.. GuideEnvironment, .. InstalledProgram.Environment(installation)];
        IReadOnlyList<string> launcher = [];
        string mpi = "None";
        if (plan.UsesMpi)
        {
            IMpiDialect dialect = ChooseDialect(request, executable, decisions);
            mpi = dialect.Name;
            LauncherLine line = dialect.Render(new LauncherRequest
            {
                Plan = plan,
                Environment = [.. environment],
                Fabric = request.Fabric,
                DebugLevel = request.MpiDebugLevel,
                Style = request.Style,
                IsRoot = request.IsRoot,
            });
            launcher = line.Tokens;
            environment.AddRange(line.Environment);
            decisions.AddRange(line.Decisions);
            if (request.Executable is null && installation is null && dialect is IntelMpiDialect)
            {
                decisions.Add(new Decision("Executable", executable, "LeftOut", $"where the binary is was not said: '{executable}' must be on PATH. Name it with -Executable", "guide 5.3", IsWarning: true));
            }
        }
        RefineCommand command = Render(new RefineCommand
        {
            Name = request.Preset.Name,
            Plan = plan,
            Decisions = decisions,
            Executable = executable,
            Arguments = Arguments(options, plan, acceleration, request.Style),
            LauncherArguments = launcher,
            Environment = Ordered(environment),
            WorkingDirectory = request.WorkingDirectory,
            HasOwnDirectory = request.HasOwnDirectory,
            CommandLine = "",
            Options = options,
            Acceleration = acceleration,
            IsAccelerationExplicit = request.Acceleration is not null,
            Mpi = mpi,
            Node = request.Plan.Node,
        });
        if (installation is null) return command;
        OptionVersions.RefuseUnknown(command.Arguments, installation);
        return AccelerationFallback.Apply(command, InstalledProgram.Capability(installation));
    }

    private static RefineCommand Render(RefineCommand command) => command with { CommandLine = CommandLineRenderer.Render(command) };

    /// <summary>A program that was named decides whether MPI starts it.</summary>
    private static PlanRequest WithProgram(RefineRequest request)
    {
        if (request.Installation is { } installation) return InstalledProgram.WithPrograms(request.Plan, installation);
        bool? isMpi = RefineProgram.IsMpi(request.Executable);
        return (isMpi, request.Plan.UseMpi) switch
        {
            (false, true) => throw new RelionException("RelionProgramNotMpi", request.Executable, request.Executable, request.Mpi ?? "MPI"),
            (true, false) => throw new RelionException("RelionProgramIsMpi", request.Executable, request.Executable),
            ({ } fromName, null) => request.Plan with { UseMpi = fromName, UseMpiFrom = "-Executable" },
            _ => request.Plan,
        };
    }

    private static IMpiDialect ChooseDialect(RefineRequest request, string executable, List<Decision> decisions)
    {
        if (request.Mpi is { } asked)
        {
            decisions.Add(new Decision(nameof(RefineCommand.Mpi), asked, "Override", "as asked for", "-Mpi"));
            return MpiDialects.Get(asked);
        }
        if (request.Installation?.Mpi is { } linked)
        {
            decisions.Add(new Decision(nameof(RefineCommand.Mpi), linked.Name, "LibraryOfTheProgram", $"{executable} is linked with {linked}", "dynamic section of the program"));
            return MpiDialects.All.FirstOrDefault(dialect => dialect.Name == linked.Name)
                ?? throw new RelionException("RelionMpiUnknown", linked.Name, linked.Name, string.Join(", ", MpiDialects.All.Select(dialect => dialect.Name)));
        }
        string? program = ProgramFinder.Find(executable, request.WorkingDirectory);
        string? library = program is null ? null : ElfDependencies.Read(program)?.Select(MpiLibraries.Dialect).FirstOrDefault(name => name is not null);
        decisions.Add(library is not null
            ? new Decision(nameof(RefineCommand.Mpi), library, "LibraryOfTheProgram", $"{program} is linked with it", "dynamic section of the program")
            : new Decision(nameof(RefineCommand.Mpi), "IntelMpi", "GuideLauncher", program is null ? $"'{executable}' is not on this machine, so the guide's own launcher is taken" : $"{program} names no MPI library that is known, so the guide's own launcher is taken", "guide 5.3"));
        return MpiDialects.Get(library ?? "IntelMpi");
    }

    private static IReadOnlyList<string> Arguments(RefineOptions options, RunPlan plan, Acceleration acceleration, ListingStyle style)
    {
        IEnumerable<string> before = OptionTable.BeforePool.SelectMany(option => OptionTable.Tokens(option, options));
        string[] pool = [OptionTable.Pool, Text(plan.Pool)];
        string[] threads = [OptionTable.Threads, Text(plan.ThreadsPerRank)];
        IEnumerable<string> after =
        [
            .. OptionTable.Tokens(OptionTable.Iteration, options),
            .. AccelerationTokens(acceleration),
            .. OptionTable.Tokens(OptionTable.OutputRoot, options),
            .. options.AdditionalArgument ?? [],
        ];
        return style == ListingStyle.Short ? [.. before, .. after, .. threads, .. pool] : [.. before, .. pool, .. threads, .. after];
    }

    private static IEnumerable<string> AccelerationTokens(Acceleration acceleration) => acceleration switch
    {
        Acceleration.Cpu => ["--cpu"],
        Acceleration.Gpu => ["--gpu"],
        _ => [],
    };

    private static IEnumerable<Decision> OptionDecisions(RefineRequest request, Acceleration acceleration)
    {
        if (request.Acceleration is not null) yield return new Decision(nameof(RefineCommand.Acceleration), acceleration, "Override", "as asked for", "-Acceleration");
        else yield return new Decision(nameof(RefineCommand.Acceleration), acceleration, "Preset",
            acceleration == Acceleration.Cpu ? "the accelerated code is faster than the original; the binary must be built with ALTCPU" : "not asked for", acceleration == Acceleration.Cpu ? "guide 3.3" : request.Preset.Source);
        if (request.Preset.Key == "None") yield break;
        foreach (RefineOption option in OptionTable.BeforePool.Append(OptionTable.Iteration).Append(OptionTable.OutputRoot))
        {
            object? fromPreset = option.Value(request.Preset.Options);
            object? given = option.Value(request.Explicit);
            if (given is not null && fromPreset is not null && !given.Equals(fromPreset))
            {
                yield return new Decision(option.Property, given, "Override", $"as asked for; the preset says {Convert.ToString(fromPreset, CultureInfo.InvariantCulture)}", $"-{option.Property}");
            }
        }
    }

    private static RefineOptions Merge(RefineOptions preset, RefineOptions given) => new()
    {
        InputStar = given.InputStar ?? preset.InputStar,
        Reference = given.Reference ?? preset.Reference,
        FirstIterationCc = given.FirstIterationCc ?? preset.FirstIterationCc,
        InitialHighResolution = given.InitialHighResolution ?? preset.InitialHighResolution,
        CombineWeightsThroughNetwork = given.CombineWeightsThroughNetwork ?? preset.CombineWeightsThroughNetwork,
        Ctf = given.Ctf ?? preset.Ctf,
        CtfCorrectedReference = given.CtfCorrectedReference ?? preset.CtfCorrectedReference,
        Tau2Fudge = given.Tau2Fudge ?? preset.Tau2Fudge,
        ParticleDiameter = given.ParticleDiameter ?? preset.ParticleDiameter,
        ClassCount = given.ClassCount ?? preset.ClassCount,
        FlattenSolvent = given.FlattenSolvent ?? preset.FlattenSolvent,
        ZeroMask = given.ZeroMask ?? preset.ZeroMask,
        Oversampling = given.Oversampling ?? preset.Oversampling,
        HealpixOrder = given.HealpixOrder ?? preset.HealpixOrder,
        OffsetRange = given.OffsetRange ?? preset.OffsetRange,
        OffsetStep = given.OffsetStep ?? preset.OffsetStep,
        Symmetry = given.Symmetry ?? preset.Symmetry,
        Norm = given.Norm ?? preset.Norm,
        Scale = given.Scale ?? preset.Scale,
        RandomSeed = given.RandomSeed ?? preset.RandomSeed,
        Iteration = given.Iteration ?? preset.Iteration,
        OutputRoot = given.OutputRoot ?? preset.OutputRoot,
        AdditionalArgument = given.AdditionalArgument ?? preset.AdditionalArgument,
    };

    private static void RefuseOptionsGivenTwice(RefineOptions options)
    {
        foreach (string token in options.AdditionalArgument ?? [])
        {
            if (OptionTable.Owners.TryGetValue(token, out string? parameter)) throw new RelionException("RelionOptionGivenTwice", token, token, parameter);
        }
    }

    /// <summary>RELION without input prints its help and exits 0, so a command without one is only a fragment: that is allowed where nothing of the kind was given.</summary>
    private static void Require(RefineOptions options)
    {
        if (options.InputStar is null && options.OutputRoot is not null) throw new RelionException("RelionMissingOption", "--i", "--i", nameof(RefineOptions.InputStar));
        if (options.OutputRoot is null && options.InputStar is not null) throw new RelionException("RelionMissingOption", "--o", "--o", nameof(RefineOptions.OutputRoot));
    }

    private static OrderedDictionary Ordered(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var ordered = new OrderedDictionary();
        foreach ((string name, string value) in variables) ordered.Add(name, value);
        return ordered.AsReadOnly();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
