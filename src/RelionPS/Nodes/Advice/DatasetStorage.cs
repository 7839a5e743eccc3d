using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>One data set: what the microscope writes and what is picked from it.</summary>
/// <param name="Micrographs">Movies taken.</param>
/// <param name="Frames">Frames of each.</param>
/// <param name="Width">Pixels of a frame, across.</param>
/// <param name="Height">Pixels of a frame, down.</param>
/// <param name="BytesPerPixel">Bytes of a raw pixel.</param>
/// <param name="BoxSize">Pixels of a particle's edge.</param>
/// <param name="Particles">Particles.</param>
/// <param name="Classes">Classes of the 3D classification.</param>
/// <param name="Iterations">Iterations whose maps are kept.</param>
internal sealed record DatasetShape(
    long Micrographs,
    int Frames,
    int Width,
    int Height,
    double BytesPerPixel,
    int BoxSize,
    long Particles,
    int Classes,
    int Iterations)
{
    /// <summary>Width and height of a frame.</summary>
    public string Size => $"{Width} x {Height}";
}

/// <summary>
/// Storage by stage (guide 3.2). Images and maps are MRC files of 4-byte reals (MRC2014, mode 2), as RELION writes
/// them.
/// </summary>
internal static class DatasetStorage
{
    private const double RealBytes = 4;

    public static IReadOnlyList<StorageStage> Stages(DatasetShape set)
    {
        double frame = (double)set.Width * set.Height;
        double box2 = (double)set.BoxSize * set.BoxSize, box3 = box2 * set.BoxSize;
        return
        [
            Stage("RawMovies", set.Micrographs * set.Frames * frame * set.BytesPerPixel, false,
                $"{set.Micrographs} micrographs x {set.Frames} frames x {set.Size} px x {set.BytesPerPixel:0.###} B",
                "guide 3.2, detector's format"),
            Stage("MotionCorrection", set.Micrographs * frame * RealBytes, true,
                $"{set.Micrographs} micrographs x {set.Width} x {set.Height} px x 4 B", "guide 3.2, MRC2014 mode 2"),
            Stage("Extraction", set.Particles * box2 * RealBytes, true,
                $"{set.Particles} particles x {set.BoxSize}^2 px x 4 B", "guide 3.2, MRC2014 mode 2"),
            Stage("Classification3D", (double)set.Iterations * set.Classes * box3 * RealBytes, false,
                $"{set.Iterations} iterations x {set.Classes} classes x {set.BoxSize}^3 px x 4 B",
                "guide 3.2, RELION writes a map a class and iteration"),
            Stage("Refinement3D", 2.0 * set.Iterations * box3 * RealBytes, false,
                $"{set.Iterations} iterations x 2 half maps x {set.BoxSize}^3 px x 4 B",
                "guide 3.2, RELION writes two half maps an iteration"),
            Stage("Polishing", set.Particles * box2 * RealBytes, true,
                $"{set.Particles} particles x {set.BoxSize}^2 px x 4 B", "guide 3.2, MRC2014 mode 2"),
            Stage("FinalMaps", 4.0 * box3 * RealBytes, true,
                $"map, mask and 2 half maps x {set.BoxSize}^3 px x 4 B", "guide 3.2, MRC2014 mode 2"),
        ];
    }

    private static StorageStage Stage(
        string name, double bytes, bool isArchived, FormattableString formula, string source) =>
        new(
            name,
            (long)Math.Min(Math.Ceiling(bytes), long.MaxValue / 16),
            isArchived,
            formula.ToString(CultureInfo.InvariantCulture),
            source);
}
