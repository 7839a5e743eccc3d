namespace RelionPS.Refinement.Memory;

/// <summary>
/// How wide the images in use are, over the iterations (RELION 3.1.3, ml_optimiser.cpp,
/// updateImageSizeAndResolutionPointers): twice the shell of the
/// present resolution and ten more (<c>--incr_size</c>), never wider than the box.
/// </summary>
internal static class CurrentSizes
{
    private const int ExtraShells = 10;

    /// <summary>The size for a resolution in ångström.</summary>
    public static int At(double resolution, int boxSize, double pixelSize)
    {
        // RELION's ROUND is half up; a shell beyond Nyquist is cut off with the box.
        double shell = Math.Floor((boxSize * pixelSize / resolution) + 0.5);
        return (int)Math.Min(boxSize, 2 * (shell + ExtraShells));
    }

    /// <summary>
    /// The first iteration's: by <c>--ini_high</c>; without it, a reference may hold anything, while averages of
    /// unaligned images start at 0.07 of the sampling frequency.
    /// </summary>
    public static int First(double? initialHighResolution, bool hasReference, int boxSize, double pixelSize) =>
        (initialHighResolution, hasReference) switch
        {
            ({ } resolution and > 0, _) => At(resolution, boxSize, pixelSize),
            (_, false) => At(pixelSize / 0.07, boxSize, pixelSize),
            _ => boxSize,
        };

    /// <summary>
    /// The largest there will be: by the expected resolution, else the whole box; auto-refinement's last iteration
    /// always takes the whole box.
    /// </summary>
    public static int Last(double? expectedResolution, bool isAutoRefine, int boxSize, double pixelSize) =>
        expectedResolution is { } resolution and > 0 && !isAutoRefine ? At(resolution, boxSize, pixelSize) : boxSize;
}
