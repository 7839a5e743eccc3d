namespace RelionPS;

/// <summary>
/// What an iteration has to do, by RELION's files: what its time depends on beside the machine.
/// </summary>
public sealed record IterationWork
{
    /// <summary>Number, from 1.</summary>
    public required int Iteration { get; init; }

    /// <summary>Images.</summary>
    public required int ParticleCount { get; init; }

    /// <summary>Current size: width in pixels of the images that the fine comparison uses.</summary>
    public required int CurrentSize { get; init; }

    /// <summary>
    /// Width in pixels of the images that the first, coarse comparison uses (ml_optimiser.cpp,
    /// updateImageSizeAndResolutionPointers, 3.1.3 to 5.0.1).
    /// </summary>
    public required int CoarseSize { get; init; }

    /// <summary>That of an iteration that begins with this one's sampling; null where it is the same.</summary>
    internal int? NextCoarseSize { get; init; }

    /// <summary>Full width of the images, in pixels.</summary>
    public required int BoxSize { get; init; }

    /// <summary>
    /// Samples of class, orientation and shift that the coarse comparison makes of one image; in a local search those
    /// within three standard deviations of the prior.
    /// </summary>
    public required double CoarseSamples { get; init; }

    /// <summary>
    /// Directions of the sphere that a local search goes through for one image, to find those near its prior: all of
    /// the sampling (healpix_sampling.cpp, selectOrientationsWithNonZeroPriorProbability, 3.1.3 to 5.0.1); 0 in a
    /// search of all orientations.
    /// </summary>
    public double DirectionsLookedThrough { get; init; }

    /// <summary>
    /// Coarse samples of one image that mattered and were looked at finely (<c>_rlnNrOfSignificantSamples</c>), the
    /// mean over the images.
    /// </summary>
    public required double SignificantSamples { get; init; }

    /// <summary>Steps of oversampling in the fine comparison.</summary>
    public required int Oversampling { get; init; }

    /// <summary>Dimensions of the reference, 2 or 3.</summary>
    public required int Dimensions { get; init; }

    /// <summary>True where the iteration was not read and is foreseen.</summary>
    public bool IsForeseen { get; init; }

    /// <summary>Pixels compared in the coarse pass of one image.</summary>
    internal double CoarsePixels => CoarseSamples * CoarseSize * CoarseSize;

    /// <summary>
    /// Pixels compared in the fine pass of one image. A step of oversampling halves each interval: of three angles of a
    /// 3D reference or one of a 2D one, and of two shifts.
    /// </summary>
    internal double FinePixels =>
        SignificantSamples * Math.Pow(2, Oversampling * (Dimensions == 3 ? 5 : 3)) * CurrentSize * CurrentSize;

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Iteration}: {CurrentSize} px, {CoarseSamples:0} samples");
}
