using System.Globalization;
using RelionPS.Core.Shell;

namespace RelionPS.Runs.Importing;

/// <summary>A batch system whose directives stand in the comments of a script. A new one is a row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">What its comments begin with.</param>
/// <param name="Read">Adds what a directive's words tell; the text is where they stand.</param>
/// <param name="Variables">The variables that it sets in the script, by what they are.</param>
internal sealed record BatchDialect(
    string Name,
    string Prefix,
    Func<IReadOnlyList<string>, StartFacts, string, StartFacts> Read,
    IReadOnlyDictionary<string, Func<StartFacts, int?>> Variables);

/// <summary>The directives of batch systems in a script's comments: nodes, ranks, and the folder.</summary>
internal static class BatchDirectives
{
    private static readonly Wrapper Slurm = new(WrapperRole.Batch, "sbatch") { Options = Wrappers.OfSlurm };

    private static readonly Wrapper Lsf = new(WrapperRole.Batch, "bsub")
    {
        Options = [new(["-n"], StartFact.Ranks), new(["-nnodes"], StartFact.Nodes), new(["-cwd"], StartFact.Folder)],
    };

    private static readonly Wrapper Pbs = new(WrapperRole.Batch, "qsub")
    {
        Options = [new(["-d", "-w"], StartFact.Folder)],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatchDialect> All { get; } =
    [
        new(
            "Slurm", "#SBATCH", (words, facts, source) => StartReader.Options(words, Slurm, facts, source),
            new Dictionary<string, Func<StartFacts, int?>>
            {
                ["SLURM_NTASKS"] = RanksOf,
                ["SLURM_NPROCS"] = RanksOf,
                ["SLURM_NTASKS_PER_NODE"] = facts => facts.RanksPerNode?.Value,
                ["SLURM_CPUS_PER_TASK"] = facts => facts.CpusPerRank?.Value,
                ["SLURM_JOB_NUM_NODES"] = facts => facts.Nodes?.Value,
                ["SLURM_NNODES"] = facts => facts.Nodes?.Value,
            }),
        new(
            "PBS", "#PBS", OfPbs,
            new Dictionary<string, Func<StartFacts, int?>> { ["PBS_NP"] = RanksOf, ["PBS_NUM_NODES"] = NodesOf }),
        new(
            "Grid Engine", "#$", OfGridEngine,
            new Dictionary<string, Func<StartFacts, int?>> { ["NSLOTS"] = RanksOf }),
        new(
            "LSF", "#BSUB", OfLsf,
            new Dictionary<string, Func<StartFacts, int?>> { ["LSB_DJOB_NUMPROC"] = RanksOf }),
    ];

    /// <summary>What the comments of a script tell.</summary>
    public static StartFacts Read(ShellScript script)
    {
        StartFacts facts = StartFacts.None;
        foreach (ShellToken comment in script.Comments)
        {
            BatchDialect? dialect = All.FirstOrDefault(
                known => comment.Text.StartsWith(known.Prefix + " ", StringComparison.Ordinal));
            if (dialect is null) continue;
            // A directive is no command: no quotes to close, and no variables.
            string text = comment.Text[dialect.Prefix.Length..].Split(" #")[0];
            string[] words = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            string line = comment.Line.ToString(CultureInfo.InvariantCulture);
            facts = dialect.Read(words, facts, $"{dialect.Prefix}, line {line}");
        }
        return facts;
    }

    /// <summary>The value of a variable that the batch system sets; null for all others, and where nothing tells.
    /// </summary>
    public static string? Variable(string name, StartFacts facts) => All
        .Select(dialect => dialect.Variables.GetValueOrDefault(name)?.Invoke(facts))
        .FirstOrDefault(value => value is not null)
        ?.ToString(CultureInfo.InvariantCulture);

    private static int? RanksOf(StartFacts facts) => facts.AllRanks?.Value;

    private static int? NodesOf(StartFacts facts) => facts.Nodes?.Value;

    /// <summary><c>-l nodes=2:ppn=16</c>, and <c>-l select=2:ncpus=32:mpiprocs=8</c>.</summary>
    private static StartFacts OfPbs(IReadOnlyList<string> words, StartFacts facts, string source)
    {
        facts = StartReader.Options(words, Pbs, facts, source);
        for (int at = 0; at + 1 < words.Count; at++)
        {
            if (words[at] != "-l") continue;
            foreach (string pair in words[at + 1].Split(':', ','))
            {
                StartFact fact = pair.Split('=')[0] switch
                {
                    "nodes" or "select" => StartFact.Nodes,
                    "ppn" or "mpiprocs" => StartFact.RanksPerNode,
                    "ompthreads" => StartFact.CpusPerRank,
                    _ => StartFact.None,
                };
                facts = facts.With(fact, [pair[(pair.IndexOf('=') + 1)..]], $"-l {pair}, {source}") ?? facts;
            }
        }
        return facts;
    }

    /// <summary><c>-pe mpi 16</c>.</summary>
    private static StartFacts OfGridEngine(IReadOnlyList<string> words, StartFacts facts, string source) =>
        words is ["-pe", _, var slots, ..] ? facts.With(StartFact.Ranks, [slots], $"-pe, {source}") ?? facts
        : words is ["-wd", var folder, ..] ? facts.With(StartFact.Folder, [folder], $"-wd, {source}") ?? facts
        : facts;

    /// <summary><c>-n 32 -R "span[ptile=8]"</c>.</summary>
    private static StartFacts OfLsf(IReadOnlyList<string> words, StartFacts facts, string source)
    {
        facts = StartReader.Options(words, Lsf, facts, source);
        const string mark = "ptile=";
        string? span = words.FirstOrDefault(word => word.Contains(mark, StringComparison.Ordinal));
        if (span is null) return facts;
        string tail = span[(span.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
        string number = string.Concat(tail.TakeWhile(char.IsAsciiDigit));
        return facts.With(StartFact.RanksPerNode, [number], $"{mark}, {source}") ?? facts;
    }
}
