using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Launchers;

/// <summary>
/// Open MPI's ranks wait by asking without end. The leader waits most of the time, and shares the CPUs of the last rank
/// of its host, which then gets half of one of them. Open MPI lets waiting ranks give way by itself only where more
/// ranks run than there are slots, and a planned line gives every rank a slot.
/// Measured, RELION 5.0.1, Open MPI 4.1, three ranks of an auto-refinement on 2 cores: 12.7 to 13.8 s in four runs,
/// with ranks that give way 6.6 to 8.3 s.
/// </summary>
internal static class WaitingRanks
{
    /// <summary>Open MPI's parameter.</summary>
    public const string Setting = "mpi_yield_when_idle";

    /// <summary>The variable that lets them give way, and why; none where no CPU is shared, or the site has set it.
    /// </summary>
    public static IEnumerable<(KeyValuePair<string, string> Variable, Decision Decision)> Of(LauncherRequest request)
    {
        if (!SharesCpus(request.Plan) || request.Nodes.Any(IsSet)) yield break;
        var variable = new KeyValuePair<string, string>($"OMPI_MCA_{Setting}", "1");
        yield return (variable, new Decision(
            variable.Key, variable.Value, "WaitingRanks",
            "the leader shares CPUs with a rank that computes: while it waits it gives way", "measured"));
    }

    private static bool IsSet(NodeProfile node) => (node.Platform.OpenMpiSettings.Value ?? [])
        .Any(setting => setting.StartsWith($"{Setting}=", StringComparison.Ordinal));

    private static bool SharesCpus(RunPlan plan)
    {
        if (plan.Placement.Count < 2) return false;
        RankPlacement leader = plan.Placement[0];
        HashSet<int> cpus = [.. HostShares.Cpus(leader.Cpus)];
        return plan.Placement.Skip(1).Any(
            rank => rank.HostName == leader.HostName && HostShares.Cpus(rank.Cpus).Any(cpus.Contains));
    }
}
