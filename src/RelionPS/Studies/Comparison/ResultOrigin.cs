using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Studies.Comparison;

/// <summary>What a result was made with, by its optimiser file; null is unknown.</summary>
/// <param name="Version">RELION's version.</param>
/// <param name="IsGridded">Whether the maps were gridded: up to 3.1 unless <c>--skip_gridding</c>, from 4.0 on where
/// <c>--dont_skip_gridding</c> is given (src/ml_optimiser.cpp, 3.1.4, 4.0.2, 5.0.1).</param>
internal sealed record ResultOrigin(string? Version, bool? IsGridded)
{
    public static ResultOrigin Of(ResultFiles files)
    {
        if (files.OptimiserPaths.FirstOrDefault(File.Exists) is not { } path) return new ResultOrigin(null, null);
        OptimiserFile optimiser;
        try
        {
            optimiser = OptimiserFile.Read(path);
        }
        catch (RelionException)
        {
            // The maps can be compared all the same.
            return new ResultOrigin(null, null);
        }
        if (ToolVersion.Text(optimiser.Version) is not { } version) return new ResultOrigin(null, null);
        return new ResultOrigin(
            optimiser.Version,
            ToolVersion.Parse(version) < ToolVersion.Parse("4.0")
                ? !optimiser.Arguments.Contains(OptionTable.SkipGridding)
                : optimiser.Arguments.Contains(OptionTable.DoGridding));
    }

    /// <summary>What is to be known of two results beside the verdict: how they were made otherwise.</summary>
    public static IReadOnlyList<string> Notes(ResultOrigin reference, ResultOrigin result)
    {
        var notes = new List<string>();
        if (reference.Version is { } one && result.Version is { } other && one != other)
        {
            notes.Add(ComparisonErrors.VersionsDiffer(one, other));
        }
        if (reference.IsGridded is { } isFirst && result.IsGridded is { } isSecond && isFirst != isSecond)
        {
            notes.Add(ComparisonErrors.GriddingDiffers(isFirst ? "reference" : "result"));
        }
        return notes;
    }
}
