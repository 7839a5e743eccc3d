using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Runs.Importing;

/// <summary>A number or a text, and where it stands.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Source">The option or directive, and its line.</param>
internal sealed record Told<T>(T Value, string Source);

/// <summary>What launchers, directives of batch systems and job files tell of how a run was started.</summary>
internal sealed record StartFacts
{
    /// <summary>Nothing is told.</summary>
    public static StartFacts None { get; } = new();

    /// <summary>All ranks, the leader among them.</summary>
    public Told<int>? Ranks { get; init; }

    /// <summary>Ranks on each node.</summary>
    public Told<int>? RanksPerNode { get; init; }

    /// <summary>The number of nodes.</summary>
    public Told<int>? Nodes { get; init; }

    /// <summary>CPUs for each rank.</summary>
    public Told<int>? CpusPerRank { get; init; }

    /// <summary>Names of the hosts.</summary>
    public Told<IReadOnlyList<string>>? Hosts { get; init; }

    /// <summary>A file of hosts' names.</summary>
    public Told<string>? HostFile { get; init; }

    /// <summary>The folder that the program starts in.</summary>
    public Told<string>? Folder { get; init; }

    /// <summary>Variables that the launcher hands to the ranks, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>All ranks, counted from nodes where they are told by the node; null where nothing tells.</summary>
    public Told<int>? AllRanks => Ranks
        ?? (RanksPerNode is { } each && Nodes is { } nodes
            ? new Told<int>(each.Value * nodes.Value, $"{each.Source}; {nodes.Source}")
            : null);

    /// <summary>What these tell, and where they tell nothing, the others.</summary>
    public StartFacts Or(StartFacts others) => new()
    {
        Ranks = Ranks ?? others.Ranks,
        RanksPerNode = RanksPerNode ?? others.RanksPerNode,
        Nodes = Nodes ?? others.Nodes,
        CpusPerRank = CpusPerRank ?? others.CpusPerRank,
        Hosts = Hosts ?? others.Hosts,
        HostFile = HostFile ?? others.HostFile,
        Folder = Folder ?? others.Folder,
        Variables = [.. others.Variables, .. Variables],
    };

    /// <summary>The facts with one more; the first of a kind stands. Null where the text is not of the kind.</summary>
    /// <param name="fact">The kind.</param>
    /// <param name="values">The option's words.</param>
    /// <param name="source">Where it stands.</param>
    public StartFacts? With(StartFact fact, IReadOnlyList<string> values, string source)
    {
        string value = values.Count > 0 ? values[0] : "";
        switch (fact)
        {
            case StartFact.Ranks:
                return Number(value) is { } ranks ? this with { Ranks = Ranks ?? new(ranks, source) } : null;
            case StartFact.RanksPerNode:
                return Number(value) is { } perNode
                    ? this with { RanksPerNode = RanksPerNode ?? new(perNode, source) }
                    : null;
            case StartFact.Nodes:
                // Slurm takes the least and the most, of which a job may get either.
                return Number(value.Split('-')[0]) is { } nodes
                    ? this with { Nodes = Nodes ?? new(nodes, source) }
                    : null;
            case StartFact.CpusPerRank:
                return Number(value) is { } cpus ? this with { CpusPerRank = CpusPerRank ?? new(cpus, source) } : null;
            case StartFact.Hosts:
                return Named(value) is { Count: > 0 } hosts ? this with { Hosts = Hosts ?? new(hosts, source) } : null;
            case StartFact.HostFile:
                return this with { HostFile = HostFile ?? new(value, source) };
            case StartFact.Folder:
                return this with { Folder = Folder ?? new(value, source) };
            case StartFact.Variable when value.Split('=', 2) is [var name, var set]:
                return this with { Variables = [.. Variables, KeyValuePair.Create(name, set)] };
            case StartFact.VariablePair when values.Count == 2:
                return this with { Variables = [.. Variables, KeyValuePair.Create(values[0], values[1])] };
            case StartFact.Mapping:
                string[] parts = value.Split(':');
                int at = Array.IndexOf(parts, "ppr");
                bool isOfNode = at >= 0 && at + 2 < parts.Length
                    && parts[at + 2].Equals("node", StringComparison.OrdinalIgnoreCase);
                return isOfNode && Number(parts[at + 1]) is { } ranksOfNode
                    ? this with { RanksPerNode = RanksPerNode ?? new(ranksOfNode, source) }
                    : this;
            default:
                return this;
        }
    }

    /// <summary>The names, without the number of slots behind each; null where they can't be told.</summary>
    private static IReadOnlyList<string>? Named(string text)
    {
        if (HostList.TryExpand(text) is not { } names) return null;
        string[] hosts = [.. names.Select(name => name.Split(':')[0]).Distinct()];
        return hosts.All(HostName.IsValid) ? hosts : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : null;
}
