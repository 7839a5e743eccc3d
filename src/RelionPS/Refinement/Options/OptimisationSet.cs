using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Refinement.Options;

/// <summary>
/// The files that <c>--ios</c> names in place of options (RELION 4.0.2 and 5.0.1, ml_optimiser.cpp, parseInitial).
/// </summary>
internal static class OptimisationSet
{
    /// <summary>A set is a few lines; what is longer holds particles, and is not looked through twice.</summary>
    private const long MostBytes = 1 << 16;

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
    /// <param name="arguments">The program's tokens, of which one names the set.</param>
    /// <param name="folder">Full path of the folder that names are relative to.</param>
    /// <param name="version">RELION's version; null where it is not known.</param>
    /// <param name="flag">The option.</param>
    public static string? ValueOf(IReadOnlyList<string>? arguments, string folder, string? version, string flag)
    {
        bool isFourth = version?.StartsWith("4.", StringComparison.Ordinal) == true;
        if (!Labels.TryGetValue(flag, out string? label) && !(isFourth && Maps.TryGetValue(flag, out label)))
        {
            return null;
        }
        return arguments is not null && ArgumentReader.ValueOf(arguments, OptionTable.OptimisationSet) is { } set
            ? Read(set, folder, label)
            : null;
    }

    /// <summary>The particles that a file names where it is an optimisation set; null for other files.</summary>
    /// <param name="path">Full path of the file.</param>
    public static string? ParticlesIn(string path) =>
        new FileInfo(path) is { Exists: true, Length: < MostBytes } ? Read(path, "/", Labels[OptionTable.Input]) : null;

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
