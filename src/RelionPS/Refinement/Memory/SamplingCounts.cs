namespace RelionPS.Refinement.Memory;

/// <summary>
/// How many orientations and shifts RELION tries for each image (RELION 3.1.3, healpix_sampling.cpp: setOrientations,
/// setTranslations, NrSamplingPoints).
/// <para>With a point group RELION keeps the directions of one asymmetric unit by geometry; here they are the whole
/// sphere's over the group's rotations,
/// which differs by some at the unit's edges.</para>
/// </summary>
internal static class SamplingCounts
{
    /// <summary>
    /// Orientations; each oversampling order makes eight of one (two in 2D, where the in-plane angle alone turns).
    /// </summary>
    public static long Orientations(RefinementSize size, int oversampling)
    {
        double step = size.PsiStep ?? (size.Is3D ? 360.0 / (6 << size.HealpixOrder) : 10);
        long angles = (long)Math.Ceiling((360 / step) - 1e-9);
        long directions = size.Is3D
            ? (12L * (1L << (2 * size.HealpixOrder)) + size.SymmetryOrder - 1) / size.SymmetryOrder
            : 1;

        // NrDirections multiplies by four and NrPsiSamplings by two, in 2D as well: NrSamplingPoints counts eight there
        // too.
        return directions * angles << (3 * oversampling);
    }

    /// <summary>Shifts within the range; each oversampling order makes four of one, eight with depth.</summary>
    public static long Translations(RefinementSize size, int oversampling)
    {
        double step = size.OffsetStep * size.PixelSize, range = size.OffsetRange * size.PixelSize;
        int most = (int)Math.Ceiling(size.OffsetRange / size.OffsetStep);
        long count = 0;
        for (int x = -most; x <= most; x++)
        {
            for (int y = -most; y <= most; y++)
            {
                int depth = size.HasShiftsInDepth ? most : 0;
                for (int z = -depth; z <= depth; z++)
                {
                    // The allowance is RELION's own.
                    if (((x * x) + (y * y) + (z * z)) * step * step < (range * range) + 0.001) count++;
                }
            }
        }
        return count << ((size.HasShiftsInDepth ? 3 : 2) * oversampling);
    }

    /// <summary>Both together, for one class.</summary>
    public static long Points(RefinementSize size, int oversampling) =>
        Orientations(size, oversampling) * Translations(size, oversampling);
}
