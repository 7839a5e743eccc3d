using RelionPS.Core.Reasons;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Search;

/// <summary>What a search may change, axis by axis; null leaves an axis to the plan.</summary>
internal sealed record SearchSpace
{
    public const string Preread = OptionTable.PrereadImages;
    public const string OnTheFly = OptionTable.OnTheFlyShifts;
    public const string Scratch = OptionTable.Scratch;

    /// <summary>Options of an axis of their own.</summary>
    public static readonly IReadOnlyList<string> Extras = [Preread, OnTheFly, Scratch];

    /// <summary>Installations to try; empty keeps the command's program.</summary>
    public IReadOnlyList<RelionInstallation> Installations { get; init; } = [];

    /// <summary>
    /// Null takes what is fastest by the guide: the accelerated code where the installation has it, and that for GPUs
    /// where the node has some.
    /// </summary>
    public IReadOnlyList<Acceleration>? Accelerations { get; init; }

    /// <summary>
    /// Launchers, <c>None</c> for the threads-only program, <c>Auto</c> for that of the program's library.
    /// </summary>
    public IReadOnlyList<string> Mpi { get; init; } = ["None", "Auto"];

    /// <summary>
    /// Compute ranks a node, for MPI; null takes all numbers that share the cores evenly, on GPUs those by which the
    /// sources put followers on each.
    /// </summary>
    public IReadOnlyList<int>? RanksPerNode { get; init; }

    /// <summary>Threads a rank; null takes the rule's number, on GPUs those of the sources too.</summary>
    public IReadOnlyList<int>? Threads { get; init; }

    /// <summary>Null takes the rule's number and some smaller and larger.</summary>
    public IReadOnlyList<int>? Pools { get; init; }

    public IReadOnlyList<string> Allocators { get; init; } = [Refinement.Command.Allocators.Default, "Glibc"];

    public IReadOnlyList<RankBinding> Bindings { get; init; } = [RankBinding.Plan];

    /// <summary>Sets of further options.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ExtraArguments { get; init; } = [[]];

    /// <summary>Settings that earlier searches found on nodes like this one.</summary>
    public IReadOnlyList<TunedSetting> Earlier { get; init; } = [];

    /// <summary>True tries huge pages beside the allocators, with the plan's pool.</summary>
    public bool HasHugePages { get; init; }

    /// <summary>True leaves the pool to the plan.</summary>
    private bool IsPoolOfPlan { get; init; }

    /// <summary>
    /// What the sources that disagree say and earlier searches found, which is known; then every combination, and what
    /// is tried of each number of ranks alone; those that the plan's rules make alike are told apart later.
    /// </summary>
    public IEnumerable<(RefineRequest Request, bool IsKnown)> Requests(RefineRequest start) =>
    [
        .. Disputed(start).Select(request => (request, true)),
        .. Earlier.Where(Allows).Select(setting => (SearchFile.With(start, setting), true)),
        .. Combinations(start).Select(request => (request, false)),
        .. OneThreadOfEachCore(start).Select(request => (request, false)),
        .. HugePages(start).Select(request => (request, false)),
    ];

    /// <summary>True where the axes that were narrowed have the setting.</summary>
    private bool Allows(TunedSetting setting) =>
        (Pools?.Contains(setting.Pool) ?? true)
        && (Threads?.Contains(setting.Threads) ?? true)
        && (!setting.UsesMpi || (RanksPerNode?.Contains(setting.RanksPerNode) ?? true))
        && (Accelerations?.Contains(setting.Acceleration) ?? true)
        && Mpi.Any(name => IsLauncher(name) == setting.UsesMpi)
        && (!setting.UsesMpi || Bindings.Contains(setting.Binding))
        && Allocators.Contains(setting.Allocator, StringComparer.OrdinalIgnoreCase)
        && setting.Arguments.All(argument => ExtraArguments.Any(extra => extra.Contains(argument)));

    /// <summary>
    /// Of nodes with hyper-threads, each number of ranks with one thread a core: what shares a core's caches and units
    /// may be slower for it.
    /// </summary>
    private IEnumerable<RefineRequest> OneThreadOfEachCore(RefineRequest start)
    {
        CoreDomains domains = CoreDomains.Of(start.Plan.Node, start.Plan.ReserveCore);
        bool isOpen = RanksPerNode is null && Threads is null && start.Plan.Thread is null;
        if (!isOpen || domains.TotalCores >= domains.TotalCpus) return [];
        return
            from layout in Layouts(new Axes(start, Acceleration.Cpu))
            let threads = domains.TotalCores / (layout.Ranks ?? 1)
            where threads > 0
            from request in (OfPlan(start) with
            {
                Mpi = layout.UseMpi ? [layout.Mpi ?? "Auto"] : ["None"],
                RanksPerNode = layout.Ranks is { } ranks ? [ranks] : null,
                Threads = [threads],
            }).Combinations(start)
            where !IsOnGpus(request)
            select request;
    }

