using RelionPS.Core.Text;
using RelionPS.Libraries;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Whether the fast result is the right one (guide 5.5).</summary>
internal sealed class ComparisonSection : IReportSection
{
    public string Title => "Are the maps the same?";

    public IEnumerable<ReportBlock> Blocks(ReportContent content) => content.Of<ResultComparison>().SelectMany(Of);

    private static IEnumerable<ReportBlock> Of(ResultComparison comparison)
    {
        yield return new VerdictBlock(
            comparison.Verdict == ComparisonVerdict.Equivalent ? ReportTone.Good : ReportTone.Bad,
            comparison.Verdict.ToString(),
            comparison.Reasons);
        List<(string, string)> facts =
        [
            ("Reference", Name(comparison.Reference, comparison.ReferenceIteration)),
            ("Result", Name(comparison.Result, comparison.ResultIteration)),
            ("Maps", FormattableString.Invariant($"{comparison.BoxSize} px of {comparison.PixelSize:0.####} Å")),
        ];
        if (comparison.Notes.Count > 0) facts.Add(("Made otherwise", string.Join(" ", comparison.Notes)));
        if (comparison.Angles is { } angles) facts.Add(("Particles", angles.ToString()));
        yield return new FactsBlock(facts);
        yield return new TableBlock(
            "Matched classes; the FSC is RELION's own",
            [
                "Reference#",
                "Result#",
                "Least FSC#",
                "up to Å#",
                "0.5 at Å#",
                "0.143 at Å#",
                "Correlation#",
                "Share of reference#",
                "Share of result#",
            ],
            [.. comparison.Classes.Select(pair => (IReadOnlyList<string>)
            [
                Quantity.Value(pair.ReferenceClass), Quantity.Value(pair.ResultClass),
                Quantity.Decimals(pair.LeastFsc, 6), Quantity.Decimals(pair.LeastFscResolution, 2),
                Crossing(pair.Resolution05), Crossing(pair.Resolution0143), Quantity.Decimals(pair.Correlation, 6),
                Quantity.Percent(pair.ReferenceOccupancy), Quantity.Percent(pair.ResultOccupancy),
            ])]);
        yield return new ChartBlock(
            Curves(
                "Fourier shell correlation of each class with its reference",
                [.. comparison.Classes.Select(pair => ($"class {pair.ReferenceClass}", pair.Fsc))]));
        if (comparison.HalfMaps is { } halves)
        {
            yield return new ChartBlock(
                Curves(
                    "Half-maps of each run against each other, unmasked",
                    [("reference", halves.ReferenceFsc), ("result", halves.ResultFsc)]));
        }
        if (comparison.Iterations.Count > 1)
        {
            yield return new ChartBlock(new LineChart("Resolution of both runs by iteration", "iteration", "ångström",
            [
                new ChartLine("reference", Points(comparison, iteration => iteration.ReferenceResolution)),
                new ChartLine("result", Points(comparison, iteration => iteration.ResultResolution))
                {
                    IsDashed = true,
                },
            ])
            { HasWholeX = true });
        }
        yield return new TableBlock(
            "Checks",
            ["Met", "Check", "Of", "Found#", "Limit"],
            [
                .. comparison.Checks.Select(
                    check => (IReadOnlyList<string>)[
                        check.IsMet ? "yes" : "no", check.Name, check.Subject, check.Found, check.Limit,
                    ]),
            ])
        {
            SaysTone = true,
            Tones = [.. comparison.Checks.Select(check => check.IsMet ? ReportTone.Good : ReportTone.Bad)],
        };
    }

    private static LineChart Curves(
        string title, IReadOnlyList<(string Name, IReadOnlyList<FscPoint> Points)> curves) =>
        new(
            title,
            "spatial frequency, 1/Å",
            "FSC",
            [
                .. curves.Select(
                    curve => new ChartLine(
                        curve.Name,
                        [
                            .. curve.Points
                                .Where(point => !double.IsNaN(point.Correlation))
                                .Select(point => (point.Frequency, point.Correlation)),
                        ])),
            ])
        {
            Marks = [(0.143, "0.143"), (0.5, "0.5")],
            YRange = (
                Math.Min(
                    0,
                    curves
                        .SelectMany(curve => curve.Points)
                        .Where(point => !double.IsNaN(point.Correlation))
                        .Select(point => point.Correlation)
                        .DefaultIfEmpty(0)
                        .Min()),
                1.05),
        };

    private static List<(double, double)> Points(
        ResultComparison comparison, Func<IterationComparison, double?> value) =>
        [
            .. comparison.Iterations
                .Where(iteration => value(iteration) is < 999)
                .Select(iteration => ((double)iteration.Iteration, value(iteration)!.Value)),
        ];

    private static string Crossing(double? resolution) =>
        resolution is null ? "never" : Quantity.Decimals(resolution, 2);

    private static string Name(string root, int? iteration) =>
        iteration is { } number ? $"{root}, iteration {number}" : $"{root}, final map";
}
