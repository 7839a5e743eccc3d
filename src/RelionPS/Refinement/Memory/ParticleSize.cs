using RelionPS.Core.Errors;
using RelionPS.Data.Datasets;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Memory;

/// <summary>
/// Box, pixel size and dimensions from the head of the particles' STAR file; read without their rows.
/// </summary>
internal static class ParticleSize
{
    /// <summary>Tilts of a series of ±60° in steps of 3°, where no stack is here to tell.</summary>
    private const int UsualTilts = 41;

    /// <summary>
    /// What the optics table or the first stack says; nothing where there is no such file here, or none that can be
    /// read: the run checks it again.
    /// </summary>
    /// <param name="particles">The STAR file as the program is given it.</param>
    /// <param name="workingDirectory">Folder that a relative path starts in.</param>
    public static DataSize Find(string? particles, string workingDirectory)
    {
        if (particles is null) return new DataSize(null);
        try
        {
            string path = Path.GetFullPath(particles, workingDirectory);
            if (!File.Exists(path)) return new DataSize(null);
            RelionDataset star = DatasetReader.Read(
                path, workingDirectory, checkStacks: false, CancellationToken.None, isHeadOnly: true);
            return new DataSize(star.BoxSize, star.PixelSize)
            {
                ImageDimensions = star.ImageDimensions,
                TiltCount = star.HasTiltStacks ? star.ImagesPerParticle ?? UsualTilts : null,
            };
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            return new DataSize(null);
        }
    }
}
