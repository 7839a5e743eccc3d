using System.Globalization;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Memory;

/// <summary>
/// Finds what memory depends on in a refinement's options; what is not given has RELION's default (3.1.3,
/// ml_optimiser.cpp, parseInitial).
/// </summary>
internal static class RefinementSizes
{
    /// <summary>The size of the job; null where the box is not known.</summary>
    /// <param name="data">What is known of the data.</param>
    /// <param name="options">The program's options.</param>
    /// <param name="acceleration">The acceleration in use.</param>
    /// <param name="version">The program's version; null takes 3.1.</param>
    /// <param name="precision">Its precision as <c>--version</c> prints it; null takes double.</param>
    public static RefinementSize? Of(
        DataSize data, RefineOptions options, Acceleration acceleration, string? version, string? precision)
    {
        if (data.BoxSize is not { } box) return null;
        IReadOnlyList<string> further = options.AdditionalArgument ?? [];
        double pixel = data.PixelSize ?? 1;
        bool isAutoRefine = further.Contains(OptionTable.AutoRefine), hasVolumes = data.ImageDimensions == 3;
        GradientKind gradient = Gradient(further, options.SplitRandomHalves == true);
        bool is3D = hasVolumes
            || data.TiltCount is not null
            || further.Contains(OptionTable.FromNothing)
            || (options.Reference is not (null or "None") && data.HasFlatReference != true)
            || (options.InputStar is null && options.Reference is null && data.HasFlatReference != true);
        return new RefinementSize
        {
            BoxSize = box,
            PixelSize = pixel,
            Padding = options.Padding ?? 2,
            ClassCount = options.ClassCount ?? 1,
            IsAutoRefine = isAutoRefine,
            Is3D = is3D,
            HasVolumes = hasVolumes,
            TiltCount = data.TiltCount ?? 1,
            Gradient = gradient,
            MaskCount = (options.Mask is null or "None" ? 0 : 1)
                + (further.Contains(OptionTable.SecondSolventMask) ? 1 : 0),
            CorrectsFsc = isAutoRefine && options.SolventCorrectFsc == true && options.Mask is not (null or "None"),
            TransformsAtStart = MainVersion(version) >= 4,
            CurrentSize = data.CurrentSize
                ?? CurrentSizes.Last(
                    data.ExpectedResolution, isAutoRefine || gradient != GradientKind.None, box, pixel),
            FirstSize = CurrentSizes.First(options.InitialHighResolution, is3D, box, pixel),
            HealpixOrder = options.HealpixOrder ?? 2,
            PsiStep = options.PsiStep,
            Oversampling = options.Oversampling ?? 1,
            OffsetRange = options.OffsetRange ?? 6,
            OffsetStep = options.OffsetStep ?? 2,
            SymmetryOrder = SymmetryGroup.Order(options.Symmetry ?? "C1"),
            ShiftsOnTheFly = further.Contains(OptionTable.OnTheFlyShifts),
            Acceleration = acceleration,
            IsSinglePrecision = precision?.Contains("BASE=single", StringComparison.Ordinal) == true,
            CombinesThroughNetwork = options.CombineWeightsThroughNetwork == true,
            SkipsGridding = options.SkipGridding
                ?? (further.Contains(OptionTable.SkipGridding)
                    || (MainVersion(version) >= 4 && !further.Contains(OptionTable.DoGridding))),
            PrereadsImages = further.Contains(OptionTable.PrereadImages),
            ParticleCount = data.ParticleCount,
        };
    }

    private static GradientKind Gradient(IReadOnlyList<string> further, bool splitsHalves) =>
        further.Contains(OptionTable.Gradient)
            ? splitsHalves ? GradientKind.Momenta : GradientKind.PseudoHalves
            : further.Contains(OptionTable.OldGradient) ? GradientKind.RealMomentum : GradientKind.None;

    private static int MainVersion(string? version) =>
        int.TryParse(version?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int main) ? main : 3;
}
