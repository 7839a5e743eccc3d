namespace RelionPS.Refinement.Memory;

/// <summary>
/// What subtomograms take while they are compared: measured with RELION 3.1.3 (box 96, 12 particles, --j 1, 2 and 4,
/// --pool 1 and 40). The pool makes no difference, a thread holds seven arrays of the box, and the shifted images are
/// in memory once. glibc keeps them in its heap to the end of the iteration. Of stacks of tilts (5.0.1, box 96, 31
/// tilts, --j 1 and 2, --pool 1 and 8, with and without --cpu) a thread holds seven arrays of each tilt, and no shifted
/// images.
/// </summary>
internal static class VolumeImages
{
    private const int ArraysOfThread = 7;

    /// <summary>Bytes for subtomograms; 0 for images.</summary>
    /// <param name="size">The job's size.</param>
    /// <param name="inFlight">Particles that are compared at a time, one a thread.</param>
    public static long Bytes(RefinementSize size, long inFlight)
    {
        if (size.TiltCount > 1) return inFlight * ArraysOfThread * size.RealBytes * size.TiltCount * size.ImagePixels;
        if (!size.HasVolumes) return 0;
        bool keepsShifts = size.Acceleration == Acceleration.None && !size.ShiftsOnTheFly;
        long current = size.CurrentSize, transform = current * current * ((current / 2) + 1);
        long shifted = keepsShifts
            ? 2 * size.RealBytes * transform * SamplingCounts.Translations(size, size.Oversampling)
            : 0;
        return shifted + (inFlight * ArraysOfThread * size.RealBytes * size.ImagePixels);
    }
}
