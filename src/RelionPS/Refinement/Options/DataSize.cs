namespace RelionPS.Refinement.Options;

/// <summary>What is known of the data, each null where it is not.</summary>
/// <param name="BoxSize">Width of an image, in pixels.</param>
/// <param name="PixelSize">Pixel size, in ångström.</param>
/// <param name="ParticleCount">Particles.</param>
/// <param name="ExpectedResolution">Resolution that the maps may reach, in ångström; null is Nyquist.</param>
/// <param name="CurrentSize">Width of the images in use, in pixels, in place of what follows from the
/// resolution.</param>
internal sealed record DataSize(
    int? BoxSize,
    double? PixelSize = null,
    int? ParticleCount = null,
    double? ExpectedResolution = null,
    int? CurrentSize = null)
{
    /// <summary>Dimensions of an image: 3 for subtomograms; null where they are not known.</summary>
    public int? ImageDimensions { get; init; }

    /// <summary>Tilts of a particle that is a stack of them (RELION 5); null for other particles.</summary>
    public int? TiltCount { get; init; }

    /// <summary>True where a reference is one image, for 2D classification; null where that is not known.</summary>
    public bool? HasFlatReference { get; init; }

    /// <summary>These facts, and where one is missing the other's.</summary>
    public DataSize Or(DataSize other) => new(
        BoxSize ?? other.BoxSize,
        PixelSize ?? other.PixelSize,
        ParticleCount ?? other.ParticleCount,
        ExpectedResolution ?? other.ExpectedResolution,
        CurrentSize ?? other.CurrentSize)
    {
        ImageDimensions = ImageDimensions ?? other.ImageDimensions,
        TiltCount = TiltCount ?? other.TiltCount,
        HasFlatReference = HasFlatReference ?? other.HasFlatReference,
    };
}
