using RelionPS.Core.Text;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Report.Sections;

/// <summary>
/// All that is needed to run the same again, or to doubt it: from the record of each benchmark's last run.
/// </summary>
internal sealed class ProvenanceSection : IReportSection
{
    public string Title => "Provenance";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<string> labels = content.Labels();
        HashSet<string?> shown = [.. CommandSection.Shown(content).Select(one => one.Line)];
        foreach ((BenchmarkResult result, int index) in content
            .Of<BenchmarkResult>()
            .Select((result, index) => (result, index)))
        {
            RunRecord? record = content.Record(result.RecordPath);
            List<(string, string)> facts = [("Benchmark", labels[index])];
            if (record is not null)
            {
                facts.Add(
                    (
                        "Started",
                        FormattableString.Invariant(
                            $"{record.Run.StartedUtc:yyyy-MM-dd HH:mm:ss} UTC on {record.Host}")));
                facts.Add(("RELION", record.RelionVersion));
                if (record.Executable is { } program)
                {
                    facts.AddRange([("Program", program.Path), ("Its SHA-256", program.Sha256)]);
                }
                if (record.Launcher is { } launcher)
                {
                    facts.AddRange(
                        [("Launcher", $"{launcher.Path} {launcher.Version}"), ("Its SHA-256", launcher.Sha256)]);
                }
                facts.AddRange(
                    record.Inputs.Select(
                        input => (
                            $"Input {input.Role}",
                            InvariantText.Of(
                                $"{input.Path}, {input.Bytes} bytes, ",
                                $"of {input.ModifiedUtc:yyyy-MM-dd HH:mm:ss} UTC"))));
                facts.Add(("Folder", record.WorkingDirectory));
                facts.Add(("Module", $"RelionPS {record.ModuleVersion}"));
            }
            facts.Add(("Record", record is null ? "no record can be read" : result.RecordPath!));
            yield return new FactsBlock(facts);
            if (!shown.Contains(result.Command.CommandLine))
            {
                yield return new CodeBlock("Command", result.Command.CommandLine) { IsForCopying = true };
            }
            yield return new TableBlock(
                "Runs",
                ["Run", "Status", "Started, UTC", "Seconds#", "Exit code#", "Record"],
                [.. result.Runs.Select(run => (IReadOnlyList<string>)
                [
                    FormattableString.Invariant($"{(run.IsWarmup ? "warm-up " : "")}{run.Number}"),
                    run.Status.ToString(), FormattableString.Invariant($"{run.StartedUtc:yyyy-MM-dd HH:mm:ss}"),
                    Quantity.Seconds(run.Seconds), Quantity.Value(run.ExitCode),
                    Path.GetFileName(run.RecordPath) ?? "-",
                ])]);
        }
    }
}
