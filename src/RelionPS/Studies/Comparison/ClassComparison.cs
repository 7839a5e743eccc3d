namespace RelionPS;

/// <summary>A class of the reference beside the class of the result that matches it.</summary>
public sealed record ClassComparison
{
    /// <summary>Number of the class in the reference, from 1.</summary>
    public required int ReferenceClass { get; init; }

    /// <summary>Number of the matching class in the result, from 1.</summary>
    public required int ResultClass { get; init; }

    /// <summary>Map of the reference.</summary>
    public required string ReferenceMap { get; init; }

    /// <summary>Map of the result.</summary>
    public required string ResultMap { get; init; }

    /// <summary>
    /// Least Fourier shell correlation up to <see cref="LeastFscResolution"/>; null where no shell has one.
    /// </summary>
    public required double? LeastFsc { get; init; }

    /// <summary>
    /// The finest resolution that <see cref="LeastFsc"/> looked at, in ångström: that of the class, beyond which a map
    /// holds noise.
    /// </summary>
    public required double LeastFscResolution { get; init; }

    /// <summary>
    /// Resolution where the curve first falls below 0.143, in ångström, interpolated; null where it never does.
    /// </summary>
    public required double? Resolution0143 { get; init; }

    /// <summary>
    /// Resolution where the curve first falls below 0.5, in ångström, interpolated; null where it never does.
    /// </summary>
    public required double? Resolution05 { get; init; }

    /// <summary>
    /// Correlation of the maps' values over the whole box (Pearson), computed by the module; null where a map is
    /// constant.
    /// </summary>
    public required double? Correlation { get; init; }

    /// <summary>Share of the particles in the reference's class, 0 to 1; null where the model file has none.</summary>
    public double? ReferenceOccupancy { get; init; }

    /// <summary>Share of the particles in the result's class, 0 to 1.</summary>
    public double? ResultOccupancy { get; init; }

    /// <summary>
    /// RELION's estimate of the reference's resolution, in ångström; null where the model file has none.
    /// </summary>
    public double? ReferenceResolution { get; init; }

    /// <summary>RELION's estimate of the result's resolution, in ångström.</summary>
    public double? ResultResolution { get; init; }

    /// <summary>
    /// By how many shells of Fourier space the two resolutions differ, positive where the result's is finer; null where
    /// one is not known.
    /// </summary>
    public int? ResolutionShellDifference { get; init; }

    /// <summary>The curve, from relion_image_handler.</summary>
    public required IReadOnlyList<FscPoint> Fsc { get; init => field = Indexable.List(value); }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"class {ReferenceClass} with {ResultClass}: least FSC {LeastFsc:0.00000}");
}
