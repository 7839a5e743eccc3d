using System.Collections;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Views;

/// <summary>What only the table and list views say; called by <c>RelionPS.Format.ps1xml</c>.</summary>
public static class ViewText
{
    /// <summary>A decision's value; bytes in a readable unit.</summary>
    public static string DecisionValue(Decision? decision) => decision?.ValueText ?? "-";

    /// <summary>
    /// The text in lines no wider than the width, broken between words where it can be; the engine itself breaks within
    /// them.
    /// </summary>
    public static string Wrap(string? text, int width)
    {
        var lines = new List<string> { "" };
        foreach (string word in (text ?? "").Split(' '))
        {
            string line = lines[^1];
            if (line.Length == 0) lines[^1] = word;
            else if (line.Length + 1 + word.Length <= width) lines[^1] = $"{line} {word}";
            else lines.Add(word);
        }
        return string.Join('\n', lines);
    }

    /// <summary>
    /// Where a rule is from, in a narrow column: the guide with its sections; of others the name and version, while the
    /// list view has all of it.
    /// </summary>
    public static string Origin(string? source, int width) => source is null ? "-"
        : source.StartsWith("guide", StringComparison.Ordinal) ? Wrap(source, width)
        : Wrap(string.Join(' ', source.Split(' ').Take(2)), width);

    /// <summary>The text where it is no wider than the width, else its beginning.</summary>
    public static string Clip(string? text, int width) =>
        text is null ? "-" : text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");

    /// <summary>What a search's settings differ by, a line each.</summary>
    public static string Axes(SearchPlan plan, int width) =>
        string.Join('\n', plan.Axes.Select(axis => Clip(axis.ToString(), width)));

    /// <summary>The most frequent reasons, a line each, and how many settings have others.</summary>
    /// <param name="reasons">The reasons, the most frequent first.</param>
    /// <param name="most">Lines at most.</param>
    /// <param name="width">Width of a line.</param>
    public static string Reasons(IEnumerable<SearchReason>? reasons, int most, int width)
    {
        SearchReason[] all = [.. reasons ?? []];
        if (all.Length <= most) return string.Join('\n', all.Select(reason => Clip(reason.ToString(), width)));
        SearchReason[] shown = all[..(most - 1)];
        return string.Join('\n',
        [
            .. shown.Select(reason => Clip(reason.ToString(), width)),
            FormattableString.Invariant($"{all.Skip(shown.Length).Sum(reason => reason.Count)} × other reasons"),
        ]);
    }

    /// <summary>What was found of a run, and below it what to do, in lines no wider than the width.</summary>
    public static string FoundAndRemedy(RunFinding? finding, int width) => finding is null ? "-"
        : finding.Remedy.Length == 0 ? Wrap(finding.Found, width)
        : $"{Wrap(finding.Found, width)}\n{Wrap("> " + finding.Remedy, width)}";

    /// <summary>What was found and what is wanted, and below it what to do where a rule is not met.</summary>
    public static string FoundAndWanted(Finding? finding, int width) => finding is null ? "-"
        : finding.Status is FindingStatus.Warn or FindingStatus.Fail && finding.Remedy is { Length: > 0 } remedy
            ? $"{Both(finding, width)}\n{Wrap("> " + remedy, width)}"
            : Both(finding, width);

    private static string Both(Finding finding, int width) =>
        Wrap($"{finding.Found}; wanted {finding.Wanted}", width);

    /// <summary>
    /// A benchmark's name, and below it the root name of its results: by that, commands of one name are told apart.
    /// </summary>
    public static string BenchmarkName(BenchmarkResult? result, int width)
    {
        if (result is null) return "-";
        string root = Path.GetRelativePath(result.Command.WorkingDirectory, result.OutputRoot);
        if (root.StartsWith("..", StringComparison.Ordinal)) root = result.OutputRoot;
        if (root.Length > width) root = string.Concat("…", root.AsSpan(root.Length - width + 1));
        return $"{Wrap(result.Name, width)}\n{root}";
    }

    /// <summary>The folder that a run's folder is in: two projects have runs of the same name.</summary>
    public static string RunPlace(RefineRun? run) =>
        Path.GetDirectoryName(Path.GetDirectoryName(run?.OutputRoot)) ?? "-";

    /// <summary>Variables as <c>NAME=value</c>, separated by blanks; a dash where there are none.</summary>
    public static string Variables(IDictionary? variables) =>
        Quantity.List(
            (variables ?? new Hashtable())
                .Cast<DictionaryEntry>()
                .Select(variable => $"{variable.Key}={variable.Value}"));

    /// <summary>Seconds of iterations, separated by blanks.</summary>
    public static string Iterations(IEnumerable<IterationTime>? iterations) =>
        Quantity.List(iterations?.Select(iteration => Quantity.Seconds(iteration.Seconds)));

    /// <summary>All times of a benchmark, separated by blanks.</summary>
    public static string AllSeconds(IEnumerable<double>? seconds) =>
        Quantity.List(seconds?.Select(value => Quantity.Seconds(value)));

    /// <summary>The largest part of a rank's peak, and below it what the rank needs on a GPU.</summary>
    public static string Dominant(RankMemory rank) => Wrap(rank.Dominant, 24)
        + (rank.GpuBytes is { } bytes ? $"\non a GPU: {Quantity.Bytes(bytes)}" : "");

    /// <summary>
    /// What a rank holds in a step, by name; empty for ranks that do not take part in it. No step is over the peak.
    /// </summary>
    public static string Step(RankMemory rank, string step) =>
        rank.Steps.FirstOrDefault(held => held.Step.ToString() == step) is { } found ? Quantity.Bytes(found.Bytes) : "";
}
