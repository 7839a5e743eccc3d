using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Builds.Recipes;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Data.Benchmarks;

namespace RelionPS.Builds.Building;

/// <summary>
/// Configures, builds, checks and installs one recipe, as the guide does (guide 3.3). What an earlier call did is not
/// done again.
/// </summary>
internal sealed class BuildRunner(BuildRequest request, IReporter reporter)
{
    /// <summary>A compiler at work on RELION's largest files takes about so much.</summary>
    private const long MemoryOfJob = 1_000_000_000;

    /// <summary>
    /// Space of a build: the refinement programs alone took 0.07 GB with -O3, and four times that with -g (RELION
    /// 3.1.3); all programs are static.
    /// </summary>
    private const double SomeTargetsGigabytes = 0.4, AllTargetsGigabytes = 2.5;

    private readonly BuildState _state = new(request.WorkFolder);
    private readonly LibraryHook _hook = new(request.Folder);
    private readonly OwnBuildPlace _place = new(request.Folder, request.WorkFolder, request.InstallPath);
    private Decision? _library;

    private BuildRecipe Recipe => request.Recipe;

    /// <exception cref="RelionException">The ids that begin with <c>RelionBuild</c>, <c>RelionConfigureFailed</c>,
    /// <c>RelionCompileFailed</c>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is compiled stays.</exception>
    public async Task<BuildResult> RunAsync(CancellationToken cancellationToken)
    {
        RefuseFullDisk();
        var progress = new BuildProgress($"Building {Recipe.Name}", reporter);
        try
        {
            ToolEnvironment environment = Begin();
            TimeSpan configured = await ConfigureAsync(environment, cancellationToken).ConfigureAwait(false);
            TimeSpan compiled = await CompileAsync(environment, progress, cancellationToken).ConfigureAwait(false);
            RelionInstallation installation = await CheckAsync(environment, cancellationToken).ConfigureAwait(false);
            BuildResult result = Result(installation, configured, compiled);
            BuildRecord.Write(result, request);
            BuiltInstallations.Add(request.InstallPath);
            return result;
        }
        catch (IOException exception) when (exception.Message.Contains("No space left", StringComparison.Ordinal))
        {
            throw BuildErrors.BuildDiskFull(Recipe.Name, request.WorkFolder, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(request.BuildPath, exception.Message, exception);
        }
        finally
        {
            progress.Complete();
        }
    }

    /// <summary>Makes the folders, where nothing of another's is in the way.</summary>
    private ToolEnvironment Begin()
    {
        _place.Claim();
        _place.RefuseOthers(request.Targets.Select(target => "relion_" + target + Recipe.Suffix));
        Directory.CreateDirectory(request.WorkFolder);
        Directory.CreateDirectory(request.LogFolder);
        return request.Environment();
    }

    private string CompileLog => Path.Combine(request.LogFolder, "build.log");

    private int Jobs =>
        request.Jobs
            ?? (int)Math.Clamp(
                (request.Node.UsableMemoryBytes ?? long.MaxValue) / MemoryOfJob, 1, request.Node.UsableCpus);

    private async Task<TimeSpan> ConfigureAsync(ToolEnvironment environment, CancellationToken cancellationToken)
    {
        string cmake = environment.Program("cmake")
            ?? throw BuildRuleErrors.CompilerMissing("cmake", "cmake", Recipe.Name, Remedies.Packages("cmake"));
        string[] arguments = [.. Recipe.CMakeArguments, _hook.CMakeArgument, request.SourcePath];
        var input =
            new
            {
                cmake,
                arguments,
                environment = environment.Changes
                .OrderBy(change => change.Key, StringComparer.Ordinal)
                .ToArray()
            };
        if (!request.IsClean && _state.IsConfigured(input))
        {
            reporter.Verbose($"{request.WorkFolder} is configured already");
            LimitLibrary();
            return TimeSpan.Zero;
        }
        Reset();
        LimitLibrary();
        reporter.Verbose($"{BashQuoting.Join([cmake, .. arguments])}");
        reporter.Progress(new ProgressReport($"Building {Recipe.Name}", "configuring"));
        string log = Path.Combine(request.LogFolder, "configure.log");
        ProcessOutcome outcome = await RunAsync(
            cmake, arguments, environment, log, null, cancellationToken).ConfigureAwait(false);
        string text = File.ReadAllText(log) + File.ReadAllText(log + ".err");
        if (outcome.ExitCode != 0)
        {
            throw BuildFaults.Configure(
                Recipe.Name,
                request.WorkFolder,
                outcome.ExitCode,
                File.ReadAllText(log + ".err") + File.ReadAllText(log) + "\n" + outcome.StandardError,
                log + ".err");
        }
        // CMake ends well where a library is missing, and leaves its download to make (3.1.3).
        if (!Recipe.WantsDownloads && Remedies.Missing(text) is { } library)
        {
            throw BuildFaults.Library(Recipe.Name, library, log);
        }
        _state.MarkConfigured(input);
        return outcome.Elapsed;
    }

    private void Reset()
    {
        if (_state.Reset() is not { Count: > 0 } kept) return;
        string shown = string.Join(", ", kept.Take(3)) + (kept.Count > 3 ? ", …" : "");
        reporter.Warning(BuildErrors.FolderHoldsOther(request.WorkFolder, shown));
    }

    /// <summary>
    /// Leaves in RELION's one library what the targets need, unless the linker missed something before.
    /// </summary>
    private void LimitLibrary()
    {
        IReadOnlySet<string>? needed = _state.NeedsWholeLibrary
            ? null
            : NeededSources.Find(request.SourcePath, request.Targets);
        _hook.Write(needed);
        string reason = needed is not null ? $"only the sources that {string.Join(" and ", request.Targets)} need"
            : _state.NeedsWholeLibrary ? "the linker missed something without the rest"
                : "all programs, or no program of RELION's";
        _library = new Decision(
            "relion_lib",
            needed?.Count.ToString(CultureInfo.InvariantCulture) ?? "All",
            "NeededSources",
            reason,
            "RELION's #include lines and the linker");
        reporter.Verbose(_library.ToString());
    }

    private async Task<TimeSpan> CompileAsync(
        ToolEnvironment environment, BuildProgress progress, CancellationToken cancellationToken)
    {
        _state.RepairInterrupted();
        string[] targets = request.Targets.Count == 0 ? [] : ["--target", .. request.Targets];
        string[] arguments = ["--build", ".", "--parallel", Jobs.ToString(CultureInfo.InvariantCulture), .. targets];
        string cmake = environment.Program("cmake")!;
        reporter.Verbose($"{BashQuoting.Join([cmake, .. arguments])}");
        _state.MarkRunning();
        ProcessOutcome outcome = await RunAsync(
            cmake, arguments, environment, CompileLog, progress.Append, cancellationToken).ConfigureAwait(false);
        TimeSpan elapsed = outcome.Elapsed;
        if (outcome.ExitCode != 0
            && !_state.NeedsWholeLibrary
            && BuildFaults.IsUndefined(File.ReadAllText(CompileLog + ".err")))
        {
            _state.MarkWholeLibrary();
            LimitLibrary();
            outcome = await RunAsync(
                cmake, arguments, environment, CompileLog, progress.Append, cancellationToken).ConfigureAwait(false);
            elapsed += outcome.Elapsed;
        }
        // The logs lie on the same disk: where it is full, only what was kept in memory says so.
        if (outcome.ExitCode != 0)
        {
            throw BuildFaults.Compile(
                Recipe.Name,
                request.WorkFolder,
                outcome.ExitCode,
                File.ReadAllText(CompileLog + ".err") + File.ReadAllText(CompileLog) + "\n" + outcome.StandardError,
                CompileLog + ".err");
        }
        _state.MarkEnded();
        return elapsed;
    }

    private async Task<ProcessOutcome> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        ToolEnvironment environment,
        string log,
        Action<ReadOnlyMemory<char>>? sink,
        CancellationToken cancellationToken)
    {
        MakeWay(log);
        MakeWay(log + ".err");
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(program, arguments)
            {
                WorkingDirectory = request.WorkFolder,
                Environment = [.. environment.ForChild, new("LC_ALL", "C")],
                StandardOutputPath = log,
                StandardErrorPath = log + ".err",
                OnOutput = sink,
            },
            cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome;
    }

