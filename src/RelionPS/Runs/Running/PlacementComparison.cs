using RelionPS.Nodes.Profile;

namespace RelionPS.Runs.Running;

/// <summary>A rank that was seen.</summary>
/// <param name="Rank">Its number.</param>
/// <param name="HostName">Its host.</param>
/// <param name="Cpus">CPUs it may use; null where they were not looked at.</param>
internal sealed record SeenRank(int Rank, string HostName, string? Cpus);

/// <summary>Holds the ranks that were seen against those of a plan.</summary>
internal static class PlacementComparison
{
    public static PlacementResult Compare(RefineCommand command, IReadOnlyList<SeenRank> seen)
    {
        ILookup<int, SeenRank> byRank = seen.ToLookup(rank => rank.Rank);
        var actualHosts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        bool areHostsNamed = command.Plan.Hosts.Count > 0;
        List<RankCheck> checks =
        [
            .. command.Plan.Placement.Select(planned => Check(planned, [.. byRank[planned.Rank]], Expected)),
        ];
        checks.AddRange(seen.Where(rank => rank.Rank < 0 || rank.Rank >= command.Plan.Ranks)
            .Select(
                rank => new RankCheck(
                    rank.Rank, "-", rank.HostName, "-", rank.Cpus, IsAsPlanned: false, "not in the plan")));
        List<RankCheck> differences = [.. checks.Where(check => !check.IsAsPlanned)];
        return new PlacementResult
        {
            IsAsPlanned = differences.Count == 0,
            RankCount = command.Plan.Ranks,
            Differences = differences,
            Ranks = checks,
            Mpi = command.Mpi,
            Command = command,
        };

        // Where the plan names no host, any will do for a node of it, but one only.
        string Expected(RankPlacement planned, SeenRank actual)
        {
            if (areHostsNamed) return planned.HostName;
            if (actualHosts.TryGetValue(planned.HostName, out string? host)) return host;
            return actualHosts[planned.HostName] = actual.HostName;
        }
    }

    private static RankCheck Check(
        RankPlacement planned, IReadOnlyList<SeenRank> seen, Func<RankPlacement, SeenRank, string> expectedHost)
    {
        if (seen.Count == 0)
        {
            return new RankCheck(
                planned.Rank, planned.HostName, null, planned.Cpus, null, IsAsPlanned: false, "did not start");
        }
        SeenRank actual = seen[0];
        List<string> notes = [];
        if (seen.Count > 1) notes.Add($"started {seen.Count} times");
        if (!IsSameHost(expectedHost(planned, actual), actual.HostName)) notes.Add("other host");
        if (actual.Cpus is { } cpus && cpus != planned.Cpus) notes.Add(Describe(planned.Cpus, cpus));
        return new RankCheck(
            planned.Rank,
            planned.HostName,
            actual.HostName,
            planned.Cpus,
            actual.Cpus,
            notes.Count == 0,
            string.Join(", ", notes));
    }

    private static string Describe(string planned, string actual)
    {
        HashSet<int> plannedCpus =
        [
            .. CpuList.TryParse(planned) ?? [],
        ], actualCpus = [.. CpuList.TryParse(actual) ?? []];
        return plannedCpus.SetEquals(actualCpus) ? "same CPUs, other spelling"
            : actualCpus.IsProperSupersetOf(plannedCpus) ? "more CPUs than planned"
            : actualCpus.IsProperSubsetOf(plannedCpus) ? "fewer CPUs than planned"
            : "other CPUs";
    }

    /// <summary>Host names are compared without their domains; <c>localhost</c> is this machine.</summary>
    private static bool IsSameHost(string planned, string actual) =>
        Short(planned).Equals(Short(actual), StringComparison.OrdinalIgnoreCase)
        || (Short(planned) == "localhost"
            && Short(actual).Equals(Short(Environment.MachineName), StringComparison.OrdinalIgnoreCase));

    private static string Short(string host) => System.Net.IPAddress.TryParse(host, out _) ? host : host.Split('.')[0];
}
