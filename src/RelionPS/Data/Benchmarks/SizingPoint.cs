using System.Globalization;

namespace RelionPS;

/// <summary>What one iteration of a trial took.</summary>
/// <param name="ParticleCount">Particles of the trial.</param>
/// <param name="ExpectationSeconds">The expectation, which compares images with projections.</param>
/// <param name="IterationSeconds">The whole iteration.</param>
public sealed record SizingPoint(int ParticleCount, double ExpectationSeconds, double IterationSeconds)
{
    /// <summary>The expectation's part of the iteration, 0 to 1.</summary>
    public double Share => IterationSeconds > 0 ? ExpectationSeconds / IterationSeconds : 0;

    /// <summary>All else of the iteration, in seconds.</summary>
    internal double OtherSeconds => IterationSeconds - ExpectationSeconds;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ParticleCount} particles: {100 * Share:0} % of {IterationSeconds:0.00} s");
}
