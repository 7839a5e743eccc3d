using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Runs.Results;

/// <summary>
/// The files that RELION writes for a root name (3.0 to 5.0: ml_optimiser.cpp, ml_optimiser_mpi.cpp, ml_model.cpp), and
/// would write over.
/// </summary>
internal static class RelionOutputs
{
    /// <summary>What follows the root name, the marks of continuations and that of an iteration.</summary>
    private static readonly string[] Tails =
    [
        @"(unmasked_)?(half[12]_)?(data|model|optimiser|sampling|optimisation_set)\.star",
        @"(unmasked_)?(half[12]_)?(class|body|[12]moment)\d{3,}(_[a-z0-9]+)*\.(mrc|mrcs|bild|spi|star)",
        @"(half[12]_)?(unmasked_)?(classes|bodies|[12]moment)\.(mrcs|bild)",
        @"(solvent_mask|solvent\d+)\.mrc",
        @"som\.txt",
        // What ranks that share no memory hand each other; it goes with the iteration.
        @"rank\d+\.tmp",
        @"half[12]_.+\.mrcs?",
    ];

    private static readonly Regex Known = new(
        $@"^(_ct\d+)*(_(it\d{{3,}}_)?({string.Join('|', Tails)})|\.tmp|fourier_mask\.mrc)\z",
        RegexOptions.CultureInvariant);

    private static readonly Regex OfIteration = new(@"^(_ct\d+)*_it\d{3,}_", RegexOptions.CultureInvariant);

    /// <summary>Those that are there; empty where the folder is not.</summary>
    public static IEnumerable<FileInfo> Of(string outputRoot)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(outputRoot) ?? "/");
        string name = Path.GetFileName(outputRoot);
        if (!folder.Exists) return [];
        return folder.EnumerateFiles().Where(file => IsOf(name, file.Name));
    }

    /// <summary>
    /// True for a name that a run of the root name writes, or may write: all that has an iteration's mark, as other
    /// versions have names of their own. For what is to be kept.
    /// </summary>
    public static bool IsOf(string rootName, string fileName) =>
        IsKnown(rootName, fileName)
        || (fileName.StartsWith(rootName, StringComparison.Ordinal)
            && OfIteration.IsMatch(fileName[rootName.Length..]));

    /// <summary>True for a name that RELION is known to write, and nobody else. For what may be taken away.</summary>
    public static bool IsKnown(string rootName, string fileName) =>
        fileName.StartsWith(rootName, StringComparison.Ordinal) && Known.IsMatch(fileName[rootName.Length..]);

    /// <summary>What is said where they are there and are to stay.</summary>
    public static RelionException Exist(string outputRoot, RefineRun? run, string file) => run is not null
        ? RunErrors.ResultsExist(outputRoot, run)
        : RunErrors.ResultsExist(outputRoot, Path.GetFileName(file));
}
