using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Continued;

/// <summary>
/// What a run's files hold of its options at an iteration: a command that goes on does not have them, and its plan and
/// memory depend on them.
/// </summary>
internal static class RememberedOptions
{
    /// <summary>The options, by what the files of the iteration say.</summary>
    /// <exception cref="RelionException">A file can't be read.</exception>
    public static RefineOptions Of(StartingPoint start)
    {
        StarBlock optimiser = start.Optimiser.General, model = start.Model.General;
        StarBlock sampling = Sampling(start);
        double pixel = ModelFile.Known(model, "rlnPixelSize") ?? 1;
        bool is3D = ModelFile.Known(model, "rlnReferenceDimensionality") is not 2;
        int? order = OrderOf(start);
        int? local = order is { } fine ? Local(model, fine) : null;
        var further = new List<string>();
        if (start.Optimiser.IsAutoRefine) further.Add(OptionTable.AutoRefine);
        if (start.Optimiser.IsGradient) further.Add(OptionTable.Gradient);
        if (!SetPaths.IsNone(optimiser.TextOrNull("rlnSolventMask2Name"))) further.Add(OptionTable.SecondSolventMask);
        return new RefineOptions
        {
            InputStar = Path.GetFileName(start.DataPath),
            Reference = is3D ? Path.GetFileName(start.MapPaths[0]) : null,
            Padding = ModelFile.Known(model, "rlnPaddingFactor"),
            ClassCount = (int?)ModelFile.Known(model, "rlnNrClasses"),
            HealpixOrder = local ?? order,
            PsiStep = local is null && ModelFile.Known(sampling, "rlnPsiStep") is > 0 and var step ? step : null,
            OffsetRange = ModelFile.Known(sampling, "rlnOffsetRange") / pixel,
            OffsetStep = ModelFile.Known(sampling, "rlnOffsetStep") / pixel,
            Symmetry = sampling.TextOrNull("rlnSymmetryGroup"),
            Oversampling = (int?)ModelFile.Known(optimiser, "rlnAdaptiveOversampleOrder"),
            ParticleDiameter = ModelFile.Known(optimiser, "rlnParticleDiameter"),
            SplitRandomHalves = start.ModelPaths.Count > 1,
            SolventCorrectFsc = ModelFile.Known(optimiser, "rlnDoSolventFscCorrection") is > 0,
            ZeroMask = ModelFile.Known(optimiser, "rlnDoZeroMask") is > 0,
            Mask = SetPaths.IsNone(optimiser.TextOrNull("rlnSolventMaskName"))
                ? null
                : Path.GetFileName(optimiser.Text("rlnSolventMaskName")),
            AdditionalArgument = further.Count > 0 ? further : null,
        };
    }

    /// <summary>The angular sampling of the iteration that is run; null in 2D.</summary>
    public static int? OrderOf(StartingPoint start) =>
        ModelFile.Known(start.Model.General, "rlnReferenceDimensionality") is 2
            ? null
            : (int?)ModelFile.Known(Sampling(start), "rlnHealpixOrder");

    private static StarBlock Sampling(StartingPoint start)
    {
        using StarFile file = StarFile.Open(start.SamplingPath);
        return file.Get("sampling_general");
    }

    /// <summary>
    /// The order at which a search of all orientations tries as many as a local one does, within three standard
    /// deviations of the particle's own (healpix_sampling.cpp, selectOrientationsWithNonZeroPriorProbability); null
    /// where the search is not local. A late iteration has an order whose orientations no memory would hold.
    /// </summary>
    private static int? Local(StarBlock model, int order)
    {
        if (ModelFile.Known(model, "rlnOrientationalPriorMode") is not > 0) return null;
        double tilt = Math.Max(
            ModelFile.Known(model, "rlnSigmaPriorRotAngle") ?? 0,
            ModelFile.Known(model, "rlnSigmaPriorTiltAngle") ?? 0);
        double psi = ModelFile.Known(model, "rlnSigmaPriorPsiAngle") ?? 0;
        if (tilt <= 0 || psi <= 0) return null;
        double cap = (1 - Math.Cos(Math.Min(Math.PI, 3 * tilt * Math.PI / 180))) / 2;
        double tried = Orientations(order) * cap * Math.Min(1, 6 * psi / 360);
        return Enumerable.Range(0, order).FirstOrDefault(one => Orientations(one) >= tried, order);

        // 12 · 4^order directions, and 6 · 2^order angles in the plane.
        static double Orientations(int order) => 72 * Math.Pow(8, order);
    }

    /// <summary>What is known of the data: the current size is that of the next iteration.</summary>
    public static DataSize DataOf(StartingPoint start, int particles)
    {
        StarBlock model = start.Model.General;
        int? box = (int?)ModelFile.Known(model, "rlnOriginalImageSize");
        return new DataSize(
            box,
            ModelFile.Known(model, "rlnPixelSize"),
            particles,
            CurrentSize: start.IsNextFinal ? box : (int?)ModelFile.Known(model, "rlnCurrentImageSize"))
        {
            ImageDimensions = (int?)ModelFile.Known(model, "rlnDataDimensionality"),
            HasFlatReference = ModelFile.Known(model, "rlnReferenceDimensionality") is 2,
        };
    }
}
