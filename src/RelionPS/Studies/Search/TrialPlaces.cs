using System.Globalization;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Search;

/// <summary>
/// Where trials of a search run at the same time: sets of the nodes that the session has, as many of each as the plan
/// is for, and no node in two of them.
/// </summary>
internal sealed class TrialPlaces
{
    private TrialPlaces(IReadOnlyList<IReadOnlyList<string>> hosts, ProcessStarter? starter, string? reason) =>
        (Hosts, Starter, Reason) = (hosts, starter, reason);

    /// <summary>One place: the nodes that the commands are for.</summary>
    public static TrialPlaces One { get; } = new([], null, null);

    /// <summary>The hosts of each place; none where there is one, and commands run as they are.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Hosts { get; }

    /// <summary>What starts the threads-only program on a host; null where none is tried.</summary>
    public ProcessStarter? Starter { get; }

    /// <summary>
    /// How trials share the nodes, and what to know of it; why they do not, where there are nodes for more; null where
    /// there is nothing to say.
    /// </summary>
    public string? Reason { get; }

    /// <summary>Trials at the same time, 1 or more.</summary>
    public int Count => Math.Max(1, Hosts.Count);

    /// <summary>The nodes of each place in words; empty for one.</summary>
    public IReadOnlyList<string> Names => [.. Hosts.Select(place => string.Join(',', place))];

    /// <summary>The nodes of a place; null where there is one.</summary>
    public string? Name(int place) => Hosts.Count == 0 ? null : Names[place];

    /// <summary>
    /// The places that the hosts of a plan make, or those of the session's allocation where the plan names none.
    /// </summary>
    /// <param name="candidates">The settings, the plan that the search starts from first.</param>
    /// <param name="allocation">The session's hosts; null where no scheduler gave any.</param>
    /// <param name="limit">Trials at the same time at most; null for as many as there are nodes for.</param>
    public static TrialPlaces Of(IReadOnlyList<Candidate> candidates, Allocation? allocation, int? limit)
    {
        Candidate start = candidates[0];
        PlanRequest plan = start.Request.Plan;
        IReadOnlyList<string> hosts = Distinct(plan.Hosts.Count > 0 ? plan.Hosts : allocation?.Hosts ?? []);
        int nodes = start.Command!.Plan.NodeCount;
        int most = hosts.Count / nodes;
        if (most < 2) return One;
        if (limit == 1) return new TrialPlaces([], null, $"{Nodes(hosts.Count)}, one trial at a time: -ThrottleLimit");
        bool hasProcess = candidates.Any(one => one is { PrunedReason: null, Command.Plan.UsesMpi: false });
        ProcessStarter? starter = hasProcess ? ProcessStarter.Of(start.Request) : null;
        if (hasProcess && starter is null)
        {
            return new TrialPlaces(
                [], null, $"{Nodes(hosts.Count)}, one trial at a time: no launcher is known that starts the "
                + "threads-only program on another node; name it with New-RelionRefineCommand -Mpi, or try -Mpi Auto "
                + "alone");
        }
        int count = Math.Min(most, limit ?? most);
        IReadOnlyList<string>[] places =
            [.. hosts.Chunk(nodes).Take(count).Select(place => (IReadOnlyList<string>)place)];
        int idle = hosts.Count - count * nodes;
        string left = idle > 0 ? $", {Text(idle)} of {Text(hosts.Count)} idle" : "";
        return new TrialPlaces(
            places, starter,
            $"{Text(count)} trials side by side, {Nodes(nodes)} each{left}: settings change places from round to "
            + "round, and what nodes differ by is taken out of their times; all read and write the same file system at "
            + "the same time, so settings that differ in reading are better compared with -ThrottleLimit 1");
    }

    /// <summary>
    /// Each host once: a name in capitals, or without its domain, is the same node, and no node is to be in two places.
    /// </summary>
    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> hosts) =>
        [.. hosts.DistinctBy(Label, StringComparer.OrdinalIgnoreCase)];

    private static string Label(string host) => HostName.IsAddress(host) ? host : host.Split('.')[0];

    private static string Nodes(int count) => $"{Text(count)} node{(count == 1 ? "" : "s")}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
