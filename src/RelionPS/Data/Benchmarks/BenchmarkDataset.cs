namespace RelionPS;

/// <summary>A data set to refine; its properties bind to the parameters of New-RelionRefineCommand.</summary>
public record BenchmarkDataset
{
    /// <summary>Name, for example <c>Synthetic</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The preset whose options suit the data.</summary>
    public required string Preset { get; init; }

    /// <summary>Folder of the data set; the paths below are relative to it, and RELION must be started in it.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Particles, a STAR file with an optics table (RELION 3.1).</summary>
    public required string InputStar { get; init; }

    /// <summary>Reference map.</summary>
    public required string Reference { get; init; }

    /// <summary>Images in the set.</summary>
    public required int ParticleCount { get; init; }

    /// <summary>Width of an image, in pixels.</summary>
    public required int BoxSize { get; init; }

    /// <summary>Pixel size, in ångström.</summary>
    public required double PixelSize { get; init; }

    /// <summary>Diameter of the mask that holds the particle, in ångström.</summary>
    public required double ParticleDiameter { get; init; }

    /// <summary>
    /// Resolution limit that the reference and the data start with (<c>--ini_high</c>), in ångström; null leaves it to
    /// the preset.
    /// </summary>
    public double? InitialHighResolution { get; init; }

    /// <summary>The map the images were made from, to judge results by; null where it is not known.</summary>
    public string? Phantom { get; init; }

    /// <summary>
    /// Particles with their true orientations and shifts, to judge results by; null where they are not known.
    /// </summary>
    public string? TruthStar { get; init; }

    /// <summary>Variance of the signal over that of the noise; null where it is not known.</summary>
    public double? SignalToNoise { get; init; }

    /// <summary>How long the set took to make.</summary>
    public TimeSpan? CreationTime { get; init; }

    /// <summary>Seed of everything that is random in the set; null for a real one.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// The expectation's part of an iteration, 0 to 1, as the last trial measured it; null where the set was not sized
    /// by trials.
    /// </summary>
    public double? ExpectationShare { get; init; }

    /// <summary>The trials that the set was sized by; the last is of its own number of particles.</summary>
    public IReadOnlyList<SizingPoint> SizingTrials { get; init => field = Indexable.List(value); } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, {ParticleCount} particles of {BoxSize} px";
}
