namespace RelionPS;

/// <summary>Two results of RELION held against each other (guide 5.5).</summary>
public sealed record ResultComparison
{
    /// <summary>Root name of the reference's files.</summary>
    public required string Reference { get; init; }

    /// <summary>Root name of the result's files.</summary>
    public required string Result { get; init; }

    /// <summary>What was compared.</summary>
    public required ComparisonKind Kind { get; init; }

    /// <summary>The verdict.</summary>
    public required ComparisonVerdict Verdict { get; init; }

    /// <summary>Why: the checks that are not met, or the worst of those that are.</summary>
    public required IReadOnlyList<string> Reasons { get; init => field = Indexable.List(value); }

    /// <summary>
    /// How the two were made otherwise: RELION's versions, gridding. It explains differences, and is no check.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init => field = Indexable.List(value); } = [];

    /// <summary>RELION's version of the reference; null where its files do not say it.</summary>
    public string? ReferenceVersion { get; init; }

    /// <summary>RELION's version of the result; null where its files do not say it.</summary>
    public string? ResultVersion { get; init; }

    /// <summary>Every check with its limit.</summary>
    public required IReadOnlyList<ComparisonCheck> Checks { get; init => field = Indexable.List(value); }

    /// <summary>Iteration of the reference's maps; null for the final map of an auto-refinement.</summary>
    public required int? ReferenceIteration { get; init; }

    /// <summary>Iteration of the result's maps; null for the final map of an auto-refinement.</summary>
    public required int? ResultIteration { get; init; }

    /// <summary>Width of the maps, in pixels.</summary>
    public required int BoxSize { get; init; }

    /// <summary>Pixel size of the maps, in ångström.</summary>
    public required double PixelSize { get; init; }

    /// <summary>Classes, by the reference's number; one for an auto-refinement.</summary>
    public required IReadOnlyList<ClassComparison> Classes { get; init => field = Indexable.List(value); }

    /// <summary>Half-maps of an auto-refinement; null else.</summary>
    public HalfMapComparison? HalfMaps { get; init; }

    /// <summary>Orientations and shifts of the particles; null where a data file is missing.</summary>
    public AngleComparison? Angles { get; init; }

    /// <summary>Iterations that both runs have.</summary>
    public required IReadOnlyList<IterationComparison> Iterations { get; init => field = Indexable.List(value); }

    /// <summary>The script for Chimera or ChimeraX that overlays the maps; null where none was asked for.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>Least of the classes' <see cref="ClassComparison.LeastFsc"/>.</summary>
    public double? LeastFsc => Classes.Min(pair => pair.LeastFsc);

    /// <summary>Least of the classes' <see cref="ClassComparison.Correlation"/>.</summary>
    public double? LeastCorrelation => Classes.Min(pair => pair.Correlation);

    /// <inheritdoc/>
    public override string ToString() => $"{Verdict}: {string.Join("; ", Reasons)}";
}
