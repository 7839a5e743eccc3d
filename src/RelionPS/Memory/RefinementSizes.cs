using System.Globalization;
using RelionPS.Refine;

namespace RelionPS.Memory;

/// <summary>Finds what memory depends on in a refinement's options; what is not given has RELION's default (3.1.3, ml_optimiser.cpp, parseInitial).</summary>
internal static class RefinementSizes
{
    /// <summary>The size of the job; null where the box is not known.</summary>
    /// <param name="data">What is known of the data.</param>
    /// <param name="options">The program's options.</param>
    /// <param name="acceleration">The acceleration in use.</param>
    /// <param name="installation">The program's installation; null takes version 3.1 in double precision.</param>
    public static RefinementSize? Of(DataSize data, RefineOptions options, Acceleration acceleration, RelionInstallation? installation)
    {
        if (data.BoxSize is not { } box) return null;
        IReadOnlyList<string> further = options.AdditionalArgument ?? [];
        double pixel = data.PixelSize ?? 1;
        bool isAutoRefine = further.Contains("--auto_refine"), is3D = options.Reference is not null || options.InputStar is null;
        return new RefinementSize
        {
            BoxSize = box,
            PixelSize = pixel,
            Padding = options.Padding ?? 2,
            ClassCount = options.ClassCount ?? 1,
            IsAutoRefine = isAutoRefine,
            Is3D = is3D,
            CurrentSize = data.CurrentSize ?? CurrentSizes.Last(data.ExpectedResolution, isAutoRefine, box, pixel),
            HealpixOrder = options.HealpixOrder ?? 2,
            PsiStep = Number(further, "--psi_step"),
            Oversampling = options.Oversampling ?? 1,
            OffsetRange = options.OffsetRange ?? 6,
            OffsetStep = options.OffsetStep ?? 2,
            SymmetryOrder = SymmetryGroup.Order(options.Symmetry ?? "C1"),
            ShiftsOnTheFly = further.Contains("--onthefly_shifts"),
            Acceleration = acceleration,
            IsSinglePrecision = installation?.Precision?.Contains("BASE=single", StringComparison.Ordinal) == true,
            CombinesThroughNetwork = options.CombineWeightsThroughNetwork == true,
            SkipsGridding = further.Contains("--skip_gridding") || MainVersion(installation) >= 4,
            PrereadsImages = further.Contains("--preread_images"),
            ParticleCount = data.ParticleCount,
        };
    }

    private static int MainVersion(RelionInstallation? installation) =>
        int.TryParse(installation?.Version?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 3;

    private static double? Number(IReadOnlyList<string> arguments, string flag) =>
        double.TryParse(ArgumentReader.ValueOf(arguments, flag), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
