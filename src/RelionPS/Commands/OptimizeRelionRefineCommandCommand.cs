using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Refinement.Planning;
using RelionPS.Studies.Search;

namespace RelionPS.Commands;

/// <summary>
/// Optimize-RelionRefineCommand: finds the fastest setting of a refinement by short runs of many, beginning with the
/// guide's plan.
/// </summary>
[Cmdlet(VerbsCommon.Optimize, "RelionRefineCommand", SupportsShouldProcess = true)]
[OutputType(typeof(SearchResult), typeof(SearchPlan))]
public sealed class OptimizeRelionRefineCommandCommand : RelionCommandBase
{
    private readonly List<RefineCommand> _commands = [];

    /// <summary>
    /// The command to start from, of New-RelionRefineCommand; or those of the data sets of one iteration of a run, of
    /// Initialize-RelionBenchmark Continue, whose numbers of particles decide how long the runs are.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public RefineCommand? InputObject { get; set; }

    /// <summary>
    /// Folder for the journal and the records of the runs; a search that was ended goes on from what is in it, and
    /// other files stay.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Installations to try; the command's own program where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [InstallationOfBuild]
    public RelionInstallation[] Installation { get; set; } = [];

    /// <summary>Launchers to try, <c>None</c> for the threads-only program. Both by default.</summary>
    [Parameter]
    [MpiName]
    [ArgumentCompleter(typeof(MpiNameCompleter))]
    public string[] Mpi { get; set; } = ["None", "Auto"];

    /// <summary>
    /// Compute ranks a node to try under MPI: <c>1..8</c>, <c>1..64*2</c>; all that share the cores evenly where left
    /// out; on GPUs one, two and three followers of each.
    /// </summary>
    [Parameter]
    [Alias("RanksPerNode")]
    [ValidateNotNullOrEmpty]
    public Sweep[]? RankPerNode { get; set; }

    /// <summary>Threads a rank to try; the rule's number where left out, on GPUs 4, 6, 8 and 12 too.</summary>
    [Parameter]
    [Alias("j")]
    [ValidateNotNullOrEmpty]
    public Sweep[]? Thread { get; set; }

    /// <summary>
    /// Pools to try; 4, 16, 30, 40 and 80 where left out, and 3 and 6 with the plan's own ranks; on GPUs 10 and 30.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Sweep[]? Pool { get; set; }

    /// <summary>
    /// Accelerations to try; where left out, the accelerated code of each installation that has it, and that for GPUs.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Acceleration[]? Acceleration { get; set; }

    /// <summary>Memory allocators to try.</summary>
    [Parameter]
    [AllocatorName]
    [ArgumentCompleter(typeof(AllocatorNameCompleter))]
    public string[] Allocator { get; set; } = ["Default", "Glibc"];

    /// <summary>Bindings to try under MPI.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RankBinding[] Binding { get; set; } = [RankBinding.Plan];

    /// <summary>Tries each setting with <c>--preread_images</c> too: all images in memory.</summary>
    [Parameter]
    public SwitchParameter PrereadImages { get; set; }

    /// <summary>Tries each setting with <c>--onthefly_shifts</c> too: less memory, more work.</summary>
    [Parameter]
    public SwitchParameter OnTheFlyShifts { get; set; }

    /// <summary>
    /// Tries each setting with <c>--scratch_dir</c> too: images are copied to this folder of the node first.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ScratchPath { get; set; }

    /// <summary>Iterations of the last runs.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Iteration { get; set; } = 3;

    /// <summary>Iterations of the first, shortest runs, which every setting gets.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int FirstIteration { get; set; } = 1;

    /// <summary>Settings that come to the last runs, beside the one that the search starts from.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Finalist { get; set; } = 3;

    /// <summary>Last runs of each of them, in turn.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Repeat { get; set; } = 3;

    /// <summary>A run that is slower than the best of its kind by this share is ended: 0.2 is 20 %.</summary>
    [Parameter]
    [ValidateRange(0.01, 100.0)]
    public double Margin { get; set; } = 0.2;

    /// <summary>Seed of the order in which settings run.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>
    /// The search ends after it with what it knows, and goes on from there when it is called again: <c>01:30:00</c> is
    /// an hour and a half.
    /// </summary>
    [Parameter]
    [Duration]
    public TimeSpan MaxTime { get; set; }

    /// <summary>Tuning file that the setting is saved to, for New-RelionRefineCommand -TuningFile.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SavePath { get; set; }

    /// <summary>
    /// Trials side by side at most, each on nodes of its own; as many as the plan's hosts or the scheduler's make
    /// places where left out, and 1 runs them one at a time.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; }

    /// <summary>Forgets what the folder's journal has, and starts anew.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute() => _commands.Add(InputObject!);

