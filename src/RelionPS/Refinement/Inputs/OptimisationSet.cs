using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>
/// The files that <c>--ios</c> names in place of options (RELION 4.0.2 and 5.0.1, ml_optimiser.cpp, parseInitial).
/// </summary>
internal static class OptimisationSet
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        [OptionTable.Input] = "rlnTomoParticlesFile",
        [OptionTable.Tomograms] = "rlnTomoTomogramsFile",
        [OptionTable.Trajectories] = "rlnTomoTrajectoriesFile",
    };

    /// <summary>4.0 takes the reference and the mask from the set as well; 5.0 does not.</summary>
    private static readonly Dictionary<string, string> Maps = new(StringComparer.Ordinal)
    {
        [OptionTable.Reference] = "rlnTomoReferenceMap1File",
        [OptionTable.SolventMask] = "rlnTomoReferenceMaskFile",
    };

    /// <summary>
    /// The file for an option; null where there is no set here, it can't be read, or it does not name one.
    /// </summary>
    public static string? ValueOf(RefineCommand command, string flag)
    {
        bool isFourth = command.Request?.Installation?.Version is { } version
            && version.StartsWith("4.", StringComparison.Ordinal);
        if (!Labels.TryGetValue(flag, out string? label) && !(isFourth && Maps.TryGetValue(flag, out label)))
        {
            return null;
        }
        return ArgumentReader.ValueOf(command.Arguments, OptionTable.OptimisationSet) is { } set
            ? Read(set, command.WorkingDirectory, label)
            : null;
    }

    private static string? Read(string set, string folder, string label)
    {
        try
        {
            string path = Path.GetFullPath(set, folder);
            if (!File.Exists(path)) return null;
            using StarFile file = StarFile.Open(path);
            if (file.ReadBlock() is not { } block) return null;
            return block.TextOrNull(label)
                ?? (block.Labels.Contains(label) ? block.Texts(label).FirstOrDefault() : null);
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            return null;
        }
    }
}
