using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>New runs against earlier ones.</summary>
internal sealed class HistorySection : IReportSection
{
    public string Title => "Have times changed?";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        foreach (BenchmarkChange change in content.Of<BenchmarkChange>())
        {
            yield return new VerdictBlock(
                change.Verdict switch
                {
                    BenchmarkVerdict.Slower => ReportTone.Bad,
                    BenchmarkVerdict.Faster => ReportTone.Good,
                    BenchmarkVerdict.TooFewRuns => ReportTone.Warn,
                    _ => ReportTone.Neutral,
                },
                change.Summary,
                [.. change.Differences, .. change.Notes, .. change.Shifts.Select(shift => shift.ToString())]);
        }
        IReadOnlyList<BenchmarkRecord> records = content.Of<BenchmarkRecord>();
        if (records.Count == 0) yield break;
        yield return new TableBlock(
            "Benchmarks of the history",
            ["Started", "Name", "Host", "Program", "Setting", "Runs#", "Median s#"],
            [.. records.Select(record => (IReadOnlyList<string>)
            [
                FormattableString.Invariant($"{record.StartedUtc:yyyy-MM-dd HH:mm}"), record.Name, record.Node.Host,
                record.Program.ToString(), record.Setting.ToString(), Quantity.Value(record.Runs.Count),
                Quantity.Seconds(record.MedianSeconds),
            ])]);
    }
}
