using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Planning;

/// <summary>The hosts that a scheduler gave to this session.</summary>
/// <param name="Hosts">Their names, each once, in the scheduler's order.</param>
/// <param name="Variable">The variable that names them.</param>
internal sealed record Allocation(IReadOnlyList<string> Hosts, string Variable)
{
    private const string Rule = "Allocation";

    /// <summary>
    /// Where each scheduler says it: Slurm in a list, LSF in words, the others in a file whose lines have hosts (PBS,
    /// OAR, Fujitsu's PJM, Cobalt: a line a node or a rank; Grid Engine: four columns).
    /// </summary>
    private static readonly (string Variable, Form Form)[] Sources =
    [
        ("SLURM_JOB_NODELIST", Form.List),
        ("PBS_NODEFILE", Form.File),
        ("LSB_MCPU_HOSTS", Form.Words),
        ("LSB_HOSTS", Form.Words),
        ("LSB_DJOB_HOSTFILE", Form.File),
        ("PE_HOSTFILE", Form.File),
        ("OAR_NODEFILE", Form.File),
        ("OAR_NODE_FILE", Form.File),
        ("OAR_FILE_NODES", Form.File),
        ("PJM_O_NODEINF", Form.File),
        ("COBALT_NODEFILE", Form.File),
    ];

    private enum Form
    {
        List,
        Words,
        File,
    }

    /// <summary>What is amiss with it.</summary>
    public IReadOnlyList<Decision> Notes { get; init; } = [];

    /// <summary>The same for a run that is one process on this machine: the other hosts idle.</summary>
    public Allocation ForOneProcess() => Hosts.Count < 2
        ? this
        : this with
        {
            Hosts = [],
            Notes =
            [
                .. Notes,
                Warn(
                    Variable, Hosts.Count, $"the run is one process on this machine, and {Hosts.Count - 1} of the "
                    + $"{Hosts.Count} hosts that {Variable} names idle: ask the scheduler for one node"),
            ],
        };

    /// <summary>The allocation; null where there is none.</summary>
    /// <param name="variable">Gives an environment variable's value.</param>
    /// <exception cref="RelionException"><c>RelionHostListInvalid</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static Allocation? Find(Func<string, string?> variable)
    {
        var notes = new List<Decision>();
        foreach ((string name, Form form) in Sources)
        {
            if (variable(name) is not { Length: > 0 } value) continue;
            if (form == Form.File && DirectoryEntry.Behind(value).Kind != EntryKind.File)
            {
                notes.Add(
                    Warn(
                        name,
                        value,
                        $"{name} names a file that can't be read here, and with it the job's hosts: name them with "
                        + $"-ComputerName"));
                continue;
            }
            IReadOnlyList<HostSlots> slots = form switch
            {
                Form.List => Listed(value),
                Form.Words => [.. HostLine.Parse(value)],
                _ => HostFile.ReadSlots(value),
            };
            if (slots.Count == 0) continue;
            IReadOnlyList<(string Host, int Slots)> hosts = Sum(slots);
            if (name.StartsWith("LSB_", StringComparison.Ordinal)) hosts = WithoutLaunchNode(hosts, name, notes);
            if (name.StartsWith("SLURM_", StringComparison.Ordinal)) notes.AddRange(OtherGroups(variable));
            return new Allocation([.. hosts.Select(host => host.Host)], name) { Notes = notes };
        }
        return notes.Count > 0 ? new Allocation([], notes[0].Name) { Notes = notes } : null;
    }

    private static IReadOnlyList<HostSlots> Listed(string list) =>
        [.. HostName.Expand(list).Select(name => new HostSlots(name, 1))];

    private static IReadOnlyList<(string Host, int Slots)> Sum(IReadOnlyList<HostSlots> slots) =>
    [
        .. slots.GroupBy(slot => slot.Host, StringComparer.OrdinalIgnoreCase)
            .Select(host => (host.First().Host, (int)Math.Min(int.MaxValue, host.Sum(slot => (long)slot.Slots)))),
    ];

    /// <summary>
    /// LSF lists the node that the job's script runs on first, with one slot, where it is none of those that compute.
    /// </summary>
    private static IReadOnlyList<(string Host, int Slots)> WithoutLaunchNode(
        IReadOnlyList<(string Host, int Slots)> hosts, string variable, List<Decision> notes)
    {
        if (hosts.Count < 2 || hosts[0].Slots != 1) return hosts;
        (string first, _) = hosts[0];
        if (hosts.Skip(1).All(host => host.Slots > 1))
        {
            notes.Add(new Decision(nameof(RunPlan.Hosts), first, Rule,
                $"'{first}' is left out: {variable} names it first, with one slot where the others have more, as LSF "
                + $"does with the node of the job's script",
                variable));
            return [.. hosts.Skip(1)];
        }
        notes.Add(Warn(variable, first,
            $"'{first}' is first in {variable} with one slot, and may be the node of the job's script alone; where it "
            + $"is, name the others with -ComputerName"));
        return hosts;
    }

    /// <summary>A plan is for one group of a heterogeneous job; the others would idle without a word.</summary>
    private static IEnumerable<Decision> OtherGroups(Func<string, string?> variable)
    {
        foreach (string kind in new[] { "HET", "PACK" })
        {
            if (!int.TryParse(variable($"SLURM_{kind}_SIZE"), out int groups) || groups < 2) continue;
            string[] others =
            [
                .. Enumerable.Range(0, groups)
                    .Select(group => variable($"SLURM_JOB_NODELIST_{kind}_GROUP_{group}"))
                    .OfType<string>(),
            ];
            string named = others.Length > 0 ? $" ({string.Join("; ", others)})" : "";
            yield return Warn($"SLURM_{kind}_SIZE", groups,
                $"the job has {groups} groups of nodes{named}, and SLURM_JOB_NODELIST has those of one: the nodes of "
                + $"the others idle; name all with -ComputerName");
            yield break;
        }
    }

    private static Decision Warn(string name, object value, string reason) =>
        new(name, value, Rule, reason, name, IsWarning: true);
}
