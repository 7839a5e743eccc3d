using RelionPS.Core.Text;
using RelionPS.Libraries;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Refinements by what they left: how they stand, their iterations and classes.</summary>
internal sealed class RunSection : IReportSection
{
    /// <summary>What RELION writes where it has no resolution: 999 Å.</summary>
    private const double NoResolution = 999;

    public string Title => "Runs";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<RefineRun> runs = content.Of<RefineRun>();
        if (runs.Count == 0) yield break;
        IReadOnlyList<string> labels = Labels(runs);
        yield return new TableBlock(
            "Refinements and how they stand",
            ["Status", "Run", "Kind", "Iteration#", "Resolution#", "Time#", "RELION", "Started, UTC"],
            [
                .. runs.Zip(labels).Select(pair => (IReadOnlyList<string>)
                [
                    pair.First.Status.ToString(), pair.Second, pair.First.Kind.ToString(), Iteration(pair.First),
                    Quantity.Angstrom(pair.First.Resolution), Quantity.Duration(pair.First.Time),
                    pair.First.RelionVersion ?? "-", InvariantText.Of($"{pair.First.StartedUtc:yyyy-MM-dd HH:mm}"),
                ]),
            ])
        {
            SaysTone = true,
            Tones = [.. runs.Select(run => Tone(run.Status))],
        };
        foreach (ReportBlock chart in Charts(runs, labels)) yield return chart;
        foreach ((RefineRun run, string label) in runs.Zip(labels))
        {
            foreach (ReportBlock block in Of(run, label)) yield return block;
        }
    }

    /// <summary>How a run's status is marked.</summary>
    public static ReportTone Tone(RefineRunStatus status) => status switch
    {
        RefineRunStatus.Completed => ReportTone.Good,
        RefineRunStatus.Running => ReportTone.Neutral,
        RefineRunStatus.Failed => ReportTone.Bad,
        _ => ReportTone.Warn,
    };

    /// <summary>Runs of one name are told apart by their paths.</summary>
    public static IReadOnlyList<string> Labels(IReadOnlyList<RefineRun> runs) =>
        [.. runs.Select(run => runs.Count(other => other.Name == run.Name) > 1 ? run.OutputRoot : run.Name)];

    private static IEnumerable<ReportBlock> Charts(IReadOnlyList<RefineRun> runs, IReadOnlyList<string> labels)
    {
        ChartLine[] resolutions =
        [
            .. Lines(runs, labels, one => one.Resolution is < NoResolution ? one.Resolution : null),
        ];
        if (resolutions.Length > 0)
        {
            yield return new ChartBlock(
                new LineChart("Resolution after each iteration", "iteration", "ångström", resolutions)
                {
                    HasWholeX = true,
                });
        }
        ChartLine[] times = [.. Lines(runs, labels, one => one.Time?.TotalSeconds / Math.Max(1, one.Span))];
        if (times.Length > 0)
        {
            yield return new ChartBlock(
                new LineChart("Time of each iteration", "iteration", "seconds", times) { HasWholeX = true });
        }
    }

    private static IEnumerable<ChartLine> Lines(
        IReadOnlyList<RefineRun> runs, IReadOnlyList<string> labels, Func<RefineIteration, double?> value) =>
        runs.Zip(labels)
            .Select(pair => new ChartLine(
                pair.Second,
                [
                    .. pair.First.Iterations
                        .Where(one => value(one) is { } known && double.IsFinite(known))
                        .Select(one => ((double)one.Number, value(one)!.Value)),
                ]))
            .Where(line => line.Points.Count > 1);

    private static IEnumerable<ReportBlock> Of(RefineRun run, string label)
    {
        List<(string, string)> facts = [("Run", run.OutputRoot), ("How it stands", run.StatusReason)];
        if (run.BoxSize is { } box)
        {
            facts.Add((
                "Images",
                run.PixelSize is { } pixel
                    ? InvariantText.Of($"{box} px of {pixel:0.####} Å")
                    : InvariantText.Of($"{box} px")));
        }
        if (run.WorkingDirectory is { } folder) facts.Add(("Folder", folder));
        if (run.OptimiserPath is { } optimiser) facts.Add(("Goes on from", optimiser));
        if (run.RecordPath is { } record) facts.Add(("Record", record));
        facts.AddRange(run.GpuUse.Select(use => (
            $"GPU {string.Join(',', use.Numbers)}",
            $"{use.Model ?? "-"}, busy {Quantity.Decimals(use.MeanBusyPercent, 1)} %, "
            + $"peak memory {Quantity.Bytes(use.PeakMemoryBytes)}")));
        yield return new FactsBlock(facts);
        if (run.Classes.Count > 0)
        {
            yield return new TableBlock(
                InvariantText.Of($"{label}: classes after iteration {run.Iteration}"),
                ["Class#", "Particles#", "Resolution#", "Accuracy of angles#", "Map"],
                [
                    .. run.Classes.Select(one => (IReadOnlyList<string>)
                    [
                        Quantity.Value(one.Number), Quantity.Share(one.Distribution),
                        Quantity.Angstrom(one.Resolution), Degrees(one.AccuracyRotation),
                        one.MapPath is null ? "-" : Path.GetFileName(one.MapPath),
                    ]),
                ]);
        }
        if (run.Iterations.Count > 0)
        {
            bool hasFaults = run.Iterations.Any(one => one.Problem is not null);
            yield return new TableBlock(
                $"{label}: iterations",
                [
                    "Iteration#", "Time#", "Resolution#", "Current size, px#", "Changed class#", "Largest weight#",
                    .. hasFaults ? ["Fault"] : Array.Empty<string>(),
                ],
                [
                    .. run.Iterations.Select(one => (IReadOnlyList<string>)
                    [
                        Quantity.Value(one.Number), Quantity.Duration(one.Time), Quantity.Angstrom(one.Resolution),
                        Quantity.Value(one.CurrentSize), Quantity.Share(one.ChangeClasses),
                        Quantity.Decimals(one.AveragePmax, 3),
                        .. hasFaults ? [one.Problem ?? ""] : Array.Empty<string>(),
                    ]),
                ])
            {
                Tones =
                [
                    .. run.Iterations.Select(one => one.Problem is null ? ReportTone.Neutral : ReportTone.Bad),
                ],
            };
        }
        if (run.Arguments.Count > 0)
        {
            yield return new CodeBlock(
                $"{label}: options as RELION wrote them down", BashQuoting.JoinWords(run.Arguments))
            {
                IsForCopying = true,
            };
        }
    }

    private static string Iteration(RefineRun run) => run.IterationCount is { } all
        ? InvariantText.Of($"{run.Iteration} of {all}")
        : Quantity.Value(run.Iteration);

    private static string Degrees(double? angle) => angle is null ? "-" : $"{Quantity.Short(angle)}°";
}
