using System.Globalization;
using System.Numerics;
using RelionPS.Nodes.Profile;

namespace RelionPS.UnitTests.Refinement.Launchers;

/// <summary>
/// What each launcher does with its options, written from the launchers' documentation and from what they were seen to
/// do, not from the renderers: from
/// tokens, environment and files back to rank, host and CPUs.
/// </summary>
internal static class LauncherModel
{
    private delegate IEnumerable<RankPlacement> Model(RefineCommand command, NodeProfile node);

    private static readonly Dictionary<string, Model> Models = new(StringComparer.Ordinal)
    {
        ["IntelMpi"] = IntelMpi,
        ["OpenMpi"] = OpenMpi,
        ["Mpich"] = Mpich,
        ["SlurmSrun"] = SlurmSrun,
    };

    /// <summary>The placement that the launcher would make on nodes like this one.</summary>
    public static IReadOnlyList<RankPlacement> Placement(RefineCommand command, NodeProfile node) =>
        [.. Models[command.Mpi](command, node).OrderBy(rank => rank.Rank)];

    /// <summary>
    /// Intel MPI: -perhost ranks a host in turn, round and round; domain i of the host's usable CPUs, siblings and
    /// sockets together, for its i-th rank.
    /// </summary>
    private static IEnumerable<RankPlacement> IntelMpi(RefineCommand command, NodeProfile node)
    {
        string[] hosts = Value(command, "-hosts") is { } list
            ? list.Split(',')
            : [.. File(command, "-hostfile").Select(line => line.Split(':')[0])];
        int perHost = Number(command, "-perhost"), ranks = Number(command, "-np");
        string domain = (string)command.Environment["I_MPI_PIN_DOMAIN"]!;
        string[] sets = domain.StartsWith('[')
            ? [.. domain.Trim('[', ']').Split(',').Select(mask => Mask(mask))]
            : [
                .. InOrder(node)
                    .SelectMany(core => core)
                    .Chunk(int.Parse(domain, CultureInfo.InvariantCulture))
                    .Where(set => set.Length.ToString(CultureInfo.InvariantCulture) == domain)
                    .Select(CpuList.Format),
            ];
        return Take([.. Enumerable.Range(0, ranks).Select(rank => hosts[rank / perHost % hosts.Length])], sets);
    }

    /// <summary>
    /// Open MPI: as many ranks on a host as it has slots; PE cores for each in turn, or the cores of the rank file,
    /// counted among the usable ones.
    /// </summary>
    private static IEnumerable<RankPlacement> OpenMpi(RefineCommand command, NodeProfile node)
    {
        IReadOnlyList<IReadOnlyList<int>> cores = InOrder(node);
        string? rankFile = Value(command, "--rankfile")
            ?? (Value(command, "--map-by") is { } mapping
                && mapping.StartsWith("rankfile:file=", StringComparison.Ordinal)
                ? mapping["rankfile:file=".Length..]
                : null);
        Assert.Equal("core:overload-allowed", Value(command, "--bind-to"));
        if (rankFile is not null)
        {
            return Lines(command, rankFile).Select(line => line.Split(' ', '=')).Select(words => new RankPlacement(
                int.Parse(words[1], CultureInfo.InvariantCulture),
                words[2],
                CpuList.Format(CpuList.TryParse(words[4])!.SelectMany(core => cores[core]))));
        }
        IEnumerable<string[]> slots = Value(command, "--host") is { } list
            ? list.Split(',').Select(host => host.Split(':'))
            : File(command, "--hostfile").Select(line => line.Split(" slots="));
        int size = int.Parse(Value(command, "--map-by")!.Split("slot:PE=")[1], CultureInfo.InvariantCulture);
        string[] sets =
        [
            .. cores
                .Chunk(size)
                .Where(set => set.Length == size)
                .Select(set => CpuList.Format(set.SelectMany(core => core))),
        ];
        return Take([.. Slots(slots).Take(Number(command, "-np"))], sets);
    }

    /// <summary>
    /// Hydra: host:n, the sets of user: in turn on each host; a rank after the last set is not bound.
    /// </summary>
    private static IEnumerable<RankPlacement> Mpich(RefineCommand command, NodeProfile node)
    {
        IEnumerable<string[]> slots = (Value(command, "-hosts")?.Split(',') ?? File(command, "-f")).Select(
            host => host.Split(':'));
        string[] sets =
        [
            .. Value(command, "-bind-to")!
                .Split("user:")[1]
                .Split(',')
                .Select(
                    set => CpuList.Format(set.Split('+').Select(cpu => int.Parse(cpu, CultureInfo.InvariantCulture)))),
        ];
        return Take([.. Slots(slots).Take(Number(command, "-n"))], [.. sets, "unbound"]);
    }

    /// <summary>srun: a line of SLURM_HOSTFILE a rank, the masks in turn on each host.</summary>
    private static IEnumerable<RankPlacement> SlurmSrun(RefineCommand command, NodeProfile node)
    {
        Assert.Contains("--distribution=arbitrary", command.LauncherArguments);
        string[] hosts = Lines(command, (string)command.Environment["SLURM_HOSTFILE"]!);
        Assert.Equal(Number(command, "-n"), hosts.Length);
        string masks = command.LauncherArguments
            .Single(token => token.StartsWith("--cpu-bind=mask_cpu:", StringComparison.Ordinal))
            .Split(':')[1];
        return Take(hosts, [.. masks.Split(',').Select(mask => Mask(mask[2..]))]);
    }

    private static IEnumerable<RankPlacement> Take(IReadOnlyList<string> hostOfRank, string[] sets)
    {
        var taken = new Dictionary<string, int>();
        for (int rank = 0; rank < hostOfRank.Count; rank++)
        {
            int local = taken.GetValueOrDefault(hostOfRank[rank]);
            taken[hostOfRank[rank]] = local + 1;
            yield return new RankPlacement(rank, hostOfRank[rank], sets[local % sets.Length]);
        }
    }

    private static IEnumerable<string> Slots(IEnumerable<string[]> hosts) =>
        hosts.SelectMany(host => Enumerable.Repeat(host[0], int.Parse(host[1], CultureInfo.InvariantCulture)));

    /// <summary>Usable cores in hwloc's order.</summary>
    private static IReadOnlyList<IReadOnlyList<int>> InOrder(NodeProfile node) =>
        [
            .. node.Cpus
                .Where(cpu => cpu.IsUsable)
                .GroupBy(cpu => (cpu.Socket, cpu.NumaNode, cpu.Core))
                .OrderBy(core => core.Key)
                .Select(core => core.Select(cpu => cpu.Id).ToList()),
        ];

    private static string Mask(string hexadecimal)
    {
        BigInteger mask = BigInteger.Parse("0" + hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return CpuList.Format(Enumerable.Range(0, (int)mask.GetBitLength()).Where(bit => !((mask >> bit) & 1).IsZero));
    }

    private static string? Value(RefineCommand command, string option)
    {
        int at = command.LauncherArguments.ToList().IndexOf(option);
        return at < 0 ? null : command.LauncherArguments[at + 1];
    }

    private static int Number(RefineCommand command, string option) =>
        int.Parse(Value(command, option)!, CultureInfo.InvariantCulture);

    private static string[] File(RefineCommand command, string option) => Lines(command, Value(command, option)!);

    private static string[] Lines(RefineCommand command, string path) =>
        command.LaunchFiles
            .Single(file => file.Path == path).Content
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
