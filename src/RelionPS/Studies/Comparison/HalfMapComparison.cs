using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>
/// The two half-maps of each auto-refinement against each other: the resolution that each run claims (unmasked).
/// </summary>
public sealed record HalfMapComparison
{
    /// <summary>Curve of the reference's half-maps.</summary>
    public required IReadOnlyList<FscPoint> ReferenceFsc { get; init => field = Indexable.List(value); }

    /// <summary>Curve of the result's half-maps.</summary>
    public required IReadOnlyList<FscPoint> ResultFsc { get; init => field = Indexable.List(value); }

    /// <summary>Resolution at 0.143 of the reference, in ångström; null where its curve never falls that low.</summary>
    public required double? ReferenceResolution { get; init; }

    /// <summary>Resolution at 0.143 of the result, in ångström.</summary>
    public required double? ResultResolution { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"reference {Quantity.Angstrom(ReferenceResolution)}, result {Quantity.Angstrom(ResultResolution)}";
}
