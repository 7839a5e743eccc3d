using RelionPS.Core.Statistics;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// How one particle lies and how it was imaged: RELION's angles in degrees, shifts and defocus in ångström.
/// </summary>
internal readonly record struct SyntheticPose(
    double Rot,
    double Tilt,
    double Psi,
    double ShiftX,
    double ShiftY,
    double DefocusU,
    double DefocusV,
    double DefocusAngle)
{
    /// <summary>
    /// Largest shift from the centre, as a fraction of the box: within the offset search of 5 pixels that RELION starts
    /// with, for usual boxes.
    /// </summary>
    public const double LargestShift = 0.03;

    private const double LeastDefocus = 12000;
    private const double MostDefocus = 28000;
    private const double MostAstigmatism = 300;

    /// <summary>
    /// The pose of one particle (counted from 0), from the seed: orientations uniform on SO(3), shifts in a square,
    /// defocus in 1.2 to 2.8 µm.
    /// </summary>
    public static SyntheticPose Create(SyntheticParameters parameters, int index)
    {
        var random = new SeededRandom(parameters.Seed, Purpose.Pose, index);
        double shift = LargestShift * parameters.BoxSize * parameters.PixelSize;
        double defocus = random.NextUniform(LeastDefocus, MostDefocus);
        double astigmatism = random.NextUniform(0, MostAstigmatism);
        return new SyntheticPose(
            random.NextUniform(-180, 180),
            // The polar angle of a uniform direction is dense at the equator: its cosine is uniform, not it.
            Math.Acos(1 - 2 * random.NextUniform()) * (180 / Math.PI),
            random.NextUniform(-180, 180),
            random.NextUniform(-shift, shift),
            random.NextUniform(-shift, shift),
            defocus + astigmatism / 2,
            defocus - astigmatism / 2,
            random.NextUniform(0, 180));
    }
}
