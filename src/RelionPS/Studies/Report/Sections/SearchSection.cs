using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>What a search tried, and what it found.</summary>
internal sealed class SearchSection : IReportSection
{
    public string Title => "Search";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        foreach (SearchResult result in content.Of<SearchResult>())
        {
            yield return new FactsBlock(
            [
                ("Best", result.Setting),
                ("How sure", result.Confidence),
                (
                    "Cost",
                    string.Create(CultureInfo.InvariantCulture,
                        $"{result.CandidateCount} settings, {result.PrunedCount} of them pruned before any run; "
                        + $"{result.NewRuns + result.ResumedRuns} runs took {result.CostSeconds:0} s")),
                .. result.Places.Count > 0
                    ? [("Places", string.Join("; ", result.Places))]
                    : Array.Empty<(string, string)>(),
                ("Journal", result.JournalPath),
            ]);
            if (PlanDifferences.Table(
                "What the best setting changes",
                [("The plan it started from", result.Start), ("The best", result.Command)]) is { } changes)
            {
                yield return changes;
            }
            foreach (ReportBlock block in Of(result.Trials)) yield return block;
        }
        if (content.Of<SearchTrial>() is { Count: > 0 } trials)
        {
            foreach (ReportBlock block in Of(trials)) yield return block;
        }
    }

    private static IEnumerable<ReportBlock> Of(IReadOnlyList<SearchTrial> trials)
    {
        // Times on CPUs and on GPUs are of other numbers of threads, and stand apart.
        IGrouping<bool, SearchTrial>[] kinds = [.. trials.GroupBy(trial => trial.Acceleration == Acceleration.Gpu)];
        foreach (IGrouping<bool, SearchTrial> kind in kinds)
        {
            string on = kinds.Length < 2 ? "" : kind.Key ? " on GPUs" : " on CPUs";
            if (Heat([.. kind], on) is { } heat) yield return heat;
        }
        yield return new TableBlock(
            "Settings, the best first",
            ["Place#", "Setting", "Status", "Rung#", "Seconds#", "Over the best of the rung#", "Why no further"],
            [.. trials.OrderBy(trial => trial.Rank ?? int.MaxValue).Select(trial => (IReadOnlyList<string>)
            [
                Quantity.Value(trial.Rank), trial.Setting, trial.Status.ToString(), Quantity.Value(trial.Rung),
                trial.Seconds is null ? "-" : Quantity.Seconds(trial.Seconds),
                Quantity.Decimals(trial.Ratio, 3), trial.Reason ?? "",
            ])]);
    }

    /// <summary>
    /// Time by threads and pool, of the first rung that all came to: times of different rungs are of runs of different
    /// length. The best of the settings that
    /// share threads and pool counts.
    /// </summary>
    private static HeatBlock? Heat(IReadOnlyList<SearchTrial> trials, string on)
    {
        List<(int Threads, int Pool, double Seconds)> timed =
        [
            .. from trial in trials
               where trial.Command is not null
               let run = trial.Runs
                   .Where(run => run is { Rung: > 0, Status: SearchStatus.Completed })
                   .OrderBy(run => run.Rung)
                   .ThenBy(run => run.Round)
                   .FirstOrDefault()
               where run is { Rung: 1 }
               select (
                   trial.Command!.Plan.Ranks * trial.Command.Plan.ThreadsPerRank,
                   trial.Command.Plan.Pool,
                   run.Seconds),
        ];
        List<int> threads =
        [
            .. timed.Select(run => run.Threads).Distinct().Order(),
        ], pools = [.. timed.Select(run => run.Pool).Distinct().Order()];
        if (threads.Count * pools.Count < 2) return null;
        var values = new double?[threads.Count, pools.Count];
        foreach ((int thread, int pool, double seconds) in timed)
        {
            (int row, int column) = (threads.IndexOf(thread), pools.IndexOf(pool));
            values[row, column] = Math.Min(values[row, column] ?? double.PositiveInfinity, seconds);
        }
        return new HeatBlock(
            $"Seconds of the first rung{on}, by ranks × threads and pool; the best setting of each",
            "ranks × threads",
            "pool",
            [.. threads.Select(number => Quantity.Value(number))],
            [.. pools.Select(number => Quantity.Value(number))],
            values);
    }
}
