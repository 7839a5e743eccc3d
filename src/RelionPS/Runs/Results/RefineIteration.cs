namespace RelionPS;

/// <summary>One iteration of a refinement, from its optimiser and model files.</summary>
public sealed record RefineIteration
{
    /// <summary>Number, from 1; 0 is the state before the first.</summary>
    public required int Number { get; init; }

    /// <summary>
    /// Time it took, from the modification times of its optimiser file and of the one before; null where that is not
    /// there, where the run was continued in between, or where the files are a copy that did not keep its times. Where
    /// RELION writes only each tenth iteration, as gradient runs do, it is the time of all ten.
    /// </summary>
    public TimeSpan? Time { get; init; }

    /// <summary>How many iterations <see cref="Time"/> is of.</summary>
    internal int Span { get; init; } = 1;

    /// <summary>When it was written, UTC, by the file server's clock.</summary>
    public required DateTime WrittenUtc { get; init; }

    /// <summary>Resolution, in ångström (<c>_rlnCurrentResolution</c>); null where RELION has none.</summary>
    public double? Resolution { get; init; }

    /// <summary>
    /// Size of the Fourier transforms that it used, in pixels (<c>_rlnCurrentImageSize</c>; set at the begin of
    /// the expectation: ml_optimiser.cpp, updateImageSizeAndResolutionPointers).
    /// </summary>
    public int? CurrentSize { get; init; }

    /// <summary>
    /// Estimated accuracy of the angles, in degrees (<c>_rlnOverallAccuracyRotations</c>); null where it was not
    /// estimated.
    /// </summary>
    public double? AccuracyRotation { get; init; }

    /// <summary>Estimated accuracy of the translations, in ångström; null where it was not estimated.</summary>
    public double? AccuracyTranslation { get; init; }

    /// <summary>
    /// Mean change of the orientations, in degrees (<c>_rlnChangesOptimalOrientations</c>); null where it is not known.
    /// </summary>
    public double? ChangeOrientations { get; init; }

    /// <summary>
    /// Mean change of the offsets, in ångström, before RELION 3.1 in pixels (<c>_rlnChangesOptimalOffsets</c>); null
    /// where it is not known.
    /// </summary>
    public double? ChangeOffsets { get; init; }

    /// <summary>
    /// Share of the particles that changed their class, 0 to 1 (<c>_rlnChangesOptimalClasses</c>); null where it is not
    /// known.
    /// </summary>
    public double? ChangeClasses { get; init; }

    /// <summary>Mean of the largest weight of each particle, 0 to 1 (<c>_rlnAveragePmax</c>).</summary>
    public double? AveragePmax { get; init; }

    /// <summary>Logarithm of the likelihood (<c>_rlnLogLikelihood</c>).</summary>
    public double? LogLikelihood { get; init; }

    /// <summary>The classes after it, in order.</summary>
    public IReadOnlyList<RefineClass> Classes { get; init => field = Indexable.List(value); } = [];

    /// <summary>The optimiser file; null for the last iteration of auto-refinement, which writes none.</summary>
    public string? OptimiserPath { get; init; }

    /// <summary>The model file, of the first half-set where there are two.</summary>
    public string? ModelPath { get; init; }

    /// <summary>What is wrong with its files; null where they can be read.</summary>
    public string? Problem { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Number}");
}
