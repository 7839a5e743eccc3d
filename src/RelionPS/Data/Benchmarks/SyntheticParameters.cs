using System.Text.Json.Serialization;

namespace RelionPS.Data.Benchmarks;

/// <summary>All that a synthetic set depends on: two sets of equal parameters are equal.</summary>
/// <param name="ParticleCount">Images.</param>
/// <param name="BoxSize">Width of an image in pixels, even.</param>
/// <param name="PixelSize">Pixel size in ångström.</param>
/// <param name="Seed">Seed of the phantom, the orientations and the noise.</param>
/// <param name="SignalToNoise">Variance of the signal over that of the noise, inside the particle's circle.</param>
internal sealed record SyntheticParameters(
    int ParticleCount, int BoxSize, double PixelSize, int Seed, double SignalToNoise)
{
    /// <summary>Radius of the phantom, in pixels: with shifts it stays inside the mask.</summary>
    [JsonIgnore]
    public double PhantomRadius => 0.35 * BoxSize;

    /// <summary>Radius of the mask, in pixels; outside is background.</summary>
    [JsonIgnore]
    public double MaskRadius => 0.4 * BoxSize;

    /// <summary>Diameter of the mask, in ångström.</summary>
    [JsonIgnore]
    public double ParticleDiameter => Math.Round(2 * MaskRadius * PixelSize, 3);

    /// <summary>
    /// Resolution of the reference in ångström: a seventh of the particle's diameter. Coarser ones hold little that
    /// survives the CTF, and images don't align to them.
    /// </summary>
    [JsonIgnore]
    public double ReferenceResolution => Math.Round(ParticleDiameter / 7, 3);

    /// <summary>Bytes on disk while the set is made: images with and without noise, and the maps.</summary>
    [JsonIgnore]
    public long DiskBytes =>
        2L * ParticleCount * BoxSize * BoxSize * sizeof(float)
            + 3L * BoxSize * BoxSize * BoxSize * sizeof(float)
            + (1L << 20);
}
