using RelionPS.Core.Reasons;
using RelionPS.Refinement.Command;
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

    /// <summary>Null takes what is fastest by the guide: the accelerated code where the installation has it.</summary>
    public IReadOnlyList<Acceleration>? Accelerations { get; init; }

    /// <summary>
    /// Launchers, <c>None</c> for the threads-only program, <c>Auto</c> for that of the program's library.
    /// </summary>
    public IReadOnlyList<string> Mpi { get; init; } = ["None", "Auto"];

    /// <summary>Compute ranks a node, for MPI; null takes all numbers that share the cores evenly.</summary>
    public IReadOnlyList<int>? RanksPerNode { get; init; }

    /// <summary>Threads a rank; null takes the rule's number.</summary>
    public IReadOnlyList<int>? Threads { get; init; }

    /// <summary>Null takes the rule's number and some smaller and larger.</summary>
    public IReadOnlyList<int>? Pools { get; init; }

    public IReadOnlyList<string> Allocators { get; init; } = [Refinement.Command.Allocators.Default, "Glibc"];

    public IReadOnlyList<RankBinding> Bindings { get; init; } = [RankBinding.Plan];

    /// <summary>Sets of further options.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ExtraArguments { get; init; } = [[]];

    /// <summary>
    /// What the sources that disagree say, then every combination, as a request; those that the plan's rules make alike
    /// are told apart later.
    /// </summary>
    public IEnumerable<RefineRequest> Requests(RefineRequest start) => [.. Disputed(start), .. Combinations(start)];

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
                foreach (RefineRequest request in one.Combinations(start)) yield return request;
            }
            else if (isPoolOpen && Installations.Count == 0 && Accelerations is null
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
            from layout in Layouts(start)
            from threads in Threads?.Select(value => (int?)value)
                ?? [layout.UseMpi == start.Plan.UseMpi ? start.Plan.Thread : null]
            from pool in Pools ?? UsualPools(start)
            from allocator in Allocators
            from binding in layout.UseMpi == false ? [RankBinding.Plan] : Bindings
            from extra in ExtraArguments
            select start with
            {
                Installation = installation,
                Executable = Installations.Count > 0 ? null : start.Executable,
                Acceleration = acceleration,
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

    private IEnumerable<Acceleration?> AccelerationsOf(RefineRequest start, RelionInstallation? installation)
    {
        if (Accelerations is not null) return Accelerations.Select(value => (Acceleration?)value);
        if (installation is null || start.Acceleration is not null) return [start.Acceleration];
        return [installation.HasAltCpu == true ? Acceleration.Cpu : Acceleration.None];
    }

    private IEnumerable<(bool UseMpi, string? Mpi, int? Ranks)> Layouts(RefineRequest start)
    {
        foreach (string launcher in Mpi)
        {
            if (launcher.Equals("None", StringComparison.OrdinalIgnoreCase))
            {
                yield return (false, null, null);
                continue;
            }
            string? dialect = launcher.Equals("Auto", StringComparison.OrdinalIgnoreCase) ? start.Mpi : launcher;
            foreach (int ranks in RanksPerNode
                ?? CoreDomains.Of(start.Plan.Node, start.Plan.ReserveCore).RankCounts(int.MaxValue)
                    .DefaultIfEmpty(1))
            {
                yield return (true, dialect, ranks);
            }
        }
    }

    /// <summary>The guide's least and usual pools (3.4), a tenth of them, and twice the usual.</summary>
    private static IReadOnlyList<int> UsualPools(RefineRequest start) =>
        start.Plan.Pool is { } given ? [given] : [4, 16, 30, 40, 80];
}
