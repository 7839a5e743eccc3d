namespace RelionPS.Nodes.Advice;

/// <summary>
/// Settings of Open MPI that a planned line (<c>--map-by slot:PE=n --bind-to core:overload-allowed --hostfile</c>) does
/// not survive. On Open MPI 4.1 <c>rmaps=seq</c>, <c>orte_rankfile</c>, <c>hwloc_base_cpu_list</c>,
/// <c>hwloc_base_cpu_set</c> and <c>hwloc_base_use_hwthreads_as_cpus</c> were tried, and made it refuse the line or
/// place the ranks otherwise. The others are here by analogy: their names of other versions, and settings of the same
/// kind.
/// </summary>
internal static class OpenMpiConflicts
{
    /// <summary>Names without Open MPI's prefix; those of the mapping of version 5 (PRRTE) are the same.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "rmaps", "rmaps_ppr_pattern", "rmaps_ppr_n_pernode", "rmaps_ppr_n_persocket", "rmaps_rank_file_path",
        "orte_rankfile",
        "rmaps_base_cpus_per_rank", "rmaps_base_cpus_per_proc", "rmaps_base_no_schedule_local", "rmaps_base_bycore",
        "rmaps_base_bysocket",
        "rmaps_base_bynode", "rmaps_base_byslot", "hwloc_base_cpu_list", "hwloc_base_cpu_set", "hwloc_default_cpu_list",
        "hwloc_base_use_hwthreads_as_cpus", "hwloc_use_hwthreads_as_cpus",
    };

    /// <summary>Those that only matter where they are switched on.</summary>
    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal)
    {
        "rmaps_base_no_schedule_local", "rmaps_base_bycore", "rmaps_base_bysocket", "rmaps_base_bynode",
        "rmaps_base_byslot",
        "hwloc_base_use_hwthreads_as_cpus", "hwloc_use_hwthreads_as_cpus",
    };

    private static readonly string[] Off = ["", "0", "false", "no", "disabled"];

    /// <summary>True for a setting <c>name=value</c> that breaks a planned line.</summary>
    public static bool IsOne(string setting)
    {
        string[] parts = setting.Split('=', 2);
        if (!Names.Contains(parts[0])) return false;
        string value = parts.ElementAtOrDefault(1)?.Trim() ?? "";
        return Switches.Contains(parts[0]) ? !Off.Contains(value, StringComparer.OrdinalIgnoreCase) : value.Length > 0;
    }

    /// <summary>Those of a node that break a planned line; empty where none do, or where they are not known.</summary>
    public static IReadOnlyList<string> Of(NodeProfile node) =>
        [.. (node.Platform.OpenMpiSettings.Value ?? []).Where(IsOne)];
}