    /// <summary>
    /// A log is a new file: written into the one before, it would change a second name of that, or what a link leads
    /// to.
    /// </summary>
    private static void MakeWay(string log)
    {
        EntryKind there = DirectoryEntry.At(log).Kind;
        if (there is not (EntryKind.None or EntryKind.File)) throw FileErrors.FileNotOwn(log);
        File.Delete(log);
    }

    /// <summary>
    /// Copies the programs under the recipe's name, and proves that they can do what the recipe asks for.
    /// </summary>
    private async Task<RelionInstallation> CheckAsync(ToolEnvironment environment, CancellationToken cancellationToken)
    {
        string bin = Path.Combine(request.WorkFolder, "bin");
        string[] built = request.Targets.Count > 0
            ? [.. request.Targets.Select(target => "relion_" + target)]
            : [.. InBin("relion_*").Where(name => !PythonWrappers.IsOne(name))];
        foreach (string name in built)
        {
            string source = Path.Combine(bin, name);
            if (!File.Exists(source))
            {
                throw BuildErrors.BuiltProgramMissing(name, Recipe.Name, name, name["relion_".Length..]);
            }
            _place.Install(source, name + Recipe.Suffix);
        }
        foreach (string name in InBin("relion_*").Where(PythonWrappers.IsOne))
        {
            _place.Install(Path.Combine(bin, name), name);
        }
        return await new BuiltPrograms(
            Recipe.Name,
            request.InstallPath,
            Recipe.Suffix,
            built,
            Recipe.IsOn("ALTCPU") && !Recipe.Spec.IsForOtherNodes,
            Recipe.Spec.IsForOtherNodes ? null : Recipe.GpuCode,
            request.Tools.Environment.GetValueOrDefault("LD_LIBRARY_PATH"))
            .CheckAsync(CompileLog, cancellationToken).ConfigureAwait(false);

        IEnumerable<string> InBin(string pattern) =>
            Directory.EnumerateFiles(bin, pattern).Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal);
    }

    private void RefuseFullDisk()
    {
        double needed = request.Targets.Count == 0 ? AllTargetsGigabytes : SomeTargetsGigabytes;
        if (DatasetFolder.FreeBytes(request.BuildPath) is { } free && free / 1e9 < needed)
        {
            throw BuildErrors.BuildDiskSpaceShort(request.BuildPath, needed, free / 1e9);
        }
    }

    private BuildResult Result(RelionInstallation installation, TimeSpan configured, TimeSpan compiled) => new()
    {
        Recipe = Recipe.Name,
        Installation = installation,
        Version = Recipe.RelionVersion,
        SourcePath = request.SourcePath,
        BuildPath = request.WorkFolder,
        Targets = request.Targets.Count == 0 ? ["All"] : request.Targets,
        CMakeArguments = Recipe.CMakeArguments,
        ConfigureTime = configured,
        CompileTime = compiled,
        Jobs = Jobs,
        Decisions = _library is null ? Recipe.Decisions : [.. Recipe.Decisions, _library],
        LogPath = CompileLog,
        RecordPath = Path.Combine(request.InstallPath, Path.GetFileName(installation.Path) + ".build.json"),
    };
}
