using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The commands to copy, and how to do the same again.</summary>
internal sealed class CommandSection : IReportSection
{
    /// <summary>More lines than these push the results off the first pages; those stand with the provenance.</summary>
    private const int ShownLines = 6;

    /// <summary>Where the lines are to be kept for PowerShell.</summary>
    private const string FileName = "commands.sh";

    public string Title => "Commands";

    /// <summary>Those whose lines are in this section.</summary>
    public static IReadOnlyList<NamedCommand> Shown(ReportContent content) =>
        [.. content.Commands.Where((one, index) => index < ShownLines || !one.IsMeasured)];

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<NamedCommand> shown = Shown(content);
        if (shown.Count == 0) yield break;
        foreach (NamedCommand one in shown)
        {
            string caption = $"{one.Label} ({one.Role})";
            yield return one.Line is { Length: > 0 } line
                ? new CodeBlock(caption, line) { IsForCopying = true }
                : new TextBlock($"{caption}: its values can't stand in a line for bash.");
        }
        if (content.Commands.Count > shown.Count)
        {
            yield return new TextBlock(InvariantText.Of(
                $"{content.Commands.Count - shown.Count} more commands stand with the provenance."));
        }
        yield return new StepsBlock("To do the same again", Steps(content, shown));
        yield return new CodeBlock(
            $"The same in PowerShell, with the lines above in {FileName}", Again(content.Of<BenchmarkResult>()))
        {
            IsForCopying = true,
        };
    }

    private static List<string> Steps(ReportContent content, IReadOnlyList<NamedCommand> shown)
    {
        RunRecord[] records =
        [
            .. content.Of<BenchmarkResult>().Select(result => content.Record(result.RecordPath)).OfType<RunRecord>(),
        ];
        List<string> steps =
        [
            $"On the node {Each(shown, Node)}, or one like it",
            records.Select(Program).OfType<string>().Distinct().ToArray() is { Length: > 0 } programs
                ? $"With the program {ReportWords.And(programs)}"
                : $"With the program {Each(shown, one => one.Executable)}",
        ];
        steps.Add($"In the folder {Each(shown, one => one.WorkingDirectory)}");
        if (records.SelectMany(record => record.Inputs).Any())
        {
            steps.Add("With the same input files: their sizes and times stand with the provenance");
        }
        if (Seed(shown) is { } seed) steps.Add(seed);
        steps.Add("Paste a line into bash: it makes the folder of the results and sets the variables");
        return steps;
    }

    private static string Each(IReadOnlyList<NamedCommand> commands, Func<RefineCommand, string> part) =>
        ReportWords.And([.. commands.Select(one => part(one.Command)).Distinct()]);

    private static string Node(RefineCommand command) => command.Node.CpuModel is "" or "Unknown"
        ? command.Node.Name
        : $"{command.Node.Name} ({command.Node.CpuModel})";

    private static string? Program(RunRecord record) => record.Executable is { } program
        ? $"{program.Path} (RELION {record.RelionVersion}, SHA-256 {program.Sha256})"
        : null;

    /// <summary>RELION takes the time for a seed of -1, its default (ml_optimiser.cpp, initialiseWorkLoad).</summary>
    private static string? Seed(IReadOnlyList<NamedCommand> commands)
    {
        string[] without =
        [
            .. commands
                .Where(one => ArgumentReader.ValueOf(one.Command.Arguments, OptionTable.RandomSeed) is null or "-1")
                .Where(one => ArgumentReader.ValueOf(one.Command.Arguments, OptionTable.Continue) is null)
                .Select(one => one.Label),
        ];
        if (without.Length == 0) return null;
        string which = without.Length == commands.Count ? "" : $" for {ReportWords.And(without)}";
        return $"No random seed is given{which}: RELION takes the time, and the results of two runs differ a little. "
            + $"{OptionTable.RandomSeed} 1 fixes it";
    }

    private static string Again(IReadOnlyList<BenchmarkResult> results)
    {
        const string Read = $"Import-RelionRefineCommand ./{FileName}";
        if (results.Count == 0) return $"{Read} | Invoke-RelionRefine";
        int runs = Math.Max(1, results.Max(result => result.Runs.Count(run => !run.IsWarmup)));
        int warmups = results.Max(result => result.Runs.Count(run => run.IsWarmup));
        string measure = InvariantText.Of($"{Read} | Measure-RelionBenchmark -Repeat {runs}");
        if (warmups > 0) measure += InvariantText.Of($" -Warmup {warmups}");
        return results.Any(result => result.Comparison is not null) ? $"{measure} -Interleave" : measure;
    }
}
