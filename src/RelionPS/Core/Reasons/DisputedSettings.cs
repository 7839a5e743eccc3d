namespace RelionPS.Core.Reasons;

/// <summary>What a source of its own recommends, or has timed, for runs on CPUs; null is not said there.</summary>
/// <param name="Who">Who says it, and when, in short.</param>
/// <param name="RanksPerNode">Compute ranks a node.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="Pool">Pool.</param>
/// <param name="Where">Where it stands.</param>
internal sealed record DisputedSetting(string Who, int? RanksPerNode, int? Threads, int? Pool, string Where)
{
    /// <summary>Pool in words, where it follows the threads.</summary>
    public string? PoolText { get; init; }
}

/// <summary>
/// Ranks, threads and pool by the sources that disagree, the guide first. Nobody has measured them all on one node: a
/// search does.
/// </summary>
internal static class DisputedSettings
{
    private const string Search = "Optimize-RelionRefineCommand measures";

    public static IReadOnlyList<DisputedSetting> All { get; } =
    [
        new("guide 2021", 8, 16, 40, "guide 3.4, 5.3"),
        new("Intel 2025", 16, 8, 4, "Intel's container of RELION 5 (Open-Omics)"),
        new("RELION 2018", 4, 20, 40, "RELION, commit 88fbe212"),
        new("STFC", 23, 4, null, "stfc-sciml/e2e, RESULTS.md"),
        new("RELION's documentation", null, null, 3, "relion.readthedocs.io"),
        new("its tutorial", null, null, 6, "RELION 5.0, tutorial"),
        new("Exxact", null, null, null, "exxactcorp.com") { PoolText = "1 to 2 × --j" },
    ];

    /// <summary>What others than the guide say of the pool, and how to find out; empty where none differs.</summary>
    /// <param name="pool">The pool that was chosen.</param>
    public static string OfPool(int pool) => Text(
        All.Where(setting => setting.PoolText is not null || (setting.Pool is { } other && other != pool))
            .GroupBy(setting => setting.PoolText ?? FormattableString.Invariant($"{setting.Pool}")));

    /// <summary>The same of ranks and threads, of those that a node has the cores for.</summary>
    /// <param name="ranks">The ranks that were chosen.</param>
    /// <param name="cores">Physical cores of the node.</param>
    /// <param name="cpus">Its logical CPUs.</param>
    public static string OfRanks(int ranks, int cores, int cpus) => Text(
        All.Where(setting => setting.RanksPerNode is { } other && other != ranks && Fits(setting, cores, cpus))
            .GroupBy(setting => FormattableString.Invariant($"{setting.RanksPerNode} × {setting.Threads}")));

    /// <summary>True where a node has the cores and CPUs for its ranks and threads; those that say none fit.</summary>
    public static bool Fits(DisputedSetting setting, int cores, int cpus) =>
        (setting.RanksPerNode ?? 1) <= cores && (setting.RanksPerNode ?? 1) * (setting.Threads ?? 1) <= cpus;

    private static string Text(IEnumerable<IGrouping<string, DisputedSetting>> others)
    {
        string[] texts =
        [
            .. others.Select(group => $"{group.Key} ({string.Join(", ", group.Select(setting => setting.Who))})"),
        ];
        return texts.Length == 0 ? "" : $"; others say {string.Join(", ", texts)}: {Search}";
    }
}