    /// <summary>Each number of ranks with its memory in huge pages.</summary>
    private IEnumerable<RefineRequest> HugePages(RefineRequest start) => HasHugePages
        ? (OfPlan(start) with { Allocators = [Refinement.Command.Allocators.GlibcHugePages] }).Combinations(start)
        : [];

    /// <summary>The space with one pool, allocator and set of options, those of the plan where it has them.</summary>
    private SearchSpace OfPlan(RefineRequest start) => this with
    {
        IsPoolOfPlan = Pools is null,
        Pools = Pools is { } pools ? [pools[0]] : null,
        Allocators = Allocators.Contains(start.Allocator) ? [start.Allocator] : [Allocators[0]],
        Bindings = [Bindings[0]],
        ExtraArguments = [ExtraArguments[0]],
    };

    /// <summary>
    /// The settings of the sources that disagree, where the node has the cores for them and the axes are open: ranks
    /// with their threads, or another pool for the plan's own.
    /// </summary>
    private IEnumerable<RefineRequest> Disputed(RefineRequest start)
    {
        CoreDomains domains = CoreDomains.Of(start.Plan.Node, start.Plan.ReserveCore);
        string[] launchers = [.. Mpi.Where(IsLauncher)];
        foreach (DisputedSetting setting in DisputedSettings.All)
        {
            bool isPoolOpen = Pools is null && start.Plan.Pool is null;
            if (setting is { RanksPerNode: { } ranks, Threads: { } threads })
            {
                bool isOpen = RanksPerNode is null && Threads is null && start.Plan.Thread is null;
                if (!isOpen || !DisputedSettings.Fits(setting, domains.TotalCores, domains.TotalCpus)) continue;
                SearchSpace one = this with
                {
                    Mpi = launchers,
                    RanksPerNode = [ranks],
                    Threads = [threads],
                    Pools = isPoolOpen && setting.Pool is { } own ? [own] : Pools,
                    Allocators = Allocators.Contains(start.Allocator) ? [start.Allocator] : Allocators,
                    ExtraArguments = [[]],
                };
                foreach (RefineRequest request in one.Combinations(start))
                {
                    if (!IsOnGpus(request)) yield return request;
                }
            }
            else if (isPoolOpen && !IsOnGpus(start) && Installations.Count == 0 && Accelerations is null
                && Allocators.Contains(start.Allocator) && setting.Pool is { } pool)
            {
                yield return start with { Plan = start.Plan with { Pool = pool } };
            }
        }
    }

