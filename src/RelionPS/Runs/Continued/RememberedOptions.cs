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
        using StarFile file = StarFile.Open(start.SamplingPath);
        StarBlock sampling = file.Get("sampling_general");
        double pixel = ModelFile.Known(model, "rlnPixelSize") ?? 1;
        bool is3D = ModelFile.Known(model, "rlnReferenceDimensionality") is not 2;
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
            HealpixOrder = is3D ? (int?)ModelFile.Known(sampling, "rlnHealpixOrder") : null,
            PsiStep = ModelFile.Known(sampling, "rlnPsiStep") is > 0 and var step ? step : null,
            OffsetRange = ModelFile.Known(sampling, "rlnOffsetRange") / pixel,
            OffsetStep = ModelFile.Known(sampling, "rlnOffsetStep") / pixel,
            Symmetry = sampling.TextOrNull("rlnSymmetryGroup"),
            Oversampling = (int?)ModelFile.Known(optimiser, "rlnAdaptiveOversampleOrder"),
            ParticleDiameter = ModelFile.Known(optimiser, "rlnParticleDiameter"),
            SplitRandomHalves = start.ModelPaths.Count > 1,
            SolventCorrectFsc = ModelFile.Known(optimiser, "rlnDoSolventFscCorrection") is > 0,
            Mask = SetPaths.IsNone(optimiser.TextOrNull("rlnSolventMaskName"))
                ? null
                : Path.GetFileName(optimiser.Text("rlnSolventMaskName")),
            AdditionalArgument = further.Count > 0 ? further : null,
        };
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
