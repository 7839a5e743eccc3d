using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>One iteration of both runs, from their model files. Classes are those matched by the maps.</summary>
public sealed record IterationComparison
{
    /// <summary>Number of the iteration.</summary>
    public required int Iteration { get; init; }

    /// <summary>Current resolution of the reference, in ångström; null where the model file has none.</summary>
    public double? ReferenceResolution { get; init; }

    /// <summary>Current resolution of the result, in ångström.</summary>
    public double? ResultResolution { get; init; }

    /// <summary>Largest difference of a class's occupancy, 0 to 1.</summary>
    public double? OccupancyDifference { get; init; }

    /// <summary>Log-likelihood of the reference.</summary>
    public double? ReferenceLogLikelihood { get; init; }

    /// <summary>Log-likelihood of the result.</summary>
    public double? ResultLogLikelihood { get; init; }

    /// <summary>Mean largest probability of an orientation in the reference, 0 to 1.</summary>
    public double? ReferenceMaximumProbability { get; init; }

    /// <summary>Mean largest probability of an orientation in the result, 0 to 1.</summary>
    public double? ResultMaximumProbability { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Iteration}: {Quantity.Angstrom(ReferenceResolution)}, {Quantity.Angstrom(ResultResolution)}";
}
