using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Data.Mrc;
using RelionPS.Data.Star;

namespace RelionPS.Studies.Comparison;

/// <summary>
/// Holds a result against a reference: matches the classes, lets RELION compute the curves, reads the tables, judges
/// (guide 5.5).
/// </summary>
internal sealed class ResultComparer(string imageHandler, ComparisonLimits limits, IReporter reporter)
{
    /// <exception cref="RelionException">Results that can't be compared: <c>RelionResultKindsDiffer</c>,
    /// <c>RelionClassCountsDiffer</c>, <c>RelionMapsDiffer</c>; files at fault.</exception>
    public async Task<ResultComparison> CompareAsync(
        ResultFiles reference, ResultFiles result, CancellationToken cancellationToken)
    {
        if (reference.Kind != result.Kind)
        {
            throw ComparisonErrors.ResultKindsDiffer(reference.Root, reference.Kind, result.Root, result.Kind);
        }
        if (reference.Maps.Count != result.Maps.Count)
        {
            throw ComparisonErrors.ClassCountsDiffer(
                reference.Root, reference.Maps.Count, result.Root, result.Maps.Count);
        }
        reporter.Verbose($"reference {reference.Maps[0]}, result {result.Maps[0]}");

        double[,] correlations = MapCorrelations.Compute(reference.Maps, result.Maps, cancellationToken);
        int[] matches = ClassMatching.Best(correlations);
        MrcHeader header;
        using (var reader = new MrcReader(reference.Maps[0])) header = reader.Header;
        ModelTable referenceModel = ModelTable.Read(
            reference.ModelPath), resultModel = ModelTable.Read(result.ModelPath);
        double pixelSize = header.PixelSize > 0 ? header.PixelSize : referenceModel.PixelSize
            ?? throw ComparisonErrors.PixelSizeUnknown(reference.Maps[0]);
        var grid = new Grid(header.Columns, pixelSize);
        var handler = new ImageHandler(imageHandler, reporter);

        var classes = new List<ClassComparison>();
        for (int index = 0; index < matches.Length; index++)
        {
            reporter.Progress(
                new ProgressReport(
                    "Comparing results",
                    $"FSC of class {index + 1} of {matches.Length}",
                    100.0 * index / matches.Length));
            IReadOnlyList<FscPoint> curve = await handler
                .FscAsync(reference.Maps[index], result.Maps[matches[index]], pixelSize, cancellationToken)
                .ConfigureAwait(false);
            classes.Add(
                Class(
                    reference,
                    result,
                    referenceModel,
                    resultModel,
                    index,
                    matches[index],
                    correlations[index, matches[index]],
                    curve,
                    grid));
        }
        HalfMapComparison? halves = await HalvesAsync(
            handler, reference, result, pixelSize, cancellationToken).ConfigureAwait(false);
        reporter.Progress(new ProgressReport("Comparing results", "particles", 100, IsCompleted: true));

        List<ComparisonCheck> checks =
        [
            .. classes.SelectMany(pair => ComparisonRules.OfClass(pair, classes.Count == 1, limits)),
        ];
        if (halves is not null) checks.Add(ComparisonRules.OfHalfMaps(halves, grid.Length, limits));
        ResultOrigin referenceOrigin = ResultOrigin.Of(reference), resultOrigin = ResultOrigin.Of(result);
        Dictionary<int, int> resultClassOf = classes.ToDictionary(
            pair => pair.ReferenceClass, pair => pair.ResultClass);
        return new ResultComparison
        {
            Reference = reference.Root,
            Result = result.Root,
            Kind = reference.Kind,
            Verdict = checks.TrueForAll(check => check.IsMet)
                ? ComparisonVerdict.Equivalent
                : ComparisonVerdict.Different,
            Reasons = ComparisonRules.Reasons(checks, classes),
            Notes = ResultOrigin.Notes(referenceOrigin, resultOrigin),
            ReferenceVersion = referenceOrigin.Version,
            ResultVersion = resultOrigin.Version,
            Checks = checks,
            ReferenceIteration = reference.Iteration,
            ResultIteration = result.Iteration,
            BoxSize = grid.Box,
            PixelSize = pixelSize,
            Classes = classes,
            HalfMaps = halves,
            Angles = Angles(reference, result, resultClassOf, pixelSize),
            Iterations = IterationComparer.Compare(reference.Models, result.Models, resultClassOf),
        };
    }