    private static bool IsLauncher(string name) => !name.Equals("None", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<RefineRequest> Combinations(RefineRequest start)
    {
        RelionInstallation?[] installations = Installations.Count > 0 ? [.. Installations] : [start.Installation];
        return
            from installation in installations
            from acceleration in AccelerationsOf(start, installation)
            let axes = new Axes(start, acceleration)
            from layout in Layouts(axes)
            from threads in Threads?.Select(value => (int?)value) ?? axes.Threads(layout.UseMpi)
            from pool in IsPoolOfPlan ? [start.Plan.Pool] : Pools?.Select(value => (int?)value) ?? axes.Pools
            from allocator in Allocators
            from binding in layout.UseMpi == false ? [RankBinding.Plan] : Bindings
            from extra in ExtraArguments
            select start with
            {
                Installation = installation,
                Executable = Installations.Count > 0 ? null : start.Executable,
                Acceleration = acceleration,
                Gpu = axes.IsOnGpus ? start.Gpu : null,
                GpuCount = axes.IsOnGpus ? start.GpuCount : null,
                Mpi = layout.Mpi,
                Launcher = layout.UseMpi && Installations.Count == 0 ? start.Launcher : null,
                Allocator = allocator,
                Binding = binding,
                Plan = start.Plan with
                {
                    UseMpi = layout.UseMpi,
                    UseMpiFrom = "-Mpi",
                    RanksPerNode = layout.Ranks,
                    Thread = threads,
                    Pool = pool,
                },
                Explicit = extra.Count == 0
                    ? start.Explicit
                    : start.Explicit with
                    {
                        AdditionalArgument = [.. start.Explicit.AdditionalArgument ?? [], .. extra],
                    },
            };
    }

    /// <summary>
    /// What the command was asked for, where the installation may have it; else all that it is fast with on the node.
    /// </summary>
    private IEnumerable<Acceleration?> AccelerationsOf(RefineRequest start, RelionInstallation? installation)
    {
        if (Accelerations is not null) return Accelerations.Select(value => (Acceleration?)value);
        if (installation is null) return [start.Acceleration];
        bool isForGpu = InstalledProgram.Capability(installation).IsForGpu;
        bool hasAsked = start.Acceleration switch
        {
            null => false,
            Acceleration.Gpu => isForGpu,
            Acceleration.Cpu => installation.HasAltCpu != false && !isForGpu,
            _ => !isForGpu && !IsOnGpus(start),
        };
        if (hasAsked) return [start.Acceleration];
        List<Acceleration?> all = [];
        if (installation.HasAltCpu == true) all.Add(Acceleration.Cpu);
        if (isForGpu && NodeDevices.Of(start.Plan.Node) is not { Count: 0 }) all.Add(Acceleration.Gpu);
        return all.Count > 0 ? all : [Acceleration.None];
    }

    /// <summary>True for a request whose plan is one for GPUs.</summary>
    private static bool IsOnGpus(RefineRequest request) => request.Acceleration is { } asked
        ? asked == Acceleration.Gpu
        : request.Gpu is not null || request.GpuCount is not null || request.Preset.Acceleration == Acceleration.Gpu;

    private IEnumerable<(bool UseMpi, string? Mpi, int? Ranks)> Layouts(Axes axes)
    {
        RefineRequest start = axes.Start;
        foreach (string launcher in Mpi)
        {
            if (launcher.Equals("None", StringComparison.OrdinalIgnoreCase))
            {
                yield return (false, null, null);
                continue;
            }
            string? dialect = launcher.Equals("Auto", StringComparison.OrdinalIgnoreCase) ? start.Mpi : launcher;
            foreach (int ranks in RanksPerNode ?? axes.Ranks)
            {
                yield return (true, dialect, ranks);
            }
        }
    }

    /// <summary>
    /// What is tried of each axis that is open. What the command was given for CPUs says nothing of GPUs, nor the other
    /// way round.
    /// </summary>
    /// <param name="Start">The command that the search starts from.</param>
    /// <param name="Acceleration">The code that is tried; null is that of the command.</param>
    private sealed record Axes(RefineRequest Start, Acceleration? Acceleration)
    {
        public bool IsOnGpus { get; } = SearchSpace.IsOnGpus(Start with { Acceleration = Acceleration });

        private bool IsOfStart => IsOnGpus == SearchSpace.IsOnGpus(Start);

        /// <summary>Compute ranks a node.</summary>
        public IEnumerable<int> Ranks => IsOnGpus
            ? DisputedGpuSettings.FollowersPerGpu.Select(followers => followers * Gpus)
            : CoreDomains.Of(Start.Plan.Node, Start.Plan.ReserveCore).RankCounts(int.MaxValue).DefaultIfEmpty(1);

        /// <summary>
        /// The guide's least and usual pools (3.4), a tenth of them, and twice the usual; on GPUs those of the sources.
        /// </summary>
        public IEnumerable<int?> Pools => IsOfStart && Start.Plan.Pool is { } given ? [given]
            : IsOnGpus ? DisputedGpuSettings.Pools.Select(pool => (int?)pool)
            : [4, 16, 30, 40, 80];

        private int Gpus => Start.GpuCount ?? Listed ?? NodeDevices.Of(Start.Plan.Node)?.Count ?? 1;

        private int? Listed => Start.Gpu is { } text && DeviceList.Parse(text) is { IsAutomatic: false } list
            ? list.Followers.SelectMany(follower => follower).Distinct().Count()
            : null;

        /// <summary>Threads a rank; null is the rule's number.</summary>
        public IEnumerable<int?> Threads(bool usesMpi)
        {
            int? given = IsOfStart && usesMpi == Start.Plan.UseMpi ? Start.Plan.Thread : null;
            return IsOnGpus && given is null
                ? DisputedGpuSettings.Threads.Select(threads => (int?)threads).Prepend(null)
                : [given];
        }
    }
}
