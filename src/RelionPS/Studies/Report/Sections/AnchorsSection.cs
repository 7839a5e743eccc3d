using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Times that others published, beside these.</summary>
internal sealed class AnchorsSection : IReportSection
{
    private const int AnchorClasses = 6;
    private const int AnchorIterations = 25;

    /// <summary>Class3D of EMPIAR-10028: 105,247 particles, 360 px, 1.34 Å a pixel, K = 6, 25 iterations.</summary>
    private static readonly (string Configuration, double Hours, string Source, string Note)[] Anchors =
    [
        (
            "1 node of 2 × 20 cores AVX-512, --cpu",
            4.7,
            "RELION, commit 88fbe212 (2018)",
            "threads only, --j 80 --pool 160"),
        ("2 nodes of the same", 2.6, "RELION, commit 88fbe212 (2018)", "4 ranks a node, --j 20 --pool 40"),
        ("4 nodes of the same", 1.4, "RELION, commit 88fbe212 (2018)", "4 ranks a node, --j 20 --pool 40"),
        ("8 nodes of the same", 1.0, "RELION, commit 88fbe212 (2018)", "about 1 h; 4 ranks a node, --j 20 --pool 40"),
        ("4 × V100", 1.2, "RELION issue 494", "GPUs"),
        (
            "1 × A10G, RELION 5.0",
            197.85 / 60,
            "clusterra.cloud",
            "GPU; gridding is skipped since 4.0, so not the same work as 3.1"),
        ("4 × A10G, RELION 5.0", 95.63 / 60, "clusterra.cloud", "GPUs; as above"),
    ];

    public string Title => "Published times";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<BenchmarkResult> results = content.Of<BenchmarkResult>();
        if (results.Count == 0) yield break;
        IReadOnlyList<string> labels = content.Labels();
        List<(BenchmarkResult Result, string Label)> own =
        [
            .. results.Zip(labels).Where(pair => IsSameJob(pair.First) && pair.First.MedianSeconds is not null),
        ];
        yield return new TextBlock(own.Count > 0
            ? "The runs of this report are the same job as the published ones: the Plasmodium ribosome, 105,247 "
                + "particles of 360 px, 6 classes, 25 iterations. A time is comparable where the version of RELION is "
                + "too: 4.0 and later skip the gridding correction that 3.1 does."
            : "None of the runs of this report is the published job (the Plasmodium ribosome, 105,247 particles of "
                + "360 px, 6 classes, 25 iterations), so its times are not comparable with these: a smaller set says "
                + "nothing about a larger one.");
        yield return new TableBlock(
            "Plasmodium ribosome, Class3D, published and own",
            ["Configuration", "Hours#", "Source", "Note"],
            [
                .. own.Select(
                    pair => (IReadOnlyList<string>)[
                        $"this report: {pair.Label}",
                        FormattableString.Invariant($"{pair.Result.MedianSeconds / 3600:0.00}"),
                        "measured",
                        $"RELION {pair.Result.RelionVersion}, {pair.Result.Command.Node.CpuModel}",
                    ]),
                .. Anchors.Select(
                    anchor => (IReadOnlyList<string>)[
                        anchor.Configuration, Quantity.Decimals(anchor.Hours, 2), anchor.Source, anchor.Note,
                    ]),
            ]);
    }

    private static bool IsSameJob(BenchmarkResult result) =>
        result.Name.Replace(" ", "", StringComparison.Ordinal) == "PlasmodiumRibosome"
            && result.Command.Options is { ClassCount: AnchorClasses, Iteration: AnchorIterations };
}