    private protected override void Finish()
    {
        if (_commands.Count == 0) return;
        // A bare number would be ticks of 100 ns.
        if (IsBound(nameof(MaxTime)) && MaxTime < TimeSpan.FromSeconds(1)) throw CommandErrors.MaxTimeInvalid(MaxTime);
        IReadOnlyList<RefineCommand> commands = IterationSets.Sorted(_commands);
        RefineCommand start = commands[^1];
        SearchOptions options = Options(start);
        IReadOnlyList<SearchLevel> levels = IterationSets.IsOfSet(start)
            ? SearchLevel.OfSets([.. commands.Select(command => command.Request!)])
            : SearchLevel.OfIterations(options.FirstIterations, options.Iterations);
        IReadOnlyList<Candidate> candidates = CandidateMaker.Make(start, Space(start));
        TrialPlaces places = TrialPlaces.Of(
            candidates,
            start.Node.IsThisNode ? Allocation.Find(Environment.GetEnvironmentVariable) : null,
            IsBound(nameof(ThrottleLimit)) ? ThrottleLimit : null);
        string folder = FullPath(Path);
        int tried = candidates.Count(candidate => candidate.PrunedReason is null);
        if (!ShouldProcess(folder, $"Search among {tried} settings ({candidates.Count - tried} pruned)"))
        {
            WriteObject(SearchPlan.Of(candidates, levels, options, places));
            return;
        }
        if (!start.Node.IsThisNode) throw CommandErrors.TuningOtherNode(start.Node);
        string? savePath = SavePath is null ? null : FullPath(SavePath);
        SearchResult result = Await(
            (reporter, token) => new SettingSearch(
                candidates, levels, options, places, folder, reporter).RunAsync(Force, savePath, token));
        StopToken.ThrowIfCancellationRequested();
        WriteVerbose(result.Confidence);
        WriteObject(result);
    }

    private SearchOptions Options(RefineCommand start)
    {
        bool isOfSet = IterationSets.IsOfSet(start);
        foreach (string parameter in new[] { nameof(Iteration), nameof(FirstIteration) })
        {
            if (isOfSet && IsBound(parameter)) throw CommandErrors.TuningIterationGiven(parameter);
        }
        // A command that runs fewer iterations than the default says how short the last runs may be.
        int iterations = isOfSet ? 1
            : IsBound(nameof(Iteration)) ? Iteration
            : Math.Max(FirstIteration, Math.Min(Iteration, start.Options.Iteration ?? Iteration));
        if (FirstIteration > iterations) throw CommandErrors.TuningIterations(FirstIteration, iterations);
        return new SearchOptions
        {
            FirstIterations = FirstIteration,
            Iterations = iterations,
            Finalists = Finalist,
            Repeat = Repeat,
            Margin = Margin,
            Seed = Seed,
            MaxTime = IsBound(nameof(MaxTime)) ? MaxTime : null,
        };
    }

    /// <inheritdoc/>
    private protected override string? AfterStop() =>
        _commands.Count > 0 ? CommandErrors.SearchStopped(FullPath(Path)) : null;

    private SearchSpace Space(RefineCommand start) => new()
    {
        Installations = Installation,
        Accelerations = Acceleration,
        // Several nodes need MPI.
        Mpi = IsBound(nameof(Mpi)) || start.Plan.NodeCount == 1 ? Mpi : ["Auto"],
        RanksPerNode = Values(RankPerNode),
        Threads = Values(Thread),
        Pools = Values(Pool),
        Allocators = Allocator,
        Bindings = Binding,
        ExtraArguments = Extras(),
        Earlier = SearchFile.OfNodesLike(
            start.Node, [SearchFile.Beside(start.Node), SavePath is null ? null : FullPath(SavePath)]),
        HasHugePages = !IsBound(nameof(Allocator))
            && start.Node.Memory.TransparentHugePages.Value is "always" or "madvise",
    };

    /// <summary>Every combination of the options that were named, none of them first.</summary>
    private IReadOnlyList<IReadOnlyList<string>> Extras()
    {
        List<IReadOnlyList<string>> sets = [[]];
        if (PrereadImages) sets.AddRange([.. sets.Select(set => (IReadOnlyList<string>)[.. set, SearchSpace.Preread])]);
        if (OnTheFlyShifts)
        {
            sets.AddRange([.. sets.Select(set => (IReadOnlyList<string>)[.. set, SearchSpace.OnTheFly])]);
        }
        if (ScratchPath is not null)
        {
            sets.AddRange(
                [.. sets.Select(set => (IReadOnlyList<string>)[.. set, SearchSpace.Scratch, FullPath(ScratchPath)])]);
        }
        return sets;
    }

    private static IReadOnlyList<int>? Values(Sweep[]? sweeps) =>
        sweeps is null ? null : [.. sweeps.SelectMany(sweep => sweep.Values).Distinct()];
}
