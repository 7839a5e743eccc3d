using System.Globalization;

namespace RelionPS;

/// <summary>Orientations and shifts of the same particles in both runs, matched by image name.</summary>
public sealed record AngleComparison
{
    /// <summary>Particles that both data files hold.</summary>
    public required int ParticleCount { get; init; }

    /// <summary>Particles that only one of the data files holds.</summary>
    public required int UnmatchedCount { get; init; }

    /// <summary>Share of the particles in the same class, after the matching of classes, 0 to 1.</summary>
    public required double SameClassShare { get; init; }

    /// <summary>Symmetry group that the angles were compared in.</summary>
    public required string Symmetry { get; init; }

    /// <summary>
    /// Median angle of the rotation between the two orientations, in degrees, over particles of the same class; null
    /// where it can't be told.
    /// </summary>
    public double? MedianAngle { get; init; }

    /// <summary>95th percentile of the angle, in degrees.</summary>
    public double? Percentile95Angle { get; init; }

    /// <summary>
    /// Median length of the shift between the two origins, in ångström, over particles of the same class.
    /// </summary>
    public double? MedianShift { get; init; }

    /// <summary>95th percentile of the shift, in ångström.</summary>
    public double? Percentile95Shift { get; init; }

    /// <summary>Why the angles are not known; empty where they are.</summary>
    public string Note { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => MedianAngle is null
        ? Note
        : string.Create(CultureInfo.InvariantCulture,
            $"{ParticleCount} particles, {100 * SameClassShare:0.#} % in the same class, median angle "
            + $"{MedianAngle:0.###}°, shift {MedianShift:0.###} Å");
}