    private static ClassComparison Class(
        ResultFiles reference,
        ResultFiles result,
        ModelTable referenceModel,
        ModelTable resultModel,
        int row,
        int column,
        double correlation,
        IReadOnlyList<FscPoint> curve,
        Grid grid)
    {
        double? referenceResolution =
            referenceModel.ResolutionOf(row + 1), resultResolution = resultModel.ResolutionOf(column + 1);
        double limit = Math.Max(referenceResolution ?? 0, 2 * grid.PixelSize);
        return new ClassComparison
        {
            ReferenceClass = row + 1,
            ResultClass = column + 1,
            ReferenceMap = reference.Maps[row],
            ResultMap = result.Maps[column],
            LeastFsc = FscCurve.Least(curve, limit),
            LeastFscResolution = limit,
            Resolution0143 = FscCurve.Crossing(curve, 0.143),
            Resolution05 = FscCurve.Crossing(curve, 0.5),
            Correlation = correlation,
            ReferenceOccupancy = referenceModel.Occupancy(row + 1),
            ResultOccupancy = resultModel.Occupancy(column + 1),
            ReferenceResolution = referenceResolution,
            ResultResolution = resultResolution,
            ResolutionShellDifference = grid.Shell(resultResolution) - grid.Shell(referenceResolution),
            Fsc = curve,
        };
    }

    private static async Task<HalfMapComparison?> HalvesAsync(
        ImageHandler handler,
        ResultFiles reference,
        ResultFiles result,
        double pixelSize,
        CancellationToken cancellationToken)
    {
        if (reference.HalfMaps is not { } one || result.HalfMaps is not { } other) return null;
        IReadOnlyList<FscPoint> referenceFsc = await handler
            .FscAsync(one.First, one.Second, pixelSize, cancellationToken)
            .ConfigureAwait(false);
        IReadOnlyList<FscPoint> resultFsc = await handler
            .FscAsync(other.First, other.Second, pixelSize, cancellationToken)
            .ConfigureAwait(false);
        return new HalfMapComparison
        {
            ReferenceFsc = referenceFsc,
            ResultFsc = resultFsc,
            ReferenceResolution = FscCurve.Crossing(referenceFsc, 0.143),
            ResultResolution = FscCurve.Crossing(resultFsc, 0.143),
        };
    }

    private static AngleComparison? Angles(
        ResultFiles reference, ResultFiles result, Dictionary<int, int> resultClassOf, double pixelSize)
    {
        if (!File.Exists(reference.DataPath) || !File.Exists(result.DataPath)) return null;
        return ParticleComparer.Compare(
            ParticleTable.Read(reference.DataPath, pixelSize),
            ParticleTable.Read(result.DataPath, pixelSize),
            resultClassOf,
            Symmetry(reference));
    }

    private static string? Symmetry(ResultFiles files)
    {
        if (files.SamplingPaths.FirstOrDefault(File.Exists) is not { } path) return null;
        using StarFile file = StarFile.Open(path);
        return file.Find("sampling_general")?.TextOrNull("rlnSymmetryGroup");
    }

    /// <summary>The maps' grid.</summary>
    private sealed record Grid(int Box, double PixelSize)
    {
        /// <summary>Width of the box, in ångström.</summary>
        public double Length => Box * PixelSize;

        /// <summary>The shell of Fourier space that a resolution lies in.</summary>
        public int? Shell(double? resolution) => resolution is { } value ? (int)Math.Round(Length / value) : null;
    }
}
